import type { CoreInstance } from "./core_instance.ts";
import { addEven } from "./even_sum.ts";
import { call, floatsAt, openKernel, reserve } from "./kernel.ts";
import { FIELDS, plainPicks, plainSums, STATE, type Window } from "./triangles_plain.ts";

/** The points of a window: 256 KiB of steps and as many of values. */
const POINTS = 32_768;
/** The most buckets of a window. */
const BUCKETS = 1024;
/** So many buckets are summed side by side. */
const LANES = 4;

/** Where things lie in the arena, in bytes. */
const VALUES_AT = 8 * POINTS;
const ENDS_AT = 2 * VALUES_AT;
const ROWS_AT = ENDS_AT + 4 * BUCKETS;
const STEP_ROWS_AT = ROWS_AT + 8 * FIELDS * BUCKETS;
const STATE_AT = STEP_ROWS_AT + 8 * FIELDS * BUCKETS;
const PICKS_AT = STATE_AT + 8 * STATE;
const ARENA = PICKS_AT + 8 * BUCKETS;

/** Points that can be read by position. */
export interface PointSource {
  /** One number of the point at a position. */
  read(field: "steps" | "values", position: number): number;
  /** Copies numbers of the points from one position to another into `target`. */
  copy(field: "steps" | "values", from: number, to: number, target: Float64Array): void;
  /** The distance of the steps from one position to another, where they are known to be safe
   * integers that are equally far apart. */
  stride(from: number, to: number): number | undefined;
}

/** The positions that largest triangle three buckets keeps of the points from one position to
 * another: the first, the last, and of each bucket between them the point that makes the largest
 * triangle with the point kept before and the average of the next bucket; the first of equals.
 *
 * Averages are of all steps and of the finite values, summed in order. A point that is not finite
 * makes no triangle; a bucket of such alone keeps none. Where there is no height before or after,
 * the other one is taken. Cost: O(points); they are read in windows, and twice where a bucket is
 * longer than a window.
 *
 * @param buckets at least 1, and at most the number of points less 2
 * @param odd whether values may be not finite; else the answer is `undefined` where one is
 * @throws {CoreError} `CORE_MEMORY`, `CORE_TRAP`
 * @see S. Steinarsson, Downsampling time series for visual representation, 2013, section 4.2
 */
export function trianglePositions(
  points: PointSource,
  from: number,
  to: number,
  buckets: number,
  odd: boolean,
): number[] | undefined {
  const scan = new Scan(points, from, to, buckets);
  if (!odd) {
    // Neither the first point nor the first bucket is an average of a next bucket.
    scan.sum(0, 1);
    if (!scan.isFinite || !Number.isFinite(points.read("values", from))) return undefined;
  }
  const kept = [from];
  for (let first = 0; first < buckets;) {
    const end = scan.sumGroup(first);
    if (!odd && !scan.isFinite) return undefined;
    scan.pickGroup(first, end, kept);
    first = end;
  }
  kept.push(to - 1);
  return kept;
}

class Scan {
  /** Whether all values that were summed last are finite. */
  isFinite = true;
  readonly #core: CoreInstance | undefined;
  readonly #window: Window;
  readonly #points: PointSource;
  readonly #first: number;
  readonly #end: number;
  readonly #buckets: number;
  readonly #size: number;
  /** The positions that the window holds. */
  #from = 0;
  #to = 0;
  /** What the steps of the window are counted from, and how far apart they are where it is known:
   * then the window need not be filled with them again. */
  #origin = 0;
  #stride: number | undefined;

  constructor(points: PointSource, first: number, end: number, buckets: number) {
    this.#points = points;
    this.#first = first;
    this.#end = end;
    this.#buckets = buckets;
    this.#size = (end - first - 2) / buckets;
    this.#core = openKernel();
    this.#window = makeWindow(this.#core);
    const value = points.read("values", first);
    const height = Number.isFinite(value) ? value : NaN;
    this.#window.state.set([points.read("steps", first), height, -1, -1]);
  }

