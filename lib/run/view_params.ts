import { checkOptions } from "../base/options.ts";
import { decodeValue, type Value } from "../base/value.ts";
import type { Direction, ParamEvent } from "./events.ts";
import { latestAbout } from "./about.ts";
import { recordsAt } from "./log.ts";
import { _parts, type Run } from "./run.ts";
import { paramSubject } from "./subject.ts";

/** A parameter as it was logged. */
export interface Param {
  /** The name; a nested object was flattened to `a.b`, an array to `a.0`. */
  readonly key: string;
  /** The value in the type that it was logged in. */
  readonly value: Value;
  /** The context; absent for the run itself. */
  readonly context?: string;
  /** Where the value came from, such as a file or a sweep; absent where nobody said. */
  readonly source?: string;
  /** Whether the run was given the value or found it. */
  readonly direction: Direction;
  /** When it was logged, in milliseconds since the epoch. */
  readonly timestamp: number;
}

/** The parameters of a run, in order of first logging.
 *
 * @example
 * ```ts
 * import { logParams, params, startRun } from "stemma";
 * import assert from "node:assert/strict";
 * const run = logParams(startRun({ experiment: "digits" }), { epochs: 5, seed: 1n });
 * assert.deepEqual(params(run).map((param) => param.value), [5, 1n]);
 * ```
 */
export function params(run: Run): Param[] {
  const { log, length } = _parts(run);
  const found: Param[] = [];
  for (const [, event] of recordsAt(log, length)) {
    if (event.type !== "param") continue;
    const { type: _type, ...param } = event;
    found.push(Object.freeze({ ...param, value: decodeValue(param.value) }));
  }
  return found;
}

/** The value of one parameter, or `undefined` where nothing was logged.
 *
 * @example
 * ```ts
 * import { logParam, param, startRun } from "stemma";
 * import assert from "node:assert/strict";
 * const run = logParam(startRun({ experiment: "digits" }), "seed", 7, { context: "training" });
 * assert.equal(param(run, "seed", { context: "training" }), 7);
 * assert.equal(param(run, "seed"), undefined);
 * ```
 */
export function param(run: Run, key: string, options?: { context?: string }): Value | undefined {
  checkOptions("param", options, ["context"]);
  const { log, length } = _parts(run);
  const { latest } = latestAbout(log, length, paramSubject(key, options?.context));
  return latest === undefined ? undefined : decodeValue((latest as ParamEvent).value);
}
