// The extremes and gaps of blocks without WebAssembly: the same rows as wasm/src/resample.rs, which
// says what they hold.

/** The values of a block. */
export const BLOCK = 128;

/** The numbers of a row: min, max, gaps. */
export const FIELDS = 3;

/** Rows of extremes and gaps without WebAssembly, one a full block. */
export function plainExtremeRows(values: Float64Array, inside: boolean): Float64Array {
  const rows = new Float64Array(FIELDS * Math.floor(values.length / BLOCK));
  for (let row = 0, from = 0; row < rows.length; row += FIELDS, from += BLOCK) {
    let min = Infinity, max = -Infinity, gaps = 0;
    for (let i = from; i < from + BLOCK; i++) {
      const x = values[i];
      if (x - x !== 0) {
        if (!inside) gaps++;
        inside = true;
        continue;
      }
      inside = false;
      if (x < min) min = x;
      if (x > max) max = x;
    }
    rows[row] = min + 0;
    rows[row + 1] = max + 0;
    rows[row + 2] = gaps;
  }
  return rows;
}
