import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type Env, logMetric, resample, type ResampledPoints, type Run, startRun } from "stemma";

const env: Env = { now: () => 1_700_000_000_000, randomId: () => "one" };
const METHODS = ["m4", "minmax", "lttb"] as const;

/** A run, and the values that were logged to it. */
interface Pair {
  readonly run: Run;
  readonly values: readonly number[];
}

function logAll(pair: Pair, more: readonly number[]): Pair {
  let { run } = pair;
  for (const value of more) run = logMetric(run, "loss", value);
  return { run, values: [...pair.values, ...more] };
}

const fresh = (): Pair => ({ run: startRun({ experiment: "digits", env }), values: [] });

function ask(run: Run): (ResampledPoints | undefined)[] {
  return METHODS.flatMap((method) => [
    resample(run, "loss", { points: 60, method }),
    resample(run, "loss", { points: 41, method, from: 333, to: 9000 }),
  ]);
}

const action = fc.oneof(
  fc.record({
    kind: fc.constant("points" as const),
    of: fc.nat(),
    count: fc.oneof(fc.constantFrom(1, 127, 128, 2048, 8192), fc.nat(4000)),
    first: fc.oneof(fc.constantFrom(NaN, Infinity, -0, 0, 1e308), fc.double()),
    factor: fc.nat(1000),
  }),
  fc.record({ kind: fc.constant("query" as const), of: fc.nat() }),
);

test("`resample()` after any logs, forks and queries is the one of the points logged at once", () => {
  fc.assert(
    fc.property(fc.array(action, { minLength: 3, maxLength: 12 }), (actions) => {
      const pairs = [fresh()];
      for (const step of actions) {
        const pair = pairs[step.of % pairs.length];
        if (step.kind === "query") ask(pair.run);
        else {
          const { count, first, factor } = step;
          const values = Array.from(
            { length: count },
            (_, i) => i === 0 ? first : i * factor % 997,
          );
          pairs.push(logAll(pair, values));
        }
      }
      for (const { run, values } of pairs) {
        assert.deepStrictEqual(ask(run), ask(logAll(fresh(), values).run));
      }
    }),
    { numRuns: 25, seed: 7 },
  );
});
