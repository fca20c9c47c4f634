import { ByteWriter } from "../base/varint.ts";
import { eventBytes } from "./event_bytes.ts";
import { type Stretch, stretchOf } from "./stretch.ts";
import { EVENTS_FRAME, frame, MAGIC, ROOT_FRAME } from "./log_frame.ts";
import { writePoints } from "./point_columns.ts";
import type { Run } from "./run.ts";

/** A frame holds at most so many events. */
const FRAME_EVENTS = 8192;
/** A frame ends where its records have so many bytes. */
const FRAME_TEXT = 2 ** 22;

/** A run as the bytes of a log file: the magic, frames of events, and the root at the end.
 *
 * The layout is told in `log_frame.ts`.
 *
 * @param root the Merkle root of the run, 32 bytes
 */
export function* writeLog(
  run: Run,
  root: Uint8Array,
): Generator<Uint8Array<ArrayBuffer>, void, undefined> {
  yield MAGIC.slice();
  yield* writeFrames(run, 0);
  yield frame(ROOT_FRAME, run.length, 0, root);
}

/** The frames of a run's events from a number on. */
export function* writeFrames(
  run: Run,
  from: number,
): Generator<Uint8Array<ArrayBuffer>, void, undefined> {
  for (let at = from; at < run.length;) {
    const stretch = stretchOf(run, at, Math.min(at + FRAME_EVENTS, run.length));
    const { count, texts } = fitting(stretch);
    const fits = count === stretch.series.length ? stretch : stretchOf(run, at, at + count);
    yield frame(EVENTS_FRAME, at, count, payloadOf(fits, texts));
    at += count;
  }
}

/** How many events of a stretch make a frame of sensible size, at least one, and the canonical
 * JSON of the records among them. */
function fitting({ series, records }: Stretch): { count: number; texts: Uint8Array[] } {
  const texts: Uint8Array[] = [];
  let size = 0;
  for (let count = 0; count < series.length; count++) {
    if (series[count] !== -1) continue;
    const text = eventBytes(records[texts.length]);
    size += text.length;
    if (size > FRAME_TEXT && count > 0) return { count, texts };
    texts.push(text);
  }
  return { count: series.length, texts };
}

function payloadOf(stretch: Stretch, texts: readonly Uint8Array[]): Uint8Array {
  const { series, steps, values, timestamps, records } = stretch;
  const out = new ByteWriter();
  out.varint(records.length);
  const count = series.length - records.length;
  const points = {
    series: new Int32Array(count),
    steps: new Float64Array(count),
    values: new Float64Array(count),
    timestamps: new Float64Array(count),
  };
  let record = 0;
  let point = 0;
  let gap = 0;
  for (let i = 0; i < series.length; i++) {
    if (series[i] === -1) {
      const text = texts[record++];
      out.varint(gap);
      out.varint(text.length);
      out.bytes(text);
      gap = 0;
    } else {
      points.series[point] = series[i];
      points.steps[point] = steps[i];
      points.values[point] = values[i];
      points.timestamps[point++] = timestamps[i];
      gap++;
    }
  }
  writePoints(out, points);
  return out.take();
}
