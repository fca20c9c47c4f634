import { canonicalJson } from "../base/canonical_json.ts";
import { hashLeaves } from "../core/merkle_hashes.ts";
import { hashPoints } from "../core/point_leaves.ts";
import type { RecordEvent } from "../run/events.ts";
import type { Stretch } from "../run/stretch.ts";
import { HASH_BYTES } from "./merkle_root.ts";

const encoder = /* @__PURE__ */ new TextEncoder();

/** The bytes that UTF-8 takes for one unit of UTF-16, at most. */
const MOST_BYTES = 3;

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

/** What lies in a log is in its plain form already, so that its text is written at once. */
function recordLeaves(records: readonly RecordEvent[]): Uint8Array<ArrayBuffer> {
  const texts = records.map(canonicalJson);
  const length = texts.reduce((sum, text) => sum + text.length, 0);
  const packed = new Uint8Array(MOST_BYTES * length);
  let end = 0;
  const ends = Uint32Array.from(
    texts,
    (text) => end += encoder.encodeInto(text, packed.subarray(end)).written,
  );
  return hashLeaves(packed, ends);
}
