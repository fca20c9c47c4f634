import { utf8 } from "../base/bytes.ts";
import { canonicalJson } from "../base/canonical_json.ts";
import { nameOf } from "../base/options.ts";
import { readPlain } from "../base/plain.ts";
import { isTime } from "../base/time.ts";
import type { LogEvent, MetricEvent } from "./events.ts";

/** The length of a point's canonical bytes. */
export const POINT_BYTES = 29;

/** The canonical bytes of an event: what is hashed.
 *
 * A metric point: 29 bytes, `01` ‖ series, u32 ‖ timestamp, f64 ‖ step, f64 ‖ value, f64,
 * little-endian, NaN as `000000000000f87f`. Any other event: canonical JSON (RFC 8785), where what
 * JSON cannot hold is a typed value.
 *
 * @throws {TypeError} where the event is not what its type says, or has no JSON form
 * @example
 * ```ts
 * import { eventBytes } from "stemma";
 * import assert from "node:assert/strict";
 * const bytes = eventBytes({ type: "series", series: 0, key: "loss" });
 * assert.equal(new TextDecoder().decode(bytes), '{"key":"loss","series":0,"type":"series"}');
 * ```
 */
export function eventBytes(event: LogEvent): Uint8Array<ArrayBuffer> {
  if (
    typeof event !== "object" || event === null ||
    typeof event.type !== "string"
  ) {
    throw new TypeError(
      `Cannot encode an event: it must have a type, got ${nameOf(event)}`,
    );
  }
  if (event.type !== "metric") {
    return utf8(canonicalJson(readPlain(event, "an event")));
  }
  checkPoint(event);
  const bytes = new Uint8Array(POINT_BYTES);
  writePoint(new DataView(bytes.buffer), 0, event);
  return bytes;
}

/** Writes a point's canonical bytes. */
export function writePoint(
  view: DataView,
  at: number,
  point: Omit<MetricEvent, "type">,
): void {
  view.setUint8(at, 1);
  view.setUint32(at + 1, point.series, true);
  view.setFloat64(at + 5, point.timestamp, true);
  view.setFloat64(at + 13, point.step, true);
  // NaN !== NaN: every one gets the same bytes, whatever bits the host gave it.
  if (point.value !== point.value) {
    view.setUint32(at + 21, 0, true);
    view.setUint32(at + 25, 0x7ff80000, true);
  } else view.setFloat64(at + 21, point.value, true);
}

/** Holds an event of type "metric" against what one must be.
 *
 * @throws {TypeError} where a field is missing, of the wrong type, or out of range
 */
export function checkPoint(event: unknown): asserts event is MetricEvent {
  const { series, timestamp, step, value } = event as Record<string, unknown>;
  const wrong = !isWhole(series, 2 ** 32 - 1)
    ? ["series", series]
    : !isWhole(step, Number.MAX_SAFE_INTEGER)
    ? ["step", step]
    : typeof timestamp !== "number" || !isTime(timestamp)
    ? ["timestamp", timestamp]
    : typeof value !== "number"
    ? ["value", value]
    : undefined;
  if (wrong !== undefined) {
    throw new TypeError(
      `Cannot encode a metric point: its ${wrong[0]} is ${nameOf(wrong[1])}`,
    );
  }
}

function isWhole(value: unknown, most: number): boolean {
  return Number.isSafeInteger(value) && !Object.is(value, -0) &&
    (value as number) >= 0 && (value as number) <= most;
}
