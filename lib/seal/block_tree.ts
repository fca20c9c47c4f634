import type { Log } from "../run/log.ts";
import { _parts, type Run } from "../run/run.ts";
import { StretchReader } from "../run/stretch.ts";
import { eventLeaves } from "./event_leaves.ts";
import { BLOCK } from "./kept_roots.ts";
import { LeafTree } from "./leaf_tree.ts";

/** For each line of history the block that was asked for last, by its first event: mostly the newest
 * one, which grows. */
const trees = new WeakMap<Log, { readonly first: number; readonly tree: LeafTree }>();

/** The tree over a block's events of a run, at least up to one, exclusive, of that block.
 *
 * Cost: O(events), those that the last call for this block asked for left out.
 */
export function blockTree(run: Run, first: number, to: number): LeafTree {
  const { log } = _parts(run);
  let held = trees.get(log);
  if (held?.first !== first) trees.set(log, held = { first, tree: new LeafTree(BLOCK) });
  const { tree } = held;
  const next = first + tree.length;
  if (next < to) tree.add(eventLeaves(new StretchReader(run, next).read(to)));
  return tree;
}
