/** The points of a window: 64 KiB of steps and as many of values. */
const POINTS = 8192;

/** Fills two arrays with the steps and the values of the points from one position to another. */
export type ReadPoints = (
  from: number,
  to: number,
  steps: Float64Array,
  values: Float64Array,
) => void;

/** The positions that largest triangle three buckets keeps: the first, the last, and of each bucket
 * between them the point that makes the largest triangle with the point kept before and the average
 * of the next bucket; the first of equals.
 *
 * Averages are of all steps and of the finite values, summed in order. A point that is not finite
 * makes no triangle; a bucket of such alone keeps none. Where there is no height before or after,
 * the other one is taken. Cost: O(count); the points are read in windows, and twice where a bucket
 * is longer than a window.
 *
 * @param count how many points there are, at least `buckets` + 2
 * @see S. Steinarsson, Downsampling time series for visual representation, 2013, section 4.2
 */
export function trianglePositions(count: number, buckets: number, read: ReadPoints): number[] {
  const scan = new Scan(count, read);
  const size = (count - 2) / buckets;
  // The last point is a bucket of its own.
  const begin = (bucket: number) =>
    bucket < buckets ? Math.floor(bucket * size) + 1 : count - 1 + (bucket - buckets);
  const kept = [0];
  for (let bucket = 0; bucket < buckets; bucket++) {
    const next = begin(bucket + 1);
    scan.hold(begin(bucket), begin(bucket + 2));
    scan.average(next, begin(bucket + 2));
    const picked = scan.pick(begin(bucket), next);
    if (picked !== -1) kept.push(picked);
  }
  kept.push(count - 1);
  return kept;
}

/** Reads the points by windows and remembers the point that was picked last. */
class Scan {
  readonly #steps = new Float64Array(POINTS);
  readonly #values = new Float64Array(POINTS);
  readonly #count: number;
  readonly #read: ReadPoints;
  /** The positions that the window holds. */
  #from = 0;
  #to = 0;
  #step: number;
  /** NaN where no finite point was picked yet. */
  #value: number;
  #meanStep = 0;
  /** NaN where no value of the next bucket is finite. */
  #meanValue = 0;

  constructor(count: number, read: ReadPoints) {
    this.#count = count;
    this.#read = read;
    this.#window(0);
    this.#step = this.#steps[0];
    this.#value = this.#values[0] - this.#values[0] === 0 ? this.#values[0] : NaN;
  }

  /** Makes the window hold two buckets where it can, so that neither is read twice. */
  hold(from: number, to: number): void {
    if (to > this.#to && to - from <= POINTS) this.#load(from);
  }

  /** Takes the average of the points from one position to another. */
  average(from: number, to: number): void {
    const steps = this.#steps;
    const values = this.#values;
    let x = 0, y = 0, finite = 0;
    for (let position = from; position < to;) {
      const base = this.#window(position);
      const end = Math.min(to, this.#to);
      for (let i = position - base; i < end - base; i++) {
        const value = values[i];
        x += steps[i];
        if (value - value === 0) {
          y += value;
          finite++;
        }
      }
      position = end;
    }
    this.#meanStep = x / (to - from);
    this.#meanValue = y / finite;
  }

  /** Picks the point of the largest triangle; -1 where none is finite. */
  pick(from: number, to: number): number {
    const steps = this.#steps;
    const values = this.#values;
    const ax = this.#step;
    const ay = pickNumber(this.#value, this.#meanValue, 0);
    const width = ax - this.#meanStep;
    const height = pickNumber(this.#meanValue, ay) - ay;
    let most = -1, picked = -1;
    for (let position = from; position < to;) {
      const base = this.#window(position);
      const end = Math.min(to, this.#to);
      for (let i = position - base; i < end - base; i++) {
        const value = values[i];
        if (value - value !== 0) continue;
        const area = Math.abs(width * (value - ay) - (ax - steps[i]) * height);
        // An area beyond all numbers is NaN: then the first finite point stays.
        if (area > most || picked === -1) {
          if (area > most) most = area;
          picked = base + i;
          this.#step = steps[i];
          this.#value = value;
        }
      }
      position = end;
    }
    return picked;
  }

  /** Makes the window hold a position; gives the position of its first point. */
  #window(position: number): number {
    if (position < this.#from || position >= this.#to) this.#load(position);
    return this.#from;
  }

  #load(from: number): void {
    this.#from = from;
    this.#to = Math.min(from + POINTS, this.#count);
    this.#read(from, this.#to, this.#steps, this.#values);
  }
}

/** The first of some numbers that is not NaN. */
function pickNumber(...numbers: number[]): number {
  return numbers.find((number) => number === number)!;
}
