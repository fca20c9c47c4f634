/** The points of a metric as they are read: columns that grow. */
export interface _Points {
  /** How many points there are. */
  length: number;
  /** NaN where a point has no step. */
  steps: Float64Array;
  /** The measured numbers. */
  values: Float64Array;
  /** Milliseconds since the epoch; NaN where a point has no time. */
  times: Float64Array;
}

/** No points yet. */
export function _noPoints(): _Points {
  const none = new Float64Array(0);
  return { length: 0, steps: none, values: none, times: none };
}

/** Adds a point. A step that is no whole number and a time that is none become NaN.
 *
 * @returns whether the step was a step
 */
export function _addPoint(points: _Points, step: number, value: number, time: number): boolean {
  const at = points.length++;
  if (at === points.values.length) {
    const room = Math.max(64, at * 2);
    points.steps = widened(points.steps, room);
    points.values = widened(points.values, room);
    points.times = widened(points.times, room);
  }
  const isStep = Number.isSafeInteger(step) && step >= 0;
  points.steps[at] = isStep ? step : NaN;
  points.values[at] = value;
  // A time of 0 is what yProv4ML writes where nobody gave one.
  points.times[at] = time > 0 && time <= LAST_TIME ? time : NaN;
  return isStep;
}

/** The end of the year 9999: the last time that `xsd:dateTime` writes with four digits. */
const LAST_TIME = 253402300799999;

function widened(column: Float64Array, room: number): Float64Array {
  const wider = new Float64Array(room);
  wider.set(column);
  return wider;
}
