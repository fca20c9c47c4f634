import { PathSet } from "../base/free_path.ts";
import { nameOf } from "../base/options.ts";
import { toPlain } from "../base/plain.ts";
import { checkName, checkText } from "../base/value.ts";
import type {
  CommandDescription,
  EnvironmentDescription,
  OptimizerDescription,
  SourceDescription,
} from "./descriptions.ts";
import type { CommandEvent, EnvironmentEvent, OptimizerEvent, SourceEvent } from "./events.ts";
import { canCopy, checkAssets, copyPath, describeFile } from "./file_record.ts";
import { attributesOf } from "./log_artifact.ts";
import { _append, _now, _parts, type Run } from "./run.ts";

/** Logs an optimizer: its name and settings.
 *
 * @throws {TypeError} where a setting is no value
 * @example
 * ```ts
 * import { logOptimizer, startRun } from "stemma";
 * import assert from "node:assert/strict";
 * const run = startRun({ experiment: "digits" });
 * assert.equal(logOptimizer(run, { name: "adam", learningRate: 1e-3 }).length, 2);
 * ```
 */
export function logOptimizer(run: Run, optimizer: OptimizerDescription): Run {
  const { name, ...settings } = plainObject(
    optimizer,
    "an optimizer",
  ) as OptimizerDescription;
  const event: OptimizerEvent = Object.freeze({
    type: "optimizer",
    name: checkName(name, "an optimizer: name"),
    settings: attributesOf(settings, `optimizer "${name}"`),
    timestamp: _now(run),
  });
  return _append(run, event);
}

/** Logs where the run runs, as `captureEnvironment` of `stemma/host` tells it.
 *
 * @throws {TypeError} where it is no plain data
 * @example
 * ```ts
 * import { logEnvironment, startRun } from "stemma";
 * import assert from "node:assert/strict";
 * const run = startRun({ experiment: "digits" });
 * const runtime = { name: "deno", version: "2.9.6" };
 * assert.equal(logEnvironment(run, { runtime }).length, 2);
 * ```
 */
export function logEnvironment(
  run: Run,
  environment: EnvironmentDescription,
): Run {
  const info = toPlain(
    plainObject(environment, "an environment"),
    "an environment",
  );
  const event: EnvironmentEvent = Object.freeze({
    type: "environment",
    info: info as EnvironmentEvent["info"],
    timestamp: _now(run),
  });
  return _append(run, event);
}

/** Logs the code that the run runs, as `captureSource` of `stemma/host` tells it. Files that it
 * brings along are copied into the run folder, below `artifacts/source/`.
 *
 * @throws {TypeError} where it is no plain data
 * @example
 * ```ts
 * import { logSource, startRun } from "stemma";
 * import assert from "node:assert/strict";
 * const run = startRun({ experiment: "digits" });
 * assert.equal(logSource(run, { commit: "9fceb02", dirty: false }).length, 2);
 * ```
 */
export function logSource(run: Run, source: SourceDescription): Run {
  const { assets: given = [], ...info } = plainObject(
    source,
    "source code",
  ) as SourceDescription;
  const assets = checkAssets(given, "source code");
  const { log, length } = _parts(run);
  const taken = new PathSet();
  const copies = assets.map((asset) => {
    const file = describeFile(asset, "source code");
    if (!canCopy(asset)) return Object.freeze(file);
    const path = copyPath(log, length, `source/${file.name}`, undefined, taken);
    taken.add(path);
    return Object.freeze({ ...file, path });
  });
  const event: SourceEvent = Object.freeze({
    type: "source",
    info: toPlain(info, "source code") as SourceEvent["info"],
    ...(copies.length > 0 && { copies: Object.freeze(copies) }),
    timestamp: _now(run),
  });
  const logged = _append(run, event);
  const kept = _parts(logged).log.assets;
  assets.forEach((asset) => canCopy(asset) && kept.set(asset.sha256!, asset));
  return logged;
}

/** Logs the command that started the run, as `captureCommand` of `stemma/host` tells it.
 *
 * @throws {TypeError} where an argument is no string
 * @example
 * ```ts
 * import { logCommand, startRun } from "stemma";
 * import assert from "node:assert/strict";
 * const run = startRun({ experiment: "digits" });
 * assert.equal(logCommand(run, { arguments: ["deno", "run", "train.ts"] }).length, 2);
 * ```
 */
export function logCommand(run: Run, command: CommandDescription): Run {
  const { arguments: words, directory } = plainObject(
    command,
    "a command",
  ) as CommandDescription;
  if (!Array.isArray(words)) {
    throw new TypeError(
      `Cannot log a command: arguments must be a list, got ${nameOf(words)}`,
    );
  }
  const event: CommandEvent = Object.freeze({
    type: "command",
    arguments: Object.freeze(
      words.map((word) => checkText(word, "a command: argument")),
    ),
    ...(directory !== undefined &&
      { directory: checkText(directory, "a command: directory") }),
    timestamp: _now(run),
  });
  return _append(run, event);
}

function plainObject(value: unknown, what: string): object {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return value;
  }
  throw new TypeError(
    `Cannot log ${what}: a description was expected, got ${nameOf(value)}`,
  );
}
