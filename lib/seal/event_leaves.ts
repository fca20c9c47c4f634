import { hashLeaves } from "../core/merkle_hashes.ts";
import { eventBytes, POINT_BYTES, writePoint } from "../run/event_bytes.ts";
import { stretchOf } from "../run/event_stream.ts";
import type { Run } from "../run/run.ts";

/** The leaf hashes of a stretch of a run's events, 32 bytes each. */
export function eventLeaves(run: Run, from: number, to: number): Uint8Array<ArrayBuffer> {
  const { series, steps, values, timestamps, records } = stretchOf(run, from, to);
  const texts = records.map(eventBytes);
  const size = texts.reduce((sum, text) => sum + text.length, 0);
  const packed = new Uint8Array((series.length - texts.length) * POINT_BYTES + size);
  const view = new DataView(packed.buffer);
  const ends = new Uint32Array(series.length);
  let at = 0;
  let record = 0;
  for (let i = 0; i < series.length; i++) {
    if (series[i] === -1) {
      const text = texts[record++];
      packed.set(text, at);
      at += text.length;
    } else {
      const [step, value, timestamp] = [steps[i], values[i], timestamps[i]];
      writePoint(view, at, { series: series[i], step, value, timestamp });
      at += POINT_BYTES;
    }
    ends[i] = at;
  }
  return hashLeaves(packed, ends);
}
