import { Context, latest, logMetrics, metrics, type Run } from "../../mod.ts";
import { _checkOptions } from "./tfjs_attributes.ts";

/** What tfjs reports at the end of a batch or an epoch. */
export type FitLogs = Readonly<Record<string, number>>;

/** What a {@link fitCallback} can be told. */
export interface FitCallbackOptions {
  /** Which batches to log: each, none (`"epoch"`), or every n-th of all batches from the first on.
   * @default {"batch"} */
  readonly every?: "batch" | "epoch" | number;
  /** The context of what is measured on the training data. @default {"training"} */
  readonly context?: string;
  /** The context of what tfjs reports as `val_…`. @default {"validation"} */
  readonly validationContext?: string;
  /** Logs more at the end of an epoch, such as a model version, and returns the run with it. */
  readonly afterEpoch?: (run: Run, epoch: number, logs: FitLogs) => Run | Promise<Run>;
}

/** A callback for `model.fit` that keeps the newest run. */
export interface FitCallback {
  /** The run with everything logged so far. Set it where something else was logged meanwhile. */
  run: Run;
  /** The first failure to log, or `undefined`: training goes on, and the failure is kept here. */
  readonly error: unknown;
  /** How many times logging failed. */
  readonly failures: number;
  /** Called by tfjs before the first batch: counting goes on where the run's last batch ended. */
  onTrainBegin(): void;
  /** Called by tfjs after each batch. Absent with `every: "epoch"`: tfjs then leaves the numbers of
   * a batch on the device. */
  onBatchEnd?(batch: number, logs?: FitLogs): void;
  /** Called by tfjs after each epoch: logs what it reports and waits for `afterEpoch`. */
  onEpochEnd(epoch: number, logs?: FitLogs): Promise<void>;
}

const BATCH = "batch_";
const VALIDATION = "val_";

/** Makes a callback that logs what `model.fit` reports. Runs never change, so it holds the newest.
 *
 * At the end of an epoch `loss`, `acc`, … go to the training context, `val_loss`, … as `loss`, … to
 * the validation context; the step is the epoch. At the end of a batch the same numbers go to the
 * training context as `batch_loss`, … (the names that Keras uses); the step is the number of the
 * batch since training began, and goes on where the run's last one ended.
 *
 * It never throws into training: the first failure stays in `error`, `failures` counts them all.
 *
 * Cost: a few `logMetric` a batch. tfjs reads the loss back from the device for every batch that a
 * callback watches; with `every: "epoch"` none is watched.
 *
 * @param run the run to go on with
 * @throws {TypeError} where an option is unknown
 * @throws {RangeError} where `every` is neither `"batch"`, `"epoch"` nor a whole number above 0
 * @see `tf.CustomCallbackArgs` of tfjs
 * @example
 * ```ts
 * import { series, startRun } from "stemma";
 * import { fitCallback } from "stemma/tfjs";
 * import * as tf from "@tensorflow/tfjs";
 * import assert from "node:assert/strict";
 *
 * const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2] })] });
 * model.compile({ optimizer: "sgd", loss: "meanSquaredError" });
 *
 * const callback = fitCallback(startRun({ experiment: "line" }));
 * await model.fit(tf.ones([8, 2]), tf.ones([8, 1]), { epochs: 3, batchSize: 4, callbacks: callback });
 *
 * const run = callback.run;
 * assert.equal(callback.error, undefined);
 * assert.equal(series(run, "loss", { context: "training" })?.length, 3);
 * assert.equal(series(run, "batch_loss", { context: "training" })?.length, 6);
 * ```
 */
export function fitCallback(run: Run, options: FitCallbackOptions = {}): FitCallback {
  _checkOptions("fitCallback", options, ["every", "context", "validationContext", "afterEpoch"]);
  const { context = Context.TRAINING, validationContext = Context.VALIDATION } = options;
  const stride = strideOf(options.every ?? "batch");
  let newest = run;
  let nextBatch = 0;
  let error: unknown;
  let failures = 0;

  const guard = (cause: unknown) => {
    failures += 1;
    error ??= cause ?? new Error("Cannot log: undefined was thrown");
  };
  const log = (values: Record<string, number>, context: string, step: number) => {
    try {
      newest = logMetrics(newest, values, { context, step });
    } catch (cause) {
      guard(cause);
    }
  };

  const callback: FitCallback = {
    get run() {
      return newest;
    },
    set run(next: Run) {
      newest = next;
    },
    get error() {
      return error;
    },
    get failures() {
      return failures;
    },
    onTrainBegin() {
      nextBatch = Math.max(nextBatch, batchesOf(newest, context));
    },
    async onEpochEnd(epoch, logs = {}) {
      const isValidation = (key: string) => key.startsWith(VALIDATION);
      log(renamed(logs, (key) => isValidation(key) ? undefined : key), context, epoch);
      const validated = renamed(
        logs,
        (key) => isValidation(key) ? key.slice(VALIDATION.length) : undefined,
      );
      log(validated, validationContext, epoch);
      try {
        if (options.afterEpoch) newest = checkRun(await options.afterEpoch(newest, epoch, logs));
      } catch (cause) {
        guard(cause);
      }
    },
  };
  if (stride !== undefined) {
    callback.onBatchEnd = (_batch, logs = {}) => {
      const step = nextBatch++;
      if (step % stride !== 0) return;
      const { batch: _number, size: _samples, ...values } = logs;
      log(renamed(values, (key) => BATCH + key), context, step);
    };
  }
  return Object.freeze(callback);
}

function strideOf(every: "batch" | "epoch" | number): number | undefined {
  if (every === "batch") return 1;
  if (every === "epoch") return undefined;
  if (Number.isSafeInteger(every) && every > 0) return every;
  throw new RangeError(
    `Cannot call fitCallback: every must be "batch", "epoch" or a whole number above 0, got ${every}`,
  );
}

/** How many batches a run knows of, so that a second `fit` does not count from 0 again. */
function batchesOf(run: Run, context: string): number {
  return metrics(run)
    .filter((metric) => metric.context === context && metric.key.startsWith(BATCH))
    .reduce((most, { key }) => Math.max(most, 1 + (latest(run, key, { context })?.step ?? -1)), 0);
}

function renamed(
  logs: FitLogs,
  rename: (key: string) => string | undefined,
): Record<string, number> {
  return Object.fromEntries(
    Object.entries(logs).map(([key, value]) => [rename(key), value])
      .filter(([key]) => key !== undefined),
  );
}

function checkRun(run: unknown): Run {
  if (typeof run === "object" && run !== null && "runId" in run) return run as Run;
  throw new TypeError("Cannot go on: afterEpoch must return the run that it made");
}