  /** Takes the averages of the buckets after as many as a window holds; gives the one after these. */
  sumGroup(first: number): number {
    const from = this.#begin(first);
    let end = first + 1;
    while (
      end < this.#buckets && end - first < BUCKETS && this.#begin(end + 2) - from <= POINTS
    ) end++;
    if (end < this.#buckets && end - first > LANES) end -= (end - first) % LANES;
    const to = this.#begin(end + 1);
    if (to - from <= POINTS) this.#load(from, to);
    this.sum(first + 1, end + 1);
    return end;
  }

  /** Takes the averages of the buckets from one to another. */
  sum(first: number, end: number): void {
    const count = end - first;
    const { rows, stepRows } = this.#window;
    rows.fill(0, 0, count * FIELDS);
    stepRows.fill(0, 0, count * FIELDS);
    this.#eachWindow(first, end, (start) => this.#addWindow(start, count));
    this.isFinite = true;
    for (let i = 0, row = 0; i < count; i++, row += FIELDS) {
      const size = this.#begin(first + i + 1) - this.#begin(first + i);
      this.isFinite &&= rows[row + 1] === size;
      rows[row + 1] = rows[row] / rows[row + 1];
      rows[row] = stepRows[row] / size;
    }
  }

  /** Picks the points of the buckets from `first` to `end`, whose averages were taken. */
  pickGroup(first: number, end: number, kept: number[]): void {
    const count = end - first;
    this.#eachWindow(first, end, (start, whole) => this.#pick(start, count, whole ? count : 0));
    const { picks } = this.#window;
    for (let i = 0; i < count; i++) if (picks[i] !== -1) kept.push(picks[i]);
  }

  /** Where a bucket begins; the last point is a bucket of its own. */
  #begin(bucket: number): number {
    if (bucket > this.#buckets) return this.#end;
    if (bucket === this.#buckets) return this.#end - 1;
    return this.#first + Math.floor(bucket * this.#size) + 1;
  }

  /** Goes over the points of some buckets by windows; a bucket beyond a window is alone. */
  #eachWindow(first: number, end: number, take: (start: number, whole: boolean) => void): void {
    const stop = this.#begin(end);
    for (let from = this.#begin(first); from < stop; from += POINTS) {
      const to = Math.min(from + POINTS, stop);
      if (from < this.#from || to > this.#to) this.#load(from, to);
      const { ends } = this.#window;
      for (let i = first; i < end; i++) ends[i - first] = Math.min(this.#begin(i + 1), to) - from;
      take(from - this.#from, to === stop);
    }
  }

  #load(from: number, to: number): void {
    const { steps, values } = this.#window;
    this.#points.copy("values", from, to, values);
    const stride = this.#points.stride(from, to);
    if (stride === undefined) this.#points.copy("steps", from, to, steps);
    else if (stride !== this.#stride) { for (let i = 0; i < POINTS; i++) steps[i] = stride * i; }
    this.#origin = stride === undefined ? 0 : this.#points.read("steps", from);
    this.#stride = stride;
    this.#from = from;
    this.#to = to;
  }

  #addWindow(start: number, buckets: number): void {
    const { steps, values, ends, rows, stepRows } = this.#window;
    this.#addUp(values, VALUES_AT, start, buckets, rows, ROWS_AT);
    const stride = this.#stride;
    if (stride === undefined) {
      return this.#addUp(steps, 0, start, buckets, stepRows, STEP_ROWS_AT);
    }
    for (let i = 0, from = 0; i < buckets; from = ends[i++]) {
      const first = this.#origin + stride * (start + from);
      stepRows[FIELDS * i] = addEven(stepRows[FIELDS * i], first, stride, ends[i] - from);
    }
  }

  #addUp(
    numbers: Float64Array,
    numbersAt: number,
    start: number,
    buckets: number,
    rows: Float64Array,
    rowsAt: number,
  ): void {
    const { ends } = this.#window;
    const core = this.#core;
    if (core === undefined) return plainSums(numbers, start, ends, buckets, rows);
    const { base } = core;
    const at = base + numbersAt + 8 * start;
    call(core, "triangle_sums", at, ends[buckets - 1], base + ENDS_AT, buckets, base + rowsAt);
  }

  #pick(start: number, buckets: number, closed: number): void {
    const { state, ends } = this.#window;
    state[6] = this.#from + start;
    state[7] = this.#origin;
    if (this.#core === undefined) return plainPicks(this.#window, start, buckets, closed);
    const { base } = this.#core;
    const at = base + 8 * start;
    const window = [at, at + VALUES_AT, ends[buckets - 1], base + ENDS_AT, buckets];
    const results = [base + ROWS_AT, base + STATE_AT, base + PICKS_AT, closed];
    call(this.#core, "triangle_picks", ...window, ...results);
  }
}

function makeWindow(core: CoreInstance | undefined): Window {
  if (core !== undefined) reserve(core, ARENA);
  const floats = (at: number, length: number) =>
    core === undefined ? new Float64Array(length) : floatsAt(core, at, length);
  return {
    steps: floats(0, POINTS),
    values: floats(VALUES_AT, POINTS),
    ends: core === undefined
      ? new Uint32Array(BUCKETS)
      : new Uint32Array(core.memory.buffer, core.base + ENDS_AT, BUCKETS),
    rows: floats(ROWS_AT, FIELDS * BUCKETS),
    stepRows: floats(STEP_ROWS_AT, FIELDS * BUCKETS),
    state: floats(STATE_AT, STATE),
    picks: floats(PICKS_AT, BUCKETS),
  };
}
