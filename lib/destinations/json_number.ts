/** A number as JSON can hold it: itself, or the text "NaN", "Infinity" or "-Infinity".
 *
 * `JSON.stringify` would write `null` for those, which is another fact. Negative zero has no text of
 * its own in JSON and becomes 0.
 *
 * @example
 * ```ts
 * import { jsonNumber } from "stemma/destination";
 * import assert from "node:assert/strict";
 * assert.equal(JSON.stringify([0.5, NaN, -Infinity].map(jsonNumber)), '[0.5,"NaN","-Infinity"]');
 * ```
 */
export function jsonNumber(value: number): number | "NaN" | "Infinity" | "-Infinity" {
  return Number.isFinite(value) ? value : String(value) as "NaN" | "Infinity" | "-Infinity";
}
