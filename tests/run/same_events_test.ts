import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { digest, events, logMetric, replay, type Run, setTag, startRun } from "stemma";
import { haveSameEvents } from "../../lib/run/same_events.ts";

const env = { now: () => 1_700_000_000_000, randomId: () => "one" };

/** What an event is made of: few of each, so that equal runs are no rarity. */
const row = fc.tuple(
  fc.constantFrom("a", "b"),
  fc.constantFrom(0, -0, NaN, 1),
  fc.constantFrom(0, 1),
  fc.constantFrom(0, 1),
  fc.boolean(),
);

type Row = [key: string, value: number, step: number, timestamp: number, isTag: boolean];

function runOf(rows: readonly Row[]): Run {
  let run = startRun({ experiment: "digits", env });
  for (const [key, value, step, timestamp, isTag] of rows) {
    run = isTag ? setTag(run, key, `${value}`) : logMetric(run, key, value, { step, timestamp });
  }
  return run;
}

test("runs that were built apart have the same events where they have the same digest", () =>
  fc.assert(
    fc.property(fc.array(row, { maxLength: 8 }), fc.nat(8), row, (rows, at, changed) => {
      const one = runOf(rows);
      const other = runOf(rows.map((row, i) => i === at ? changed : row));
      assert.ok(haveSameEvents(one, replay(events(one)), one.length));
      if (other.length !== one.length) return;
      assert.equal(haveSameEvents(one, other, one.length), digest(one) === digest(other));
    }),
    { numRuns: 500 },
  ));
