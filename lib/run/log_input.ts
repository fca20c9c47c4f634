import { checkOptions } from "../base/options.ts";
import type { Value } from "../base/value.ts";
import type { Asset, Attributes } from "./descriptions.ts";
import type { Direction } from "./events.ts";
import { logArtifact } from "./log_artifact.ts";
import { logParam } from "./log_param.ts";
import { latestAbout } from "./about.ts";
import type { Log } from "./log.ts";
import { _parts, type Run } from "./run.ts";
import { paramSubject } from "./subject.ts";

/** What can be said of an input or an output. */
export interface InputOptions {
  /** The name. @default an asset's own name; `input.0`, `input.1`, … for a value */
  readonly name?: string;
  /** The context; without it the run itself. */
  readonly context?: string;
  /** Only for assets: the step of training that it belongs to, a safe integer >= 0. */
  readonly step?: number;
  /** Only for assets: a `Date` or milliseconds since the epoch. @default the environment's time */
  readonly timestamp?: Date | number;
  /** Only for assets: where the copy lies below `artifacts/`. @default made from the name */
  readonly path?: string;
  /** Only for assets: whether the run folder gets a copy. @default true where it has its bytes */
  readonly copy?: boolean;
  /** Only for assets: names for this very version; a later one that takes an alias has it. */
  readonly aliases?: readonly string[];
  /** Only for assets: further facts. */
  readonly attributes?: Attributes;
  /** Only for values: where it came from, such as a file or a sweep. */
  readonly source?: string;
}

const ASSET_OPTIONS = [
  "name",
  "context",
  "step",
  "timestamp",
  "path",
  "copy",
  "aliases",
  "attributes",
];

/** Logs something that the run took in: an asset as an artifact, a value as a parameter.
 *
 * @throws as `logArtifact` and `logParam`
 * @example
 * ```ts
 * import { logInput, param, startRun } from "stemma";
 * import assert from "node:assert/strict";
 * const run = logInput(startRun({ experiment: "digits" }), 42, { name: "seed" });
 * assert.equal(param(run, "seed"), 42);
 * ```
 */
export function logInput(
  run: Run,
  input: Asset | Value,
  options?: InputOptions,
): Run {
  return logEither(run, input, "input", options);
}

/** Logs something that the run made: an asset as an artifact, a value as a parameter.
 *
 * @throws as `logArtifact` and `logParam`
 * @example
 * ```ts
 * import { artifacts, logOutput, startRun, textAsset } from "stemma";
 * import assert from "node:assert/strict";
 * const run = logOutput(startRun({ experiment: "digits" }), textAsset("report.txt", "good"));
 * assert.equal(artifacts(run)[0].direction, "output");
 * ```
 */
export function logOutput(
  run: Run,
  output: Asset | Value,
  options?: InputOptions,
): Run {
  return logEither(run, output, "output", options);
}

function logEither(
  run: Run,
  thing: Asset | Value,
  direction: Direction,
  options: InputOptions | undefined,
): Run {
  const caller = direction === "input" ? "logInput" : "logOutput";
  if (typeof thing === "object" && thing !== null && !(thing instanceof Date)) {
    checkOptions(caller, options, ASSET_OPTIONS);
    return logArtifact(run, thing, { ...options, direction });
  }
  checkOptions(caller, options, ["name", "context", "source"]);
  const { name, ...rest } = options ?? {};
  const key = name === undefined ? nextName(run, direction, rest.context) : name;
  return logParam(run, key, thing, { ...rest, direction });
}

/** The first of `input.0`, `input.1`, … that no parameter of the context has. */
function nextName(run: Run, direction: Direction, context: string | undefined): string {
  const { log, length } = _parts(run);
  const subject = paramSubject(direction, context);
  let number = takenNames(log, length, subject);
  while (latestAbout(log, length, paramSubject(`${direction}.${number}`, context)).count > 0) {
    number++;
  }
  if (length === log.length) log.takenNames.set(subject, { count: number, length });
  return `${direction}.${number}`;
}

/** How many names are known to be taken among the first `limit` events, so that a loop of calls
 * does not try them all again. */
function takenNames(log: Log, limit: number, subject: string): number {
  for (let line: Log | undefined = log, end = limit; line !== undefined; line = line.base) {
    const known = line.takenNames.get(subject);
    if (known !== undefined && known.length <= end) return known.count;
    end = Math.min(end, line.start);
  }
  return 0;
}
