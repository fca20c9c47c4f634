/** A point lies in four numbers, one after another. */
export const LANES = 4;

/** Which of a point's numbers: its step, value and timestamp, and the number of its event. */
export type Field = "steps" | "values" | "timestamps" | "numbers";

/** Where a field lies in a point. */
export const LANE: Readonly<Record<Field, number>> = {
  steps: 0,
  values: 1,
  timestamps: 2,
  numbers: 3,
};

/** The numbers of one field: `first + stride * position`, plus the offset of each where offsets are
 * there; or as they are, where that would not give the same bits. */
interface Lane {
  readonly first: number;
  readonly stride: number;
  readonly offsets: Int32Array | undefined;
  readonly raw: Float64Array | undefined;
}

/** Points that never change again, each field as small as it can be kept exactly: most steps and
 * event numbers rise evenly, most timestamps are whole milliseconds not far apart. */
export type SealedChunk = Readonly<Record<Field, Lane>>;

/** Keeps the first `count` points of a buffer, which may change afterwards. */
export function sealChunk(points: Float64Array, count: number): SealedChunk {
  return {
    steps: sealIntegers(points, LANE.steps, count),
    values: sealRaw(points, LANE.values, count),
    timestamps: sealIntegers(points, LANE.timestamps, count),
    numbers: sealIntegers(points, LANE.numbers, count),
  };
}

/** One number of a sealed point. */
export function readSealed({ first, stride, offsets, raw }: Lane, at: number): number {
  if (raw !== undefined) return raw[at];
  return first + stride * at + (offsets === undefined ? 0 : offsets[at]);
}

/** The distance between all numbers of lanes of `count` each, one behind the other, where they are
 * kept as such. */
export function strideOf(lanes: readonly Lane[], count: number): number | undefined {
  const [{ first, stride }] = lanes;
  const even = lanes.every((lane, i) =>
    lane.raw === undefined && lane.offsets === undefined && lane.stride === stride &&
    lane.first === first + stride * count * i
  );
  return even ? stride : undefined;
}

/** Copies the numbers of some sealed points. */
export function copySealed(
  { first, stride, offsets, raw }: Lane,
  from: number,
  count: number,
  target: Float64Array,
  at: number,
): void {
  if (raw !== undefined) {
    target.set(count === raw.length ? raw : raw.subarray(from, from + count), at);
  } else if (offsets !== undefined) {
    for (let i = 0; i < count; i++) target[at + i] = first + offsets[from + i];
  } else {
    for (let i = 0; i < count; i++) target[at + i] = first + stride * (from + i);
  }
}

/** What is read is what was there, to the bit; what no sum gives so is kept as it is. */
function sealIntegers(points: Float64Array, lane: number, count: number): Lane {
  const first = points[lane];
  const stride = points[lane + LANES] - first;
  const end = count * LANES;
  let i = lane;
  for (let at = 0; i < end && isSame(first + stride * at, points[i]); at++) i += LANES;
  if (i >= end) return { first, stride, offsets: undefined, raw: undefined };
  const offsets = new Int32Array(count);
  for (let i = lane, at = 0; i < end; i += LANES, at++) {
    offsets[at] = points[i] - first;
    if (!isSame(first + offsets[at], points[i])) return sealRaw(points, lane, count);
  }
  return { first, stride: 0, offsets, raw: undefined };
}

function sealRaw(points: Float64Array, lane: number, count: number): Lane {
  const raw = new Float64Array(count);
  for (let i = lane, at = 0; at < count; i += LANES, at++) raw[at] = points[i];
  return { first: 0, stride: 0, offsets: undefined, raw };
}

/** As `Object.is`, but that NaN is never the same; V8 would call that one for every pair. */
function isSame(a: number, b: number): boolean {
  return a === b && (a !== 0 || Object.is(a, b));
}
