// What largest triangle three buckets asks of a window, without WebAssembly: the same operations in
// the same order as wasm/src/triangles.rs, which says what rows and state hold.

/** The numbers of a row: sum and count of a bucket, or step and value of the next one's average. */
export const FIELDS = 2;

/** The numbers of the state. */
export const STATE = 8;

/** A window of a series and the buckets in it. */
export interface Window {
  readonly steps: Float64Array;
  readonly values: Float64Array;
  /** Where each bucket ends, counted from where the first begins. */
  readonly ends: Uint32Array;
  /** A row a bucket: of its values, then of the average of the next bucket. */
  readonly rows: Float64Array;
  /** A row a bucket, of its steps. */
  readonly stepRows: Float64Array;
  readonly state: Float64Array;
  /** The position that is picked, a bucket. */
  readonly picks: Float64Array;
}

/** Adds the finite numbers of each bucket to its row; the first begins at `start`. */
export function plainSums(
  numbers: Float64Array,
  start: number,
  ends: Uint32Array,
  buckets: number,
  rows: Float64Array,
): void {
  let i = start;
  for (let row = 0; row < buckets * FIELDS; row += FIELDS) {
    const end = start + ends[row / FIELDS];
    let sum = rows[row], count = rows[row + 1];
    for (; i < end; i++) {
      const x = numbers[i];
      if (x - x !== 0) continue;
      sum += x;
      count++;
    }
    rows[row] = sum;
    rows[row + 1] = count;
  }
}

/** Picks a point of each bucket, and writes those of the first `closed`. */
export function plainPicks(window: Window, start: number, buckets: number, closed: number): void {
  const { steps, values, ends, rows, state, picks } = window;
  let i = start;
  for (let bucket = 0; bucket < buckets; bucket++) {
    const [ax, last, , place, , , first, origin] = state;
    const meanStep = rows[bucket * FIELDS];
    const mean = rows[bucket * FIELDS + 1];
    const ay = last === last ? last : mean === mean ? mean : 0;
    const from = ax - origin;
    const width = ax - meanStep;
    const height = (mean === mean ? mean : ay) - ay;
    const end = start + ends[bucket];
    let most = state[2], found = -1;
    for (; i < end; i++) {
      const value = values[i];
      if (value - value !== 0) continue;
      const area = Math.abs(width * (value - ay) - (from - steps[i]) * height);
      // An area beyond all numbers is NaN: then the first finite point stays.
      if (area > most || (found === -1 && place === -1)) {
        if (area > most) most = area;
        found = i;
      }
    }
    if (found !== -1) {
      state[2] = most;
      state[3] = first + found - start;
      state[4] = origin + steps[found];
      state[5] = values[found];
    }
    if (bucket >= closed) continue;
    picks[bucket] = state[3];
    if (state[3] !== -1) {
      state[0] = state[4];
      state[1] = state[5];
    }
    state[2] = state[3] = -1;
  }
}
