/** The most points that a curve takes: four to a column of pixels, as M4 wants them. */
export const CURVE_POINTS = 480;

/** The picture in tenths of a pixel, so that whole numbers are exact. */
const WIDTH = 1200;
const HEIGHT = 240;
/** What is left free at the sides: half of the dot at the end. */
const EDGE = 22;

/** A small picture of a curve, with a dot at its newest value; a gap where values are not finite.
 *
 * @param steps where the values lie, of any order
 */
export function curveSvg(steps: Float64Array, values: Float64Array): string {
  const x = scale(steps, EDGE, WIDTH - EDGE);
  const y = scale(values, HEIGHT - EDGE, EDGE);
  let path = "";
  let last: [x: number, y: number] | undefined;
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i])) {
      last = undefined;
      continue;
    }
    const place: [number, number] = [x(steps[i]), y(values[i])];
    if (last !== undefined) path += line(place[0] - last[0], place[1] - last[1]);
    // A line of no length and round ends is a point.
    else path += `M${place.join(" ")}${Number.isFinite(values[i + 1]) ? "" : "h0"}`;
    last = place;
  }
  const dot = last && `<path d="M${last.join(" ")}h0" stroke-width="40"/>`;
  return `<svg width="${WIDTH / 10}" height="${HEIGHT / 10}" ` +
    `viewBox="0 0 ${WIDTH} ${HEIGHT}" fill="none" stroke="#3b8ee0" ` +
    `stroke-width="13" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">` +
    `<path d="${path}"/>${dot ?? ""}</svg>`;
}

/** A line from where the pen is: in place of places that halves the text. */
function line(dx: number, dy: number): string {
  return dy === 0 ? `h${dx}` : dx === 0 ? `v${dy}` : `l${dx} ${dy}`;
}

/** Places finite numbers between two ends; one number alone, and equal ones, in the middle. */
function scale(numbers: Float64Array, from: number, to: number): (number: number) => number {
  let min = Infinity;
  let max = -Infinity;
  for (const number of numbers) {
    if (!Number.isFinite(number)) continue;
    if (number < min) min = number;
    if (number > max) max = number;
  }
  // Halves: the span of the greatest doubles is no double.
  const span = max / 2 - min / 2;
  if (!(span > 0)) return () => Math.round((from + to) / 2);
  return (number) => Math.round(from + (number / 2 - min / 2) / span * (to - from));
}
