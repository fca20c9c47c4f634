/** Points field by field. */
export interface Points {
  readonly steps: Float64Array;
  readonly values: Float64Array;
  readonly timestamps: Float64Array;
  /** The numbers of their events. */
  readonly numbers: Uint32Array;
}

/** Room for so many points. */
export function roomFor(count: number): Points {
  return {
    steps: new Float64Array(count),
    values: new Float64Array(count),
    timestamps: new Float64Array(count),
    numbers: new Uint32Array(count),
  };
}

/** Below so many items a loop is faster than the two calls of a copy. */
const SHORT = 24;

/** Copies `count` items from a place in one array to a place in another. */
export function copyItems<Items extends Float64Array | Uint32Array>(
  source: Items,
  from: number,
  target: Items,
  at: number,
  count: number,
): void {
  if (count < SHORT) {
    for (let i = 0; i < count; i++) target[at + i] = source[from + i];
  } else target.set(source.subarray(from, from + count), at);
}
