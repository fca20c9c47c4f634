/** The obvious resampling of an array of values: positions of the points that are kept. */

const finite = Number.isFinite;

/** How many stretches of values are not finite. */
export function gapsOf(values: Float64Array): number {
  return values.reduce(
    (gaps, x, i) => gaps + Number(!finite(x) && (i === 0 || finite(values[i - 1]))),
    0,
  );
}

/** The first least and the first greatest finite value from one position to another. */
function extremes(values: Float64Array, from: number, to: number): number[] {
  const places = Array.from({ length: to - from }, (_, i) => from + i)
    .filter((i) => finite(values[i]));
  if (places.length === 0) return [];
  const least = places.reduce((a, b) => values[b] < values[a] ? b : a);
  const greatest = places.reduce((a, b) => values[b] > values[a] ? b : a);
  return [least, greatest];
}

/** Rising and without doubles. */
function ordered(positions: number[]): number[] {
  return [...new Set(positions)].sort((a, b) => a - b);
}

/** With the first point of the gap between two finite points that have one between them. */
export function bridged(values: Float64Array, kept: number[], most: number): number[] {
  const gaps = kept.slice(1).flatMap((to, i) => {
    const from = kept[i];
    if (!finite(values[from]) || !finite(values[to])) return [];
    return Array.from({ length: to - from - 1 }, (_, j) => from + 1 + j)
      .filter((position) => !finite(values[position])).slice(0, 1);
  });
  return ordered([...kept, ...gaps.slice(0, most)]);
}

function few(values: Float64Array, points: number): number[] {
  const wanted = [...extremes(values, 0, values.length), values.length - 1, 0];
  const kept = ordered([...new Set(wanted)].slice(0, points));
  return bridged(values, kept, points - kept.length);
}

function bucketsOf(length: number, buckets: number): [from: number, to: number][] {
  return Array.from({ length: buckets }, (_, i) => [
    Math.floor(i * length / buckets),
    Math.floor((i + 1) * length / buckets),
  ]);
}

/** What `resample()` keeps of a whole series. */
export function referencePositions(
  values: Float64Array,
  points: number,
  method: "m4" | "minmax",
): number[] {
  if (values.length <= points) return [...values.keys()];
  const gaps = gapsOf(values);
  const buckets = method === "m4"
    ? Math.max(Math.floor(points / 7), Math.floor((points - gaps) / 4))
    : Math.max(Math.floor((points - 3) / 4), Math.floor((points - 2 - gaps) / 2));
  if (buckets < 1) return few(values, points);
  const kept = bucketsOf(values.length, buckets).flatMap(([from, to]) => [
    ...extremes(values, from, to),
    ...(method === "m4" ? [from, to - 1] : []),
  ]);
  return bridged(values, ordered([0, ...kept, values.length - 1]), values.length);
}
