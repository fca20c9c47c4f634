import { freePath, PathSet } from "../base/free_path.ts";
import { safePath, safeSegment } from "../base/path.ts";
import type { SeriesView } from "../run/view_metrics.ts";

/** Where the points of each series lie in the run folder: `metrics/<context>/<key>.csv`, names made
 * safe for a file system and unique, also where letter case does not count. */
export function metricPaths(series: readonly SeriesView[]): string[] {
  const taken = new PathSet();
  return series.map(({ column: { key, context, source } }) => {
    const folder = context === undefined ? "run" : safeSegment(context);
    const name = source === undefined ? key : `${key}@${source}`;
    const path = freePath(`metrics/${folder}/${safePath(`${name}.csv`)}`, taken);
    taken.add(path);
    return path;
  });
}
