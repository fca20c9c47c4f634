import { concat } from "../base/bytes.ts";
import { LogError } from "../base/errors.ts";
import { checkOptions, nameOf } from "../base/options.ts";
import { MAGIC } from "./log_frame.ts";
import { LogReader } from "./read_log.ts";
import { Run } from "./run.ts";
import { FrameWriter, writeFrames } from "./write_log.ts";

/** Events of a run as they cross from one thread to another: plain data with one buffer. */
export interface RunTransfer {
  /** Says what this is, and in which form. */
  readonly stemma: "run/1";
  /** The first event that is in it: what the receiver has to hold already. */
  readonly since: number;
  /** How many events the receiver has with it. */
  readonly length: number;
  /** The events, in the frames of `run.log`. */
  readonly frames: ArrayBuffer;
}

/** The readers behind runs that were received, so that the next events go on where they ended. */
const readers = /* @__PURE__ */ new WeakMap<Run, LogReader>();

/** Makes a run ready to be posted to a worker, a page or another thread.
 *
 * The run stays as it is. Its events are packed into one buffer, a point in 5 to 9 bytes, which moves
 * without being copied where it is named in the list of what is transferred. With `since`, only what
 * is new crosses; with `until`, the beginning: a page that has to stay awake takes a long run in
 * several messages of some 100,000 events. The bytes of artifacts stay behind: what is known of them goes along.
 *
 * Cost: O(new events), about 30 ns a point.
 *
 * @param since the run, or the number of events, that the receiver holds. @default 0
 * @param until the number of events that the receiver has then. @default all
 * @throws {RangeError} where the run has fewer events than `since`, or `until` does not lie between
 * @example
 * ```ts
 * import { digest, fromTransfer, logMetric, startRun, toTransfer } from "stemma";
 * import assert from "node:assert/strict";
 * const { port1: worker, port2: page } = new MessageChannel();
 *
 * const run = logMetric(startRun({ experiment: "digits" }), "loss", 0.5);
 * const { message, transfer } = toTransfer(run);
 * worker.postMessage(message, transfer);
 *
 * const received = await new Promise<unknown>((resolve) => {
 *   page.onmessage = ({ data }) => resolve(data);
 * });
 * assert.equal(digest(fromTransfer(received)), digest(run));
 * page.close();
 * ```
 */
export function toTransfer(
  run: Run,
  options?: { readonly since?: Run | number; readonly until?: number },
): { readonly message: RunTransfer; readonly transfer: ArrayBuffer[] } {
  checkOptions("toTransfer", options, ["since", "until"]);
  if (!(run instanceof Run)) {
    throw new TypeError(`Cannot transfer a run: a Run was expected, got ${nameOf(run)}`);
  }
  const { since: given = 0, until: length = run.length } = options ?? {};
  const since = given instanceof Run ? given.length : given;
  checkCount("since", since, 0, run.length);
  checkCount("until", length, Math.max(1, since), run.length);
  const frames = concat([...new FrameWriter().write(run, since, length)]).buffer;
  return { message: { stemma: "run/1", since, length, frames }, transfer: [frames] };
}

/** Reads a run that was posted.
 *
 * @param message what {@link toTransfer} made, as it came
 * @param base the run that the receiver holds, where the message begins behind its first event: it
 * must have come through this function, or is read again, which costs O(its events)
 * @throws {LogError} `LOG_FORMAT` where the message is something else or does not follow the base;
 * `LOG_DAMAGED`, `LOG_EVENT`
 * @example The next points follow those that are there
 * ```ts
 * import { fromTransfer, latest, logMetric, startRun, toTransfer } from "stemma";
 * import assert from "node:assert/strict";
 * const before = startRun({ experiment: "digits" });
 * const shown = fromTransfer(toTransfer(before).message);
 * const after = logMetric(before, "loss", 0.25);
 * const now = fromTransfer(toTransfer(after, { since: before }).message, shown);
 * assert.equal(latest(now, "loss")?.value, 0.25);
 * ```
 */
export function fromTransfer(message: unknown, base?: Run): Run {
  const { since, length, frames } = checkMessage(message);
  const held = base?.length ?? 0;
  if (since !== held) {
    throw refusal(`its events begin at ${since}, and the receiver holds ${held}`);
  }
  if (base !== undefined && since === length) return base;
  const reader = readerOf(base);
  reader.push(new Uint8Array(frames));
  const run = reader.newest();
  if (reader.fault !== undefined) throw reader.fault;
  if (run?.length !== length) throw refusal(`it holds ${run?.length ?? 0} of ${length} events`);
  readers.set(run, reader);
  return run;
}

function checkCount(name: string, count: number, least: number, most: number): void {
  if (Number.isSafeInteger(count) && count >= least && count <= most) return;
  throw new RangeError(
    `Cannot transfer a run: ${name} must be from ${least} to ${most}, got ${nameOf(count)}`,
  );
}

/** The reader that ends where a run does. */
function readerOf(base: Run | undefined): LogReader {
  const known = base && readers.get(base);
  // It goes on with one message alone: a second one of the same base is another line.
  if (known !== undefined) {
    readers.delete(base!);
    return known;
  }
  const reader = new LogReader();
  reader.push(MAGIC);
  if (base !== undefined) { for (const frame of writeFrames(base, 0)) reader.push(frame); }
  return reader;
}

function checkMessage(message: unknown): RunTransfer {
  const { stemma, since, length, frames } = Object(message) as Partial<RunTransfer>;
  if (stemma !== "run/1") throw refusal(`it is no message of a run, got ${nameOf(message)}`);
  const isCount = (count: unknown) => Number.isSafeInteger(count) && count as number >= 0;
  if (isCount(since) && isCount(length) && frames instanceof ArrayBuffer) {
    return message as RunTransfer;
  }
  throw refusal("its parts are not those of a run");
}

function refusal(reason: string): LogError {
  return new LogError("LOG_FORMAT", `Cannot read a transferred run: ${reason}`, { offset: 0 });
}
