import { type About, gatherInherited, type Inherited } from "./inherited.ts";
import { below, type Log, recordsAt } from "./log.ts";

/** Through so few lines of history every look-up goes one by one. */
const FEW_LINES = 8;

/** The newest event about one subject among the first `limit`, and how many there are. */
export function latestAbout(log: Log, limit: number, subject: string): About {
  let latest: About["latest"];
  let count = 0;
  for (let line: Log | undefined = log, end = limit; line !== undefined; line = line.base) {
    const list = line.subjects.get(subject);
    if (list !== undefined) {
      let own = list.length;
      if (line.length > end) own = below(list, end, line.numbers);
      if (own > 0) latest ??= line.records[list[own - 1]];
      count += own;
    }
    const inherited = inheritedBy(line, end, log);
    if (inherited !== undefined) {
      const known = inherited.subjects.get(subject);
      return { latest: latest ?? known?.latest, count: count + (known?.count ?? 0) };
    }
    end = Math.min(end, line.start);
  }
  return { latest, count };
}

/** Whether a copy among the first `limit` events lies at a folded path, or below it. */
export function isTaken(log: Log, limit: number, by: "paths" | "folders", folded: string): boolean {
  for (let line: Log | undefined = log, end = limit; line !== undefined; line = line.base) {
    const at = line[by].get(folded);
    if (at !== undefined && at < end) return true;
    const inherited = inheritedBy(line, end, log);
    if (inherited !== undefined) {
      return by === "paths" ? inherited.paths.isFile(folded) : inherited.paths.isFolder(folded);
    }
    end = Math.min(end, line.start);
  }
  return false;
}

/** What a line has from all lines below it, once going through them has cost as much as gathering
 * it: a line of a thousand forks answers in linear time, and a few forks keep nothing twice. */
function inheritedBy(line: Log, end: number, asked: Log): Inherited | undefined {
  if (line.base === undefined || end <= line.start) return undefined;
  if (line.inherited === undefined) {
    asked.walked++;
    if (line === asked && line.depth > FEW_LINES && line.walked > line.recordsBefore) {
      line.inherited = gatherInherited(recordsAt(line.base, line.start));
    }
  }
  return line.inherited;
}
