import type { Log } from "../run/log.ts";
import { HashList } from "./hash_list.ts";

/** The events of the smallest perfect subtree whose root is kept; level k holds 2^k of them. */
export const BLOCK = 64;

/** The roots of a line of history by level. What was appended never changes, so they are kept as
 * long as the log lives. A subtree lies with the line that holds its last event, and a line keeps
 * roots in their order, without a gap after those of the lines that it forked from. */
const kept = new WeakMap<Log, HashList[]>();

/** The number of the first subtree of a level whose root is not kept, or `count` where so many are. */
export function firstMissing(log: Log, level: number, count: number): number {
  let missing = count;
  for (let line: Log | undefined = log; line !== undefined; line = line.base) {
    const first = firstOf(line, level);
    const known = kept.get(line)?.[level]?.length ?? 0;
    if (known > 0) return Math.min(missing, first + known);
    missing = Math.min(missing, first);
  }
  return missing;
}

/** The root of a subtree, which is kept. */
export function rootAt(log: Log, level: number, index: number): Uint8Array<ArrayBuffer> {
  const holder = holderOf(log, level, index);
  return kept.get(holder)![level].at(index - firstOf(holder, level));
}

/** Keeps the root of the first subtree that is missing. */
export function keepRoot(log: Log, level: number, index: number, root: Uint8Array): void {
  const holder = holderOf(log, level, index);
  let levels = kept.get(holder);
  if (levels === undefined) kept.set(holder, levels = []);
  (levels[level] ??= new HashList()).push(root);
}

/** The first subtree that ends in a line of history. */
function firstOf(line: Log, level: number): number {
  return Math.floor(line.start / (BLOCK * 2 ** level));
}

function holderOf(log: Log, level: number, index: number): Log {
  let holder = log;
  while (index < firstOf(holder, level)) holder = holder.base!;
  return holder;
}
