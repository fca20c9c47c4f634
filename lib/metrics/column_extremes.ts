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

/** The extremes and gaps of the full blocks of 128 values in a stretch of a column. */
export class ColumnExtremes {
  readonly #pages: Page[] = [];
  readonly #firstPage: number;

  /** Takes the rows of the blocks that end at or before `to`, from the one that holds `from` on.
   * Cost: O(values never seen in a full block before), plus one look-up a page. */
  constructor(column: Column, from: number, to: number) {
    const blocks = Math.floor(to / BLOCK);
    this.#firstPage = Math.floor(from / (BLOCK * PAGE));
    let owner = column;
    for (let page = Math.ceil(blocks / PAGE) - 1; page >= this.#firstPage; page--) {
      while (owner.offset >= (page + 1) * PAGE * BLOCK) owner = owner.base!;
      const most = Math.min(blocks - page * PAGE, PAGE);
      this.#pages[page - this.#firstPage] = pageOf(owner, page, most);
    }
  }

  /** The least finite value of a block; +Infinity where there is none. */
  min(block: number): number {
    return this.#rows(block)[block % PAGE * FIELDS];
  }

  /** The greatest finite value of a block; -Infinity where there is none. */
  max(block: number): number {
    return this.#rows(block)[block % PAGE * FIELDS + 1];
  }

  /** How many stretches of values that are not finite begin in a block. */
  gaps(block: number): number {
    return this.#rows(block)[block % PAGE * FIELDS + 2];
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

  /** How many stretches of values that are not finite begin in the blocks from one to another. */
  gapsIn(from: number, to: number): number {
    let gaps = 0;
    for (let block = from; block < to;) {
      const rows = this.#rows(block);
      const end = Math.min(to, block - block % PAGE + PAGE);
      for (let at = block % PAGE * FIELDS; block < end; block++, at += FIELDS) gaps += rows[at + 2];
    }
    return gaps;
  }

  #rows(block: number): Float64Array {
    return this.#pages[Math.floor(block / PAGE) - this.#firstPage].rows;
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
