import { foldPath, markPath, safePath, safeSegment } from "../base/path.ts";
import type { SeriesView } from "../run/view_metrics.ts";

/** Where the points of each series lie in the run folder: `metrics/<context>/<key>.csv`, names made
 * safe for a file system and unique, also where letter case does not count. */
export function metricPaths(series: readonly SeriesView[]): string[] {
  const taken = new Set<string>();
  return series.map(({ column: { key, context, source } }) => {
    const folder = context === undefined ? "run" : safeSegment(context);
    const name = source === undefined ? key : `${key}@${source}`;
    const wanted = `metrics/${folder}/${safePath(`${name}.csv`)}`;
    let path = wanted;
    for (let count = 2; taken.has(foldPath(path)); count++) path = markPath(wanted, `~${count}`);
    taken.add(foldPath(path));
    return path;
  });
}
