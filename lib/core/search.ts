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

/** The most blocks of values that a search gathers. */
const MOST_ROOM = 512;

/** The numbers of a bracket in the arena: finite, rank, count, and the values. */
const BRACKET = 3 + 2 * 256 + 2;

/** A sample holds one value of so many, but not fewer or more than these. */
const SAMPLED = 128;
const FEWEST_SAMPLED = 8192;
const MOST_SAMPLED = 2 ** 16;

/** So many of them lie side by side. */
const RUN = 16;

/** Where things lie in the arena, in bytes. */
const KNOWN_AT = 8;
const BINS_AT = 14_128;
const PROBABILITIES_AT = BINS_AT + 2 ** 19;
const VALUES_AT = PROBABILITIES_AT + 128;
const GATHERED_AT = VALUES_AT + 8 * WINDOW;

/** What a search asks for next. */
const PASS = 1;
const GAVE_UP = 2;

/** Finds the moments of a long column and the sorted values around each quantile, as a rule in one
 * pass of windows. Memory: at most 6.5 MB.
 *
 * @param ascending at most sixteen probabilities
 * @returns nothing where a few passes do not tell the values apart
 */
export function searchColumn(
  core: CoreInstance,
  column: Values,
  ascending: readonly number[],
): Found | undefined {
  const { length } = column;
  const blocks = Math.ceil(length / BLOCK);
  const room = Math.min(MOST_ROOM, Math.max(WINDOW / BLOCK, Math.ceil(blocks / 4)));
  const wanted = ascending.length;
  const numbersAt = GATHERED_AT + 8 * BLOCK * room;
  const bracketsAt = numbersAt + 2 * BLOCK * room;
  reserve(core, bracketsAt + 8 * BRACKET * wanted);
  const at = (offset: number) => core.base + offset;
  const [search, bins, values] = [at(0), at(BINS_AT), at(VALUES_AT)];
  const [gathered, brackets] = [at(GATHERED_AT), at(bracketsAt)];
  const sampled = sampleColumn(column, floatsAt(core, VALUES_AT, MOST_SAMPLED));
  floatsAt(core, PROBABILITIES_AT, wanted).set(ascending);
  const sample = [values, sampled, gathered, room * BLOCK];
  call(core, "search_begin", search, bins, at(PROBABILITIES_AT), wanted, ...sample);
  const window = floatsAt(core, VALUES_AT, WINDOW);
  const stage = new Uint32Array(core.memory.buffer, search, 1);
  while (stage[0] === PASS) {
    for (let from = 0; from < length; from += WINDOW) {
      const to = Math.min(from + WINDOW, length);
      column.copy(from, to, window);
      call(core, "search_window", search, values, to - from, gathered, room);
    }
    const words = [values, WINDOW, gathered, at(numbersAt), room, brackets, wanted];
    call(core, "search_turn", search, bins, ...words);
  }
  if (stage[0] === GAVE_UP) return undefined;
  const known = floatsAt(core, KNOWN_AT, 2 * FIELDS).slice();
  const found = floatsAt(core, bracketsAt, BRACKET * wanted);
  if (found[0] === 0) return { known, brackets: [] };
  const bracketAt = (from: number) => {
    const [finite, rank, count] = found.subarray(from);
    return { finite, rank, values: found.slice(from + 3, from + 3 + count) };
  };
  return { known, brackets: ascending.map((_, i) => bracketAt(BRACKET * i)) };
}

/** Copies a short run of each of many stretches of a column, not in step with anything there; gives
 * how many values they are. As many read one by one cost four times as much: each waits for memory. */
function sampleColumn(column: Values, target: Float64Array): number {
  const some = Math.floor(column.length / SAMPLED);
  const runs = Math.floor(Math.min(MOST_SAMPLED, Math.max(FEWEST_SAMPLED, some)) / RUN);
  const stretch = column.length / runs;
  for (let i = 0; i < runs; i++) {
    // Multiples of the golden ratio less their whole part fill 0…1 evenly.
    const turn = i * 0.6180339887498949;
    const from = Math.floor(i * stretch + (turn - Math.floor(turn)) * (stretch - RUN));
    column.copy(from, from + RUN, target.subarray(RUN * i));
  }
  return runs * RUN;
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
