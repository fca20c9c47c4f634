import { DuplicateParamError } from "../base/errors.ts";
import { checkOptions, nameOf } from "../base/options.ts";
import { checkName, decodeValue, encodeValue, type JsonValue, type Value } from "../base/value.ts";
import { contextOf, directionOf } from "./choices.ts";
import type { Direction, ParamEvent } from "./events.ts";
import { latestAbout } from "./about.ts";
import { _appendAll, _now, _parts, type Run } from "./run.ts";
import { paramSubject } from "./subject.ts";

/** What can be said of a parameter. */
export interface ParamOptions {
  /** The context; without it the run itself. */
  readonly context?: string;
  /** Where the value came from, such as a file or a sweep. */
  readonly source?: string;
  /** Whether the run was given the value or found it. @default "input" */
  readonly direction?: Direction;
}

/** A parameter's value, or parameters by name: nested objects flatten to `a.b`, arrays to `a.0`. */
export type ParamTree = Value | readonly ParamTree[] | {
  readonly [key: string]: ParamTree;
};

const PARAM_OPTIONS = ["context", "source", "direction"];
const MAX_NESTING = 64;

/** Logs a parameter.
 *
 * Repeating one with the same value gives back the same run.
 *
 * @throws {DuplicateParamError} `PARAM_DUPLICATE` where it has another value already
 * @throws {TypeError} for unknown options and values of the wrong type
 * @example
 * ```ts
 * import { logParam, param, startRun } from "stemma";
 * import assert from "node:assert/strict";
 * const run = logParam(startRun({ experiment: "digits" }), "learning rate", 0.01);
 * assert.equal(param(run, "learning rate"), 0.01);
 * assert.equal(logParam(run, "learning rate", 0.01), run);
 * ```
 */
export function logParam(
  run: Run,
  key: string,
  value: Value,
  options?: ParamOptions,
): Run {
  checkOptions("logParam", options, PARAM_OPTIONS);
  const name = checkName(key, "a parameter");
  return logPairs(
    run,
    [[name, encodeValue(value, `parameter "${name}"`)]],
    options,
  );
}

/** Logs many parameters; nested objects flatten to `a.b`, arrays to `a.0`.
 *
 * Either all are logged or none. An empty object or array is kept as the text `{}` or `[]`.
 *
 * @throws {DuplicateParamError} `PARAM_DUPLICATE` where one has another value already
 * @throws {TypeError} for what is neither value, plain object nor array, and for cycles
 * @example
 * ```ts
 * import { logParams, params, startRun } from "stemma";
 * import assert from "node:assert/strict";
 * const run = logParams(startRun({ experiment: "digits" }), { adam: { beta: [0.9, 0.999] } });
 * assert.deepEqual(params(run).map((p) => [p.key, p.value]), [
 *   ["adam.beta.0", 0.9],
 *   ["adam.beta.1", 0.999],
 * ]);
 * ```
 */
export function logParams(
  run: Run,
  values: { readonly [key: string]: ParamTree },
  options?: ParamOptions,
): Run {
  checkOptions("logParams", options, PARAM_OPTIONS);
  if (!isPlainObject(values)) {
    throw new TypeError(
      `Cannot log parameters: they must be an object, got ${nameOf(values)}`,
    );
  }
  const pairs: [string, JsonValue][] = [];
  for (const [key, value] of Object.entries(values)) {
    flatten(checkName(key, "a parameter"), value, pairs, 0);
  }
  return logPairs(run, pairs, options);
}

function logPairs(
  run: Run,
  pairs: [string, JsonValue][],
  options: ParamOptions = {},
): Run {
  const { log, length } = _parts(run);
  const what = `parameter "${pairs[0]?.[0]}"`;
  const shared = {
    ...contextOf(options.context, what),
    ...(options.source !== undefined &&
      { source: checkName(options.source, `${what}: source`) }),
    direction: directionOf(options.direction, "input", what),
  };
  let timestamp: number | undefined;
  const fresh = new Map<string, ParamEvent>();
  for (const [key, value] of pairs) {
    const subject = paramSubject(key, shared.context);
    const known = fresh.get(key) ??
      latestAbout(log, length, subject).latest as ParamEvent;
    if (known === undefined) {
      timestamp ??= _now(run);
      fresh.set(
        key,
        Object.freeze({ type: "param", key, value, ...shared, timestamp }),
      );
    } else if (!sameValue(known.value, value)) {
      throw duplicate(key, shared.context, known.value, value);
    }
  }
  return fresh.size === 0 ? run : _appendAll(run, fresh.values());
}

function flatten(
  key: string,
  value: unknown,
  into: [string, JsonValue][],
  depth: number,
): void {
  if (depth > MAX_NESTING) {
    throw new TypeError(
      `Cannot log parameter "${
        key.slice(0, 60)
      }": it nests deeper than ${MAX_NESTING} or holds a cycle`,
    );
  }
  if (!Array.isArray(value) && !isPlainObject(value)) {
    into.push([key, encodeValue(value, `parameter "${key}"`)]);
    return;
  }
  // Holes of an array are members too, so that they are refused as what they read as: undefined.
  const members: [string, unknown][] = Array.isArray(value)
    ? Array.from(value, (member, i) => [String(i), member])
    : Object.entries(value);
  if (members.length === 0) {
    into.push([key, Array.isArray(value) ? "[]" : "{}"]);
  }
  for (const [name, member] of members) {
    flatten(`${key}.${name}`, member, into, depth + 1);
  }
}

function isPlainObject(value: unknown): value is object {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return false;
  }
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function sameValue(a: JsonValue, b: JsonValue): boolean {
  if (
    typeof a !== "object" || typeof b !== "object" || a === null || b === null
  ) return a === b;
  return a.$ === b.$ && a.type === b.type;
}

function duplicate(
  key: string,
  context: string | undefined,
  known: JsonValue,
  given: JsonValue,
): DuplicateParamError {
  const place = context === undefined ? "" : ` in context "${context}"`;
  const show = (value: JsonValue) => nameOf(decodeValue(value));
  return new DuplicateParamError(
    "PARAM_DUPLICATE",
    `Cannot log parameter "${key}"${place} as ${show(given)}: it is ${show(known)} already`,
    { key, context, value: known, given },
  );
}
