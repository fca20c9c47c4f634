import type { Bracket } from "./brackets.ts";
import type { CoreInstance } from "./core_instance.ts";
import { call, floatsAt, reserve } from "./kernel.ts";
import { BLOCK, FIELDS } from "./moments_plain.ts";
import { type Moments, momentsOf } from "./moments.ts";

/** A column of numbers that can be copied out piece by piece. */
export interface Values {
  readonly length: number;
  /** Copies the values from one position to another to the start of `target`. */
  copy(from: number, to: number, target: Float64Array): void;
}

/** The values that cross at once: half a mebibyte, which stays in cache. */
export const WINDOW: number = 64 * BLOCK;

/** The most values that a search gathers. */
const MOST_ROOM = 2 ** 20;

/** The numbers of a bracket in the arena: finite, rank, count, and the values. */
const BRACKET = 3 + 2 * 256 + 2;

/** Where things lie in the arena, in bytes. */
const ROWS_AT = 8 * WINDOW;
const SEARCH_AT = ROWS_AT + 8 * FIELDS * (WINDOW / BLOCK);
const TABLES_AT = SEARCH_AT + 2048;
const GATHERED_AT = TABLES_AT + 2 ** 21;

/** Finds the sorted values around each quantile of a long column, in a few passes of windows; none
 * where no value is finite. Memory: at most 11 MB, however long the column.
 *
 * @param ascending at most sixteen probabilities
 * @param see takes the moments of the blocks of each window of the first pass
 */
export function searchBrackets(
  core: CoreInstance,
  column: Values,
  ascending: readonly number[],
  see?: (blocks: Moments[]) => void,
): Bracket[] {
  const room = Math.min(MOST_ROOM, Math.max(WINDOW, Math.ceil(column.length / 4)));
  const at = (offset: number) => core.base + offset;
  const work = [at(SEARCH_AT), at(TABLES_AT), at(GATHERED_AT), room] as const;
  const bracketsAt = GATHERED_AT + 8 * room;
  const wanted = ascending.length;
  reserve(core, bracketsAt + 8 * BRACKET * wanted);
  floatsAt(core, GATHERED_AT, wanted).set(ascending);
  call(core, "search_begin", work[0], work[1], work[2], wanted);
  const stage = new Uint32Array(core.memory.buffer, at(SEARCH_AT), 1);
  for (let first = true; stage[0] !== 0; first = false) {
    eachWindow(core, column, 0, (count) => {
      call(core, "search_window", core.base, count, ...work);
      if (first && see !== undefined) see(momentsHere(core, count));
    });
    call(core, "search_turn", core.base, WINDOW, ...work, at(bracketsAt), wanted);
  }
  const found = floatsAt(core, bracketsAt, BRACKET * wanted);
  if (found[0] === 0) return [];
  return ascending.map((_, i) => {
    const [finite, rank, count] = found.subarray(BRACKET * i);
    const from = BRACKET * i + 3;
    return { finite, rank, values: found.slice(from, from + count) };
  });
}

/** The moments of a column's blocks from a position on, which is a multiple of 1,024. */
export function momentsFrom(core: CoreInstance, column: Values, from: number): Moments[] {
  reserve(core, SEARCH_AT);
  const blocks: Moments[] = [];
  eachWindow(core, column, from, (count) => blocks.push(...momentsHere(core, count)));
  return blocks;
}

function eachWindow(
  core: CoreInstance,
  column: Values,
  from: number,
  take: (count: number) => void,
): void {
  const window = floatsAt(core, 0, WINDOW);
  for (; from < column.length; from += WINDOW) {
    const to = Math.min(from + WINDOW, column.length);
    column.copy(from, to, window);
    take(to - from);
  }
}

function momentsHere(core: CoreInstance, count: number): Moments[] {
  call(core, "column_moments", core.base, count, core.base + ROWS_AT);
  return momentsOf(floatsAt(core, ROWS_AT, FIELDS * Math.ceil(count / BLOCK)));
}
