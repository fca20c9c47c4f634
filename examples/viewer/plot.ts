import { svgElement } from "./elements.ts";
import { numberText } from "./words.ts";

/** A line of a plot. */
export interface Line {
  readonly steps: Float64Array;
  readonly values: Float64Array;
  /** Which of the colours it has. */
  readonly colour: number;
}

/** The room around the lines, in pixels. */
const MARGIN = { top: 10, right: 12, bottom: 24, left: 56 };
const HEIGHT = 200;

/** How many colours there are. */
export const COLOURS = 8;

/** Draws lines over axes, with a gap and a mark where a value is not finite. */
export function drawPlot(
  lines: readonly Line[],
  { width, isLog, label }: { width: number; isLog: boolean; label: string },
): SVGSVGElement {
  const shown = (value: number) => Number.isFinite(value) && (!isLog || value > 0);
  const turn = isLog ? Math.log10 : (value: number) => value;
  const x = axis(
    lines.flatMap(({ steps }) => ends(steps, () => true)),
    MARGIN.left,
    width - MARGIN.right,
  );
  const y = axis(
    lines.flatMap(({ values }) => ends(values, shown).map(turn)),
    HEIGHT - MARGIN.bottom,
    MARGIN.top,
  );
  const picture = svgElement("svg", {
    class: "plot",
    viewBox: `0 0 ${width} ${HEIGHT}`,
    width,
    height: HEIGHT,
    role: "img",
    "aria-label": label,
  });
  for (const tick of isLog ? decades(y.min, y.max) : ticks(y.min, y.max, 5)) {
    const at = y.place(tick);
    picture.append(
      svgElement("line", {
        class: "grid",
        x1: MARGIN.left,
        x2: width - MARGIN.right,
        y1: at,
        y2: at,
      }),
      svgElement(
        "text",
        { x: MARGIN.left - 8, y: at + 4, "text-anchor": "end" },
        numberText(isLog ? 10 ** tick : tick),
      ),
    );
  }
  for (const tick of ticks(x.min, x.max, Math.max(2, width / 110)).filter(Number.isInteger)) {
    picture.append(
      svgElement(
        "text",
        { x: x.place(tick), y: HEIGHT - 6, "text-anchor": "middle" },
        numberText(tick),
      ),
    );
  }
  for (const { steps, values, colour } of lines) {
    const [path, dots, marks] = trace(steps, values, {
      x,
      y: (value) => y.place(turn(value)),
      shown,
    });
    picture.append(svgElement("path", { class: `line c${colour}`, d: path }));
    if (dots !== "") picture.append(svgElement("path", { class: `dot c${colour}`, d: dots }));
    if (marks !== "") picture.append(svgElement("path", { class: `mark c${colour}`, d: marks }));
  }
  return picture;
}

interface Axis {
  readonly min: number;
  readonly max: number;
  place(value: number): number;
}

/** The least and the greatest of the values that are shown. */
function ends(values: Float64Array, shown: (value: number) => boolean): number[] {
  let min = Infinity, max = -Infinity;
  for (const value of values) {
    if (!shown(value)) continue;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return min <= max ? [min, max] : [];
}

/** Places values between two ends; equal ones, and none, in the middle. */
function axis(values: readonly number[], from: number, to: number): Axis {
  const min = values.length === 0 ? 0 : Math.min(...values);
  const max = values.length === 0 ? 1 : Math.max(...values);
  // Halves: the span of the greatest doubles is no double.
  const span = max / 2 - min / 2;
  const place = (value: number) => {
    const part = span > 0 ? (value / 2 - min / 2) / span : 0.5;
    return Math.round((from + part * (to - from)) * 10) / 10;
  };
  return { min, max, place };
}

/** Round numbers between two, at most about so many. */
function ticks(min: number, max: number, most: number): number[] {
  const rough = max / most - min / most;
  if (!(rough > 0) || !Number.isFinite(rough)) return [min];
  const unit = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((times) => times * unit).find((size) => size >= rough)!;
  const first = Math.ceil(min / step);
  const count = Math.min(50, Math.floor(max / step) - first + 1);
  if (!(step > 0) || !(count > 0)) return [min];
  return Array.from({ length: count }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

/** Powers of ten between two exponents; the ends where there are less than two. */
function decades(min: number, max: number): number[] {
  const whole = ticks(min, max, 5).filter(Number.isInteger);
  return whole.length > 1 ? whole : [...new Set([min, max])];
}

/** The path of a line, that of points that have no neighbour, and that of the marks where a value is
 * not shown: at the top for ∞, at the bottom for −∞, NaN and, on a logarithmic axis, what is not
 * above 0. */
function trace(
  steps: Float64Array,
  values: Float64Array,
  { x, y, shown }: { x: Axis; y: (value: number) => number; shown: (value: number) => boolean },
): [path: string, dots: string, marks: string] {
  let path = "", dots = "", marks = "", isDown = false;
  for (let i = 0; i < values.length; i++) {
    const across = x.place(steps[i]);
    if (shown(values[i])) {
      const place = `${across} ${y(values[i])}`;
      if (isDown || i + 1 < values.length && shown(values[i + 1])) {
        path += `${isDown ? "L" : "M"}${place}`;
      } else dots += `M${place}h0`;
      isDown = true;
      continue;
    }
    isDown = false;
    const [at, tip] = values[i] === Infinity ? [MARGIN.top, -6] : [HEIGHT - MARGIN.bottom, 6];
    marks += `M${across - 4} ${at}h8l-4 ${tip}z`;
  }
  return [path, dots, marks];
}
