import { blockMoments, mergeMoments, type Moments } from "../core/moments.ts";
import type { Column } from "../run/column.ts";

/** The values of one block: what the kernel takes moments of at once. */
const BLOCK = 1024;
/** So many blocks are copied out of the column together. */
const WINDOW = 64;

/** The moments of a column's full blocks. A full block never changes again, so they are kept as
 * long as the column lives; block b lies with the column that holds its last point. */
const kept = new WeakMap<Column, (Moments | undefined)[]>();

/** The moments of a column's first `length` values.
 *
 * Blocks are cut by position alone, so the result does not depend on how the run was made. Cost:
 * O(values not seen in a full block before), plus one merge a block.
 */
export function columnMoments(column: Column, length: number): Moments {
  const full = Math.floor(length / BLOCK);
  let all: Moments | undefined;
  const add = (moments: Moments, block: number) =>
    all = all === undefined ? moments : mergeMoments(all, moments, block * BLOCK);
  for (let block = 0; block < full;) {
    const known = knownBlock(column, block);
    if (known !== undefined) {
      add(known, block++);
      continue;
    }
    let end = block + 1;
    while (end < full && end < block + WINDOW && knownBlock(column, end) === undefined) end++;
    for (const moments of momentsOf(column, block * BLOCK, end * BLOCK)) {
      keepBlock(column, block, moments);
      add(moments, block++);
    }
  }
  if (length > full * BLOCK) add(momentsOf(column, full * BLOCK, length)[0], full);
  return all!;
}

function momentsOf(column: Column, from: number, to: number): Moments[] {
  const values = new Float64Array(to - from);
  column.copy("values", from, to, values);
  return blockMoments(values);
}

function knownBlock(column: Column, block: number): Moments | undefined {
  return kept.get(holderOf(column, block))?.[block];
}

function keepBlock(column: Column, block: number, moments: Moments): void {
  const holder = holderOf(column, block);
  let list = kept.get(holder);
  if (list === undefined) kept.set(holder, list = []);
  list[block] = moments;
}

function holderOf(column: Column, block: number): Column {
  let holder = column;
  while ((block + 1) * BLOCK <= holder.offset) holder = holder.base!;
  return holder;
}
