import { BLOCK } from "../core/resample_extremes_plain.ts";
import type { Column } from "../run/column.ts";
import { ColumnExtremes } from "./column_extremes.ts";

/** The points of a column from one position to another, read by blocks of 128. */
export class Slice {
  readonly column: Column;
  /** The position of the first point. */
  readonly from: number;
  /** The position after the last point. */
  readonly to: number;
  /** What is known of the full blocks. */
  readonly extremes: ColumnExtremes;
  readonly #window = new Float64Array(BLOCK);
  #loaded = -1;

  /** Takes the points of a column from one position to another; there is at least one. */
  constructor(column: Column, from: number, to: number) {
    this.column = column;
    this.from = from;
    this.to = to;
    this.extremes = new ColumnExtremes(column, from, to);
  }

  /** The values of a block, up to the end of the slice; overwritten by the next call. */
  values(block: number): Float64Array {
    if (block !== this.#loaded) {
      const start = block * BLOCK;
      this.column.copy("values", start, Math.min(start + BLOCK, this.to), this.#window);
      this.#loaded = block;
    }
    return this.#window;
  }

  /** The first position in a block with a value that is there. */
  find(block: number, value: number): number {
    const start = block * BLOCK;
    const sealed = this.column.sealedAt(start);
    if (sealed === undefined || start + BLOCK > sealed.to) {
      return start + this.values(block).indexOf(value);
    }
    return sealed.from + sealed.chunk.values.raw!.indexOf(value, start - sealed.from);
  }

  /** Whether a block ends within the slice, so that its extremes are known. */
  isFull(block: number): boolean {
    return (block + 1) * BLOCK <= this.to;
  }
}
