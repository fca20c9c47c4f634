import fc from "fast-check";
import { type LogEvent, replay, type Run } from "stemma";
import { concat } from "../../lib/base/bytes.ts";
import { writeLog } from "../../lib/run/write_log.ts";
import { logRoot } from "../../lib/seal/digest.ts";

/** A run as the bytes of its log file. */
export function logBytes(run: Run): Uint8Array<ArrayBuffer> {
  return concat([...writeLog(run, logRoot(run))]);
}

const startEvent: LogEvent = {
  type: "start",
  runId: "r",
  experiment: "e",
  name: "n",
  namespace: "urn:x:",
  library: { name: "stemma", version: "0.1.0" },
  timestamp: 1_700_000_000_000,
};

const steps = fc.oneof(
  fc.nat(5),
  fc.maxSafeNat(),
  fc.constantFrom(Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER - 1, 0, 1),
);
const times = fc.oneof(
  fc.integer({ min: 1_700_000_000_000, max: 1_700_000_000_009 }),
  fc.constant(1_700_000_000_000),
  fc.integer({ min: -62_135_596_800_000, max: 253_402_300_799_999 }),
  fc.double({ min: -1e12, max: 1e12, noNaN: true }),
);
const wholeTimes = fc.integer({ min: 0, max: 40 }).map((ms) => 1_700_000_000_000 + ms);
const values = fc.oneof(
  fc.double(),
  fc.float(),
  fc.constantFrom(NaN, -0, 0, Infinity, -Infinity, 5e-324),
);

/** Runs whose logs try every way in which points are written. */
export const anyRun: fc.Arbitrary<Run> = fc.tuple(
  fc.integer({ min: 1, max: 9 }),
  fc.boolean(),
  fc.nat(511),
  fc.array(fc.tuple(fc.nat(), fc.nat(9), steps, times, values, wholeTimes), {
    maxLength: 150,
    size: "max",
  }),
).map(([seriesCount, isWhole, singles, rows]) => {
  const events: LogEvent[] = [startEvent];
  let declared = 0;
  const next: number[] = [];
  for (const [pick, kind, step, time, value, whole] of rows) {
    if (declared < seriesCount && kind < 2 || declared === 0) {
      next.push(-1);
      events.push({ type: "series", series: declared, key: `k${declared++}` });
    } else if (kind === 2) {
      const event = {
        type: "future",
        key: "é\u0000",
        value: step,
        "__proto__x": [null, true, "😀"],
      };
      events.push(event as unknown as LogEvent);
    } else {
      const series = kind === 3 ? pick % declared : events.length % declared;
      next[series] = kind === 4 || next[series] >= Number.MAX_SAFE_INTEGER
        ? step
        : next[series] + 1;
      const timestamp = isWhole ? whole : time;
      const held = singles >> series & 1 ? Math.fround(value) : value;
      events.push({ type: "metric", series, timestamp, step: next[series], value: held });
    }
  }
  return replay(events);
});
