import { checkOptions, nameOf } from "../base/options.ts";
import { toPlain } from "../base/plain.ts";
import { checkName } from "../base/value.ts";
import { contextOf, directionOf } from "./choices.ts";
import type { DatasetDescription } from "./descriptions.ts";
import type { DatasetEvent, Direction } from "./events.ts";
import { checkAssets, describeFile } from "./file_record.ts";
import { _append, _now, type Run } from "./run.ts";

/** What can be said of a dataset. */
export interface DatasetOptions {
  /** What the run calls it, such as `train`. */
  readonly label: string;
  /** The context; without it the run itself. */
  readonly context?: string;
  /** Whether the run took it in or made it. @default "input" */
  readonly direction?: Direction;
}

/** Logs a dataset: what it is, and the digests of its files. The files are not copied.
 *
 * @throws {TypeError} for unknown options and values of the wrong type
 * @example
 * ```ts
 * import { datasets, logDataset, startRun } from "stemma";
 * import assert from "node:assert/strict";
 * const digits = { samples: 60_000, batchSize: 128, shuffle: true };
 * const run = logDataset(startRun({ experiment: "digits" }), digits, { label: "train" });
 * assert.equal(datasets(run)[0].info.batchSize, 128);
 * ```
 */
export function logDataset(
  run: Run,
  dataset: DatasetDescription,
  options: DatasetOptions,
): Run {
  checkOptions("logDataset", options ?? null, [
    "label",
    "context",
    "direction",
  ]);
  if (
    typeof dataset !== "object" || dataset === null || Array.isArray(dataset)
  ) {
    throw new TypeError(
      `Cannot log a dataset: a description was expected, got ${nameOf(dataset)}`,
    );
  }
  const label = checkName(options.label, "a dataset: label");
  const what = `dataset "${label}"`;
  const { files, ...info } = dataset;
  const event: DatasetEvent = Object.freeze({
    type: "dataset",
    label,
    direction: directionOf(options.direction, "input", what),
    ...contextOf(options.context, what),
    info: toPlain(info, what) as DatasetEvent["info"],
    ...(files !== undefined && {
      files: Object.freeze(
        checkAssets(files, what).map((file) => Object.freeze(describeFile(file, what))),
      ),
    }),
    timestamp: _now(run),
  });
  return _append(run, event);
}
