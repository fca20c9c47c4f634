import { concat } from "../base/bytes.ts";
import { hashLeaves } from "../core/merkle_hashes.ts";
import { hashPoints } from "../core/point_leaves.ts";
import { eventBytes } from "../run/event_bytes.ts";
import type { Stretch } from "../run/stretch.ts";
import type { RecordEvent } from "../run/events.ts";
import { HASH_BYTES } from "./merkle_root.ts";

/** The leaf hashes of a stretch of a run's events, 32 bytes each. */
export function eventLeaves(stretch: Stretch): Uint8Array<ArrayBuffer> {
  const { series, records } = stretch;
  if (records.length === series.length) return recordLeaves(records);
  // The records are hashed as if they were points, which costs less than to leave them out.
  const leaves = hashPoints(stretch);
  if (records.length === 0) return leaves;
  const others = recordLeaves(records);
  for (let i = series.indexOf(-1), done = 0; i !== -1; i = series.indexOf(-1, i + 1)) {
    leaves.set(others.subarray(done, done += HASH_BYTES), i * HASH_BYTES);
  }
  return leaves;
}

function recordLeaves(records: readonly RecordEvent[]): Uint8Array<ArrayBuffer> {
  const texts = records.map(eventBytes);
  let end = 0;
  return hashLeaves(concat(texts), Uint32Array.from(texts, (text) => end += text.length));
}
