// The moments of a column without WebAssembly: what wasm/src/block.rs and moments.rs do, operation by
// operation, so that the bits agree. Those files say why.

import { mergeMoments, type Moments } from "./moments.ts";

/** The values of a block. */
export const BLOCK = 1024;

/** 2⁴⁸⁰: above this magnitude a block is scaled down. */
const LARGE = 3.1217485503159922e144;

/** 2⁻⁴⁰⁰: below this magnitude a block is scaled up. */
const SMALL = 3.8725919148493183e-121;

/** 2⁻⁶⁰⁰: the scale of a block of large values. */
const DOWN = 2.409919865102884e-181;

/** 2⁶⁰⁰: the scale of a block of small values, and of one without finite values. */
const UP = 4.149515568880993e180;

/** The moments of a column without WebAssembly: those of its blocks, merged in order. */
export function plainMoments(values: Float64Array): Moments {
  let all = blockMoments(values.subarray(0, BLOCK));
  for (let at = BLOCK; at < values.length; at += BLOCK) {
    all = mergeMoments(all, blockMoments(values.subarray(at, at + BLOCK)), at);
  }
  return all;
}

function blockMoments(block: Float64Array): Moments {
  const count = block.length;
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
    const none = { min: NaN, max: NaN, argmin: -1, argmax: -1, mean: NaN, tail: 0, m2: 0 };
    return { count, finite, nan, ...none, scale: UP };
  }
  const magnitude = Math.max(max, -min);
  const scale = magnitude > LARGE ? DOWN : magnitude < SMALL ? UP : 1;
  const shift = first * scale;
  const centre = sum(block, scale, shift) / finite;
  const [residue, squares] = sumsAbout(block, scale, shift, centre);
  const spread = squares - residue * residue / finite;
  const m2 = spread > 0 ? spread : 0;
  const mean = shift + centre;
  const part = mean - shift;
  const tail = (shift - (mean - part)) + (centre - part);
  return { count, finite, nan, min, max, argmin, argmax, mean, tail, m2, scale };
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
