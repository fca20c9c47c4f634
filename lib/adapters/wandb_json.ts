import type { Value } from "../../mod.ts";

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
