import type { Bracket } from "./brackets.ts";
import type { CoreInstance } from "./core_instance.ts";
import { call, floatsAt, reserve } from "./kernel.ts";
import { FIELDS } from "./moments.ts";
import { BLOCK } from "./moments_plain.ts";

/** A column of numbers that can be copied out piece by piece. */
export interface Values {
  readonly length: number;
  /** Copies the values from one position to another to the start of `target`. */
  copy(from: number, to: number, target: Float64Array): void;
}

/** What was found in a long column. */
export interface Found {
  /** The moments of all values, then those of the full blocks among them, a row each. */
  readonly known: Float64Array;
  /** The sorted values around each quantile; none where no value is finite. */
  readonly brackets: Bracket[];
}

/** The values that cross at once: half a mebibyte, which stays in cache. */
export const WINDOW: number = 64 * BLOCK;

/** The most values that a search gathers. */
const MOST_ROOM = 2 ** 20;

/** The numbers of a bracket in the arena: finite, rank, count, and the values. */
const BRACKET = 3 + 2 * 256 + 2;

/** Where things lie in the arena, in bytes. */
const KNOWN_AT = 8;
const TABLES_AT = 2304;
const SPANS_AT = TABLES_AT + 2 ** 21;

/** Finds the moments of a long column and the sorted values around each quantile, in a few passes of
 * windows. Memory: at most 11 MB, and 16 bytes more for each block of 1,024 values.
 *
 * @param ascending at most sixteen probabilities
 */
export function searchColumn(
  core: CoreInstance,
  column: Values,
  ascending: readonly number[],
): Found {
  const { length } = column;
  const room = Math.min(MOST_ROOM, Math.max(WINDOW, Math.ceil(length / 4)));
  const wanted = ascending.length;
  const valuesAt = SPANS_AT + 16 * Math.ceil(length / BLOCK);
  const gatheredAt = valuesAt + 8 * WINDOW;
  const bracketsAt = gatheredAt + 8 * room;
  reserve(core, bracketsAt + 8 * BRACKET * wanted);
  const at = (offset: number) => core.base + offset;
  const tables = at(TABLES_AT);
  floatsAt(core, SPANS_AT, wanted).set(ascending);
  call(core, "search_begin", core.base, tables, at(SPANS_AT), wanted);
  const stage = new Uint32Array(core.memory.buffer, core.base, 1);
  const window = floatsAt(core, valuesAt, WINDOW);
  const [values, gathered] = [at(valuesAt), at(gatheredAt)];
  while (stage[0] !== 0) {
    for (let from = 0; from < length; from += WINDOW) {
      const to = Math.min(from + WINDOW, length);
      column.copy(from, to, window);
      const spans = at(SPANS_AT + 16 * (from / BLOCK));
      const words = [spans, values, to - from, gathered, room];
      call(core, "search_window", core.base, tables, ...words);
    }
    const words = [values, WINDOW, gathered, room, at(bracketsAt), wanted];
    call(core, "search_turn", core.base, tables, ...words);
  }
  const known = floatsAt(core, KNOWN_AT, 2 * FIELDS).slice();
  const found = floatsAt(core, bracketsAt, BRACKET * wanted);
  if (found[0] === 0) return { known, brackets: [] };
  const brackets = ascending.map((_, i) => {
    const [finite, rank, count] = found.subarray(BRACKET * i);
    const from = BRACKET * i + 3;
    return { finite, rank, values: found.slice(from, from + count) };
  });
  return { known, brackets };
}

/** What is known of a column's moments, where they are known up to a block's end already. */
export function momentsFrom(core: CoreInstance, column: Values, full: Float64Array): Float64Array {
  const valuesAt = 16 * FIELDS;
  reserve(core, valuesAt + 8 * WINDOW);
  const known = floatsAt(core, 0, 2 * FIELDS);
  known.set(full);
  known.set(full, FIELDS);
  const window = floatsAt(core, valuesAt, WINDOW);
  for (let from = full[0]; from < column.length; from += WINDOW) {
    const to = Math.min(from + WINDOW, column.length);
    column.copy(from, to, window);
    call(core, "column_moments", core.base, core.base + valuesAt, to - from);
  }
  return known.slice();
}
