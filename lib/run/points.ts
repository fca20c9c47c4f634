/** Points field by field. */
export interface Points {
  readonly steps: Float64Array;
  readonly values: Float64Array;
  readonly timestamps: Float64Array;
  /** The numbers of their events. */
  readonly numbers: Float64Array;
}

/** Room for so many points. */
export function roomFor(count: number): Points {
  return {
    steps: new Float64Array(count),
    values: new Float64Array(count),
    timestamps: new Float64Array(count),
    numbers: new Float64Array(count),
  };
}
