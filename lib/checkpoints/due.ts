import { checkOptions, nameOf } from "../base/options.ts";

/** How often a checkpoint is due; where several are said, whichever comes first. */
export interface CheckpointEvery {
  /** After so many epochs. */
  readonly epochs?: number;
  /** After so many batches. */
  readonly batches?: number;
  /** After so many seconds. */
  readonly seconds?: number;
}

/** Where training is: how many epochs and batches are done, and when. */
export interface Position {
  readonly epoch: number;
  readonly batch: number;
  readonly time: number;
}

/** Reads how often a checkpoint is due.
 *
 * @throws {TypeError} for an unknown option
 * @throws {RangeError} for a number that is not greater than 0
 */
export function checkEvery(every: CheckpointEvery): CheckpointEvery {
  checkOptions("checkpoints() with every", every, ["epochs", "batches", "seconds"]);
  for (const [name, value] of Object.entries(every)) {
    if (value > 0) continue;
    throw new RangeError(
      `Cannot call checkpoints(): every.${name} must be greater than 0, got ${nameOf(value)}`,
    );
  }
  return every;
}

/** Whether a multiple of what was asked for lies between two positions, the first one excluded. */
export function isDue(every: CheckpointEvery, last: Position, now: Position): boolean {
  const { epochs, batches, seconds = Infinity } = every;
  const passes = (count: number | undefined, from: number, to: number) =>
    count !== undefined && Math.floor(to / count) > Math.floor(from / count);
  return passes(epochs, last.epoch, now.epoch) || passes(batches, last.batch, now.batch) ||
    now.time - last.time >= seconds * 1000;
}
