// The moments of a column without WebAssembly: what wasm/src/moments.rs does, operation by
// operation, so that the bits agree. That file says why.

/** The values of a block. */
export const BLOCK = 1024;

/** The numbers of a row: count, finite, nan, min, max, argmin, argmax, mean, tail, m2, scale. */
export const FIELDS = 11;

/** 2⁴⁸⁰: above this magnitude a block is scaled down. */
const LARGE = 3.1217485503159922e144;

/** 2⁻⁴⁰⁰: below this magnitude a block is scaled up. */
const SMALL = 3.8725919148493183e-121;

/** 2⁻⁶⁰⁰: the scale of a block of large values. */
const DOWN = 2.409919865102884e-181;

/** 2⁶⁰⁰: the scale of a block of small values, and of one without finite values. */
const UP = 4.149515568880993e180;

/** Rows of moments without WebAssembly, one a block. */
export function plainMomentRows(values: Float64Array): Float64Array {
  const rows = new Float64Array(FIELDS * Math.ceil(values.length / BLOCK));
  for (let at = 0, row = 0; at < values.length; at += BLOCK, row += FIELDS) {
    writeRow(values.subarray(at, at + BLOCK), rows, row);
  }
  return rows;
}

function writeRow(block: Float64Array, rows: Float64Array, at: number): void {
  let finite = 0, nan = 0, argmin = -1, argmax = -1, first = 0;
  let min = Infinity, max = -Infinity;
  for (let i = 0; i < block.length; i++) {
    const x = block[i];
    if (x - x !== 0) {
      if (x !== x) nan += 1;
      continue;
    }
    if (finite === 0) first = x;
    finite += 1;
    if (x < min) {
      min = x;
      argmin = i;
    }
    if (x > max) {
      max = x;
      argmax = i;
    }
  }
  if (finite === 0) {
    rows.set([block.length, 0, nan, NaN, NaN, -1, -1, NaN, 0, 0, UP], at);
    return;
  }
  const magnitude = Math.max(max, -min);
  const scale = magnitude > LARGE ? DOWN : magnitude < SMALL ? UP : 1;
  const shift = first * scale;
  const centre = sum(block, scale, shift) / finite;
  const [residue, squares] = sumsAbout(block, scale, shift, centre);
  const m2 = squares - residue * residue / finite;
  const mean = shift + centre;
  const part = mean - shift;
  const tail = (shift - (mean - part)) + (centre - part);
  rows.set(
    [block.length, finite, nan, min, max, argmin, argmax, mean, tail],
    at,
  );
  rows[at + 9] = m2 > 0 ? m2 : 0;
  rows[at + 10] = scale;
}

function sum(block: Float64Array, scale: number, shift: number): number {
  const lanes = new Float64Array(8);
  for (let i = 0; i < block.length; i++) {
    const x = block[i];
    if (x - x === 0) lanes[i & 7] += x * scale - shift;
  }
  return total(lanes);
}

function sumsAbout(
  block: Float64Array,
  scale: number,
  shift: number,
  centre: number,
): [number, number] {
  const lanes = new Float64Array(8);
  const squares = new Float64Array(8);
  for (let i = 0; i < block.length; i++) {
    const x = block[i];
    if (x - x !== 0) continue;
    const e = (x * scale - shift) - centre;
    lanes[i & 7] += e;
    squares[i & 7] += e * e;
  }
  return [total(lanes), total(squares)];
}

function total(l: Float64Array): number {
  return ((l[0] + l[4]) + (l[2] + l[6])) + ((l[1] + l[5]) + (l[3] + l[7]));
}
