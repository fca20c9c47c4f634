import type { Value } from "../../mod.ts";
import { writeNumber } from "../base/write_number.ts";

/** A number as W&B's files hold it: JSON, with NaN and the infinities bare, and the sign of 0. */
export function _wandbNumber(value: number): string {
  return Object.is(value, -0) ? "-0.0" : String(value);
}

/** A value as W&B's files hold it. What JSON lacks is a text, integers beyond 64 bits as well. */
export function _wandbJson(value: Value): string {
  if (typeof value === "number") return _wandbNumber(value);
  if (typeof value === "bigint" && BigInt.asIntN(64, value) === value) return String(value);
  if (typeof value === "bigint") return JSON.stringify(String(value));
  return JSON.stringify(value);
}

/** Writes a number as JSON, as {@link _wandbNumber} gives it; gives where it ends. */
export function _writeJson(bytes: Uint8Array, at: number, value: number): number {
  const end = writeNumber(bytes, at, value);
  if (value !== 0 || end === at + 1) return end;
  // Without a point, a reader takes -0 for a whole number, which has no sign.
  bytes[end] = 0x2e;
  bytes[end + 1] = 0x30;
  return end + 2;
}

/** Writes milliseconds as a number of seconds; gives where it ends. */
export function _writeSeconds(bytes: Uint8Array, at: number, ms: number): number {
  const seconds = Math.floor(ms / 1000);
  const rest = ms - seconds * 1000;
  // Up to 15 digits, the text of the quotient is that of the whole number with a point in it: two
  // whole numbers cost a tenth of a fraction.
  if (!(ms >= 1000 && ms < 1e15 && Math.floor(ms) === ms) || rest === 0) {
    return _writeJson(bytes, at, ms / 1000);
  }
  const end = writeNumber(bytes, at, seconds);
  writeNumber(bytes, end, 1000 + rest);
  bytes[end] = 0x2e;
  let last = end + 3;
  while (bytes[last] === 0x30) last--;
  return last + 1;
}
