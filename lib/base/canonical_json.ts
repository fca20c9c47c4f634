/** What JSON can hold. */
export type Json = null | boolean | number | string | readonly Json[] | {
  readonly [key: string]: Json;
};

/** How deep a value may nest before it is refused. */
export const MAX_DEPTH = 200;

/** Writes a value as canonical JSON: keys sorted by UTF-16 code units, no white space.
 *
 * Members that are `undefined` are left out, as in `JSON.stringify`.
 *
 * @throws {TypeError} for what JSON cannot hold: NaN, ±Infinity, bigint, functions, symbols, lone
 * surrogates, cycles and nesting deeper than 200
 * @see RFC 8785
 */
export function canonicalJson(value: unknown): string {
  return write(value, 0);
}

function write(value: unknown, depth: number): string {
  switch (typeof value) {
    case "string":
      if (!value.isWellFormed()) {
        throw new TypeError(
          "Cannot write JSON: a string holds a lone surrogate",
        );
      }
      return JSON.stringify(value);
    case "number":
      if (!Number.isFinite(value)) {
        throw new TypeError(`Cannot write JSON: the number is ${value}`);
      }
      return JSON.stringify(value);
    case "boolean":
      return value ? "true" : "false";
    case "object":
      break;
    default:
      throw new TypeError(
        `Cannot write JSON: a ${typeof value} has no JSON form`,
      );
  }
  if (value === null) return "null";
  if (depth >= MAX_DEPTH) {
    throw new TypeError(
      `Cannot write JSON: it nests deeper than ${MAX_DEPTH} or holds a cycle`,
    );
  }
  if (Array.isArray(value)) {
    // Not `map`: it passes over holes, and what is left would be no JSON.
    return `[${Array.from(value, (item) => write(item, depth + 1)).join(",")}]`;
  }
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) {
    throw new TypeError(
      `Cannot write JSON: a ${value.constructor?.name} is no plain object`,
    );
  }
  const record = value as Record<string, unknown>;
  const members: string[] = [];
  for (const key of Object.keys(record).sort()) {
    if (record[key] === undefined) continue;
    members.push(`${write(key, depth)}:${write(record[key], depth + 1)}`);
  }
  return `{${members.join(",")}}`;
}
