import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { events, type LogEvent, logMetric, type Run, setTag, startRun } from "stemma";
import { type Stretch, StretchReader } from "../../lib/run/stretch.ts";

const env = { now: () => 1_700_000_000_000, randomId: () => "one" };

/** What a stretch says, as events. */
function eventsOf({ series, steps, values, timestamps, records }: Stretch): LogEvent[] {
  let record = 0;
  return Array.from(series, (number, i) =>
    number === -1 ? records[record++] : {
      type: "metric",
      series: number,
      timestamp: timestamps[i],
      step: steps[i],
      value: values[i],
    });
}

/** A run that was logged to from many places, and the events that it must hold. */
const forked = fc.array(fc.tuple(fc.nat(6), fc.nat(9), fc.nat(30)), { maxLength: 120 }).map(
  (rows): { run: Run; expected: LogEvent[] } => {
    const start = startRun({ experiment: "digits", env });
    let states: { run: Run; expected: LogEvent[] }[] = [
      { run: start, expected: [...events(start)] },
    ];
    for (const [kind, key, back] of rows) {
      const { run, expected } = states[Math.max(0, states.length - 1 - (kind === 0 ? back : 0))];
      const next = kind === 1
        ? setTag(run, `t${states.length}`, "x")
        : logMetric(run, `k${key}`, states.length);
      const added = [...events(next, { since: run })];
      assert.equal(added.length, next.length - run.length);
      states = [...states, { run: next, expected: [...expected, ...added] }];
    }
    return states.at(-1)!;
  },
);

test("stretches of any size give the events of a run in order, forked anywhere", () => {
  fc.assert(
    fc.property(forked, fc.nat(40), fc.integer({ min: 1, max: 25 }), (state, skip, size) => {
      const { run, expected } = state;
      const from = Math.min(skip, run.length);
      const reader = new StretchReader(run, from);
      for (let at = from; at < run.length; at += size) {
        const to = Math.min(at + size, run.length);
        assert.deepEqual(eventsOf(reader.read(to)), expected.slice(at, to));
        assert.deepEqual(eventsOf(new StretchReader(run, at).read(to)), expected.slice(at, to));
      }
    }),
    { numRuns: 200 },
  );
});

test("a line of a thousand forks is read in order", () => {
  let run = startRun({ experiment: "digits", env });
  for (let i = 0; i < 3000; i++) {
    const next = logMetric(run, `k${i % 3}`, i);
    if (i % 3 === 0) logMetric(run, "k1", -1);
    run = next;
    if (i % 3 === 1) run = logMetric(run, `k${i % 5}`, i + 0.5);
  }
  const values = [...events(run)].flatMap((event) => event.type === "metric" ? [event.value] : []);
  const expected = Array.from({ length: 3000 }, (_, i) => i % 3 === 1 ? [i, i + 0.5] : [i]).flat();
  assert.deepEqual(values, expected);
});
