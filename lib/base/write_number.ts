/** The most bytes that a number takes: `-0.0000012345678901234567`. */
export const NUMBER_BYTES = 25;

const EIGHT_DIGITS = 1e8;
const ZERO = 0x30;

/** Writes a number as ASCII in ECMAScript's shortest form, `-0` with its sign; returns where it
 * ends.
 *
 * Whole numbers are written digit by digit: steps and timestamps are, and a text for each costs
 * more than the digits.
 *
 * @see ECMA-262, Number::toString
 */
export function writeNumber(out: Uint8Array, at: number, value: number): number {
  const negativeZero = Object.is(value, -0);
  if (
    value >= 0 && value <= Number.MAX_SAFE_INTEGER && Math.floor(value) === value && !negativeZero
  ) return writeWhole(out, at, value);
  const text = negativeZero ? "-0" : String(value);
  for (let i = 0; i < text.length; i++) out[at + i] = text.charCodeAt(i);
  return at + text.length;
}

/** A whole number from 0 on, eight digits at a time: the rest is arithmetic of 32 bits. */
function writeWhole(out: Uint8Array, at: number, value: number): number {
  if (value < EIGHT_DIGITS) {
    let digits = 1;
    for (let least = 10; least <= value; least *= 10) digits++;
    return writeDigits(out, at + digits, digits, value);
  }
  let high = Math.floor(value / EIGHT_DIGITS);
  // The quotient of a number of 53 bits may have been rounded up to the next whole one.
  if (high * EIGHT_DIGITS > value) high--;
  const end = writeWhole(out, at, high) + 8;
  return writeDigits(out, end, 8, value - high * EIGHT_DIGITS);
}

function writeDigits(out: Uint8Array, end: number, digits: number, value: number): number {
  let rest = value | 0;
  for (let at = end - 1; at >= end - digits; at--) {
    const tenth = (rest / 10) | 0;
    out[at] = ZERO + rest - tenth * 10;
    rest = tenth;
  }
  return end;
}
