import { DIGEST_BYTES, plainSha256 } from "./sha256_plain.ts";

/** Metric points in columns of one length. */
export interface PointColumns {
  /** The number of each point's series, read as 32 bits without sign. */
  readonly series: Int32Array;
  readonly timestamps: Float64Array;
  readonly steps: Float64Array;
  readonly values: Float64Array;
}

/** The prefix of a leaf, the kind of a point, and the point. */
const LEAF_BYTES = 30;

/** `hashPoints()` without WebAssembly. */
export function plainPointLeaves(points: PointColumns): Uint8Array<ArrayBuffer> {
  const { series, timestamps, steps, values } = points;
  const out = new Uint8Array(DIGEST_BYTES * series.length);
  const leaf = new DataView(new ArrayBuffer(LEAF_BYTES));
  const bytes = new Uint8Array(leaf.buffer);
  leaf.setUint8(1, 1);
  for (let i = 0; i < series.length; i++) {
    leaf.setUint32(2, series[i], true);
    leaf.setFloat64(6, timestamps[i], true);
    leaf.setFloat64(14, steps[i], true);
    // NaN !== NaN: every one gets the same bytes, whatever bits the host gave it.
    if (values[i] !== values[i]) {
      leaf.setUint32(22, 0, true);
      leaf.setUint32(26, 0x7ff80000, true);
    } else leaf.setFloat64(22, values[i], true);
    out.set(plainSha256(bytes), DIGEST_BYTES * i);
  }
  return out;
}
