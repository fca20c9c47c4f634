import { MAX_DEPTH } from "./canonical_json.ts";
import { nameOf } from "./options.ts";
import { checkText, decodeValue, encodeValue, isTypedValue, type JsonValue } from "./value.ts";

/** Plain, deeply frozen data in the form that JSON can hold. */
export type Plain = JsonValue | readonly Plain[] | {
  readonly [key: string]: Plain;
};

/** What an event adds to the nesting of the data in it. */
const MARGIN = 10;

/** Copies data into its plain, deeply frozen form; `undefined` members are left out.
 *
 * @throws {TypeError} for class instances, functions, symbols, a key `$`, cycles and nesting
 * deeper than 190: the event that will hold the data nests too
 */
export function toPlain(data: unknown, what: string): Plain {
  return copy(data, what, MARGIN, false);
}

/** As {@link toPlain}, for data that came out of a log: typed values stay as they are. */
export function readPlain(data: unknown, what: string): Plain {
  return copy(data, what, 0, true);
}

/** Turns plain data back: typed values become numbers, integers and dates. */
export function fromPlain(data: Plain): unknown {
  if (typeof data !== "object" || data === null) return data;
  if (Array.isArray(data)) return data.map(fromPlain);
  if (isTypedValue(data)) return decodeValue(data);
  return Object.fromEntries(
    Object.entries(data as Record<string, Plain>).map((
      [key, value],
    ) => [key, fromPlain(value)]),
  );
}

function copy(
  data: unknown,
  what: string,
  depth: number,
  typed: boolean,
): Plain {
  if (typeof data !== "object" || data === null || data instanceof Date) {
    return encodeValue(data, what);
  }
  if (depth >= MAX_DEPTH) {
    throw new TypeError(
      `Cannot log ${what.slice(0, 60)}: it nests deeper than ${
        typed ? MAX_DEPTH : MAX_DEPTH - MARGIN
      } or holds a cycle`,
    );
  }
  if (Array.isArray(data)) {
    return Object.freeze(
      Array.from(data, (item, i) => copy(item, `${what}[${i}]`, depth + 1, typed)),
    );
  }
  const prototype = Object.getPrototypeOf(data);
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) {
    throw new TypeError(`Cannot log ${what}: ${nameOf(data)} is no plain data`);
  }
  if (typed && isTypedValue(data)) {
    decodeValue(data);
    return Object.freeze({ $: data.$, type: data.type });
  }
  const members: [string, Plain][] = [];
  for (const [key, value] of Object.entries(data)) {
    if (value === undefined) continue;
    if (key === "$") {
      throw new TypeError(`Cannot log ${what}: the key "$" is reserved`);
    }
    checkText(key, `a key of ${what}`);
    members.push([key, copy(value, `${what}.${key}`, depth + 1, typed)]);
  }
  return Object.freeze(Object.fromEntries(members));
}
