import { extremeRows } from "../core/resample_extremes.ts";
import { BLOCK, FIELDS } from "../core/resample_extremes_plain.ts";
import type { Column } from "../run/column.ts";

/** The blocks that are taken and kept together: 32,768 values, which stay in cache. */
const PAGE = 256;

/** The rows of the first `known` blocks of a page. */
interface Page {
  readonly rows: Float64Array;
  known: number;
}

/** The extremes of some blocks, and the first block that holds each. */
export interface Range {
  readonly min: number;
  readonly max: number;
  readonly least: number;
  readonly greatest: number;
}

/** A full block never changes again, so its row is kept as long as the column lives. A page lies
 * with the column that holds its last point. */
const kept = new WeakMap<Column, Map<number, Page>>();

/** The extremes and gaps of the full blocks of 128 values in a stretch of a column.
 *
 * Rows are taken when they are first asked for. Cost: O(values never seen in a full block before),
 * plus one look-up a page.
 */
export class ColumnExtremes {
  readonly #column: Column;
  readonly #firstPage: number;
  /** The block behind the last full one. */
  readonly #end: number;
  readonly #pages: (Page | undefined)[] = [];

  /** Offers the rows of the blocks that end at or before `to`, from the one that holds `from` on. */
  constructor(column: Column, from: number, to: number) {
    this.#column = column;
    this.#firstPage = Math.floor(from / (BLOCK * PAGE));
    this.#end = Math.floor(to / BLOCK);
  }

  /** The least finite value of a block; +Infinity where there is none. */
  min(block: number): number {
    return this.#rows(block)[block % PAGE * FIELDS];
  }

  /** The greatest finite value of a block; -Infinity where there is none. */
  max(block: number): number {
    return this.#rows(block)[block % PAGE * FIELDS + 1];
  }

  /** Whether it is known by now that no stretch of values that are not finite begins in a block. */
  lacksGaps(block: number): boolean {
    const page = this.#pages[Math.floor(block / PAGE) - this.#firstPage];
    return page?.rows[block % PAGE * FIELDS + 2] === 0;
  }

  /** Of the blocks from one to another the extremes, and the first block that holds each: -1 where
   * no value is finite. */
  range(from: number, to: number): Range {
    let min = Infinity, max = -Infinity, least = -1, greatest = -1;
    for (let block = from; block < to;) {
      const rows = this.#rows(block);
      const end = Math.min(to, block - block % PAGE + PAGE);
      for (let at = block % PAGE * FIELDS; block < end; block++, at += FIELDS) {
        if (rows[at] < min) {
          min = rows[at];
          least = block;
        }
        if (rows[at + 1] > max) {
          max = rows[at + 1];
          greatest = block;
        }
      }
    }
    return { min, max, least, greatest };
  }

  /** How many stretches of values that are not finite begin in the blocks from one to another; of
   * more than `most`, any number above. */
  gapsIn(from: number, to: number, most: number): number {
    let gaps = 0;
    for (let block = from; block < to && gaps <= most;) {
      const rows = this.#rows(block);
      const end = Math.min(to, block - block % PAGE + PAGE);
      for (let at = block % PAGE * FIELDS; block < end; block++, at += FIELDS) gaps += rows[at + 2];
    }
    return gaps;
  }

  #rows(block: number): Float64Array {
    const number = Math.floor(block / PAGE);
    const page = this.#pages[number - this.#firstPage] ??= this.#page(number);
    return page.rows;
  }

  #page(number: number): Page {
    let owner = this.#column;
    while (owner.offset >= (number + 1) * PAGE * BLOCK) owner = owner.base!;
    return pageOf(owner, number, Math.min(this.#end - number * PAGE, PAGE));
  }
}

function pageOf(column: Column, number: number, blocks: number): Page {
  let pages = kept.get(column);
  if (pages === undefined) kept.set(column, pages = new Map());
  let page = pages.get(number);
  if (page === undefined) {
    pages.set(number, page = { rows: new Float64Array(PAGE * FIELDS), known: 0 });
  }
  const missing = blocks - page.known;
  if (missing > 0) {
    const start = (number * PAGE + page.known) * BLOCK;
    const inside = start > 0 && !Number.isFinite(column.read("values", start - 1));
    const rows = extremeRows(
      missing,
      inside,
      (target) => column.copy("values", start, start + missing * BLOCK, target),
    );
    page.rows.set(rows, page.known * FIELDS);
    page.known = blocks;
  }
  return page;
}
