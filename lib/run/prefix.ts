import type { Log } from "./log.ts";
import { _parts, type Run } from "./run.ts";

/** Whether a run is the beginning of another one, or that run itself, by the history that they
 * share.
 *
 * Cost: O(1), or O(forks) where the newer run was forked since. Runs that were built apart share no
 * history, whatever they hold.
 */
export function isPrefix(older: Run, newer: Run): boolean {
  return commonLength(older, newer) === older.length;
}

/** How many events two runs have in common, by the history that they share. */
export function commonLength(one: Run, other: Run): number {
  let { log: line, length: end } = _parts(one) as End;
  let { log, length } = _parts(other) as End;
  while (line !== log) {
    // The line that is deeper cannot be the other's base.
    if (line.depth >= log.depth) {
      if (line.base === undefined) return 0;
      end = Math.min(end, line.start);
      line = line.base;
    } else {
      length = Math.min(length, log.start);
      log = log.base!;
    }
  }
  return Math.min(end, length);
}

interface End {
  log: Log;
  length: number;
}
