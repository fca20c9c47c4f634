import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import fc from "fast-check";
import { type Env, logMetric, type Run, series, startRun, summarize } from "stemma";
import { CoreError } from "../../lib/base/errors.ts";
import { _resetCore } from "../../lib/core/kernel.ts";
import { loadCore } from "../../lib/core/load_core.ts";
import { finishMoments } from "../../lib/core/moments.ts";
import { columnStatistics } from "../../lib/core/statistics.ts";
import { PROBABILITIES } from "../../lib/metrics/summarize.ts";
import { boundedCore, brokenCore } from "../core/broken_core.ts";
import { column, valuesOf } from "../core/columns.ts";

const env: Env = { now: () => 1_700_000_000_000, randomId: () => "one" };

/** A run with more points of its one series. */
function logAll(run: Run, values: Iterable<number>): Run {
  for (const value of values) run = logMetric(run, "loss", value);
  return run;
}

/** The summary's numbers, and the same computed at once from a copy of the points. */
function bothWays(run: Run): [unknown, unknown] {
  const [{ count, finite, nan, min, max, mean, std, argmin, argmax, quantiles }] = summarize(run);
  const { moments, quantiles: found } = columnStatistics(
    valuesOf(series(run, "loss")!.values),
    PROBABILITIES,
  );
  const whole = { ...moments, ...finishMoments(moments) };
  return [
    [count, finite, nan, min, max, mean, std, argmin, argmax, ...Object.values(quantiles)],
    [
      ...[whole.count, whole.finite, whole.nan, whole.min, whole.max, whole.mean, whole.std],
      ...[whole.argmin, whole.argmax, ...found],
    ],
  ];
}

// Long enough that quantiles are searched for in windows and followed from then on.
const beginnings = ["uniform", "ties of integers", "zeros of both signs", "no finite", "rising"]
  .map(
    (name) => logAll(startRun({ experiment: "digits", env }), column(name, 65_500)),
  );

const action = fc.oneof(
  fc.record({
    kind: fc.constant("points" as const),
    of: fc.nat(),
    count: fc.oneof(fc.constantFrom(1, 36, 37, 1024), fc.nat(3000)),
    from: fc.oneof(fc.constantFrom(NaN, -0, 0, 0.5, Infinity, 1e308), fc.double()),
    by: fc.constantFrom(0, 1e-5, -1e-3),
  }),
  fc.record({ kind: fc.constant("summary" as const), of: fc.nat() }),
);

afterEach(() => _resetCore("unloaded"));

test("`summarize()` after any logs, forks and summaries is the one computed at once", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...beginnings),
      fc.array(action, { minLength: 3, maxLength: 12 }),
      (beginning, actions) => {
        const runs = [beginning];
        for (const step of actions) {
          const run = runs[step.of % runs.length];
          if (step.kind === "summary") summarize(run);
          else {
            const values = Array.from({ length: step.count }, (_, i) => step.from + step.by * i);
            runs.push(logAll(run, values));
          }
        }
        for (const run of runs) {
          const [summary, atOnce] = bothWays(run);
          assert.deepStrictEqual(summary, atOnce);
        }
      },
    ),
    { numRuns: 25, seed: 5 },
  );
});

test("`summarize()` follows the quantiles of a series that grows, until they leave", () => {
  let run = beginnings[0];
  for (let round = 0; round < 40; round++) {
    run = logAll(run, Array.from({ length: 97 }, (_, i) => (i * 31 % 97) / 97 + round / 20));
    const [summary, atOnce] = bothWays(run);
    assert.deepStrictEqual(summary, atOnce);
  }
});

test("`summarize()` throws where the kernel traps or gets no memory, and works the next time", async () => {
  const run = logAll(beginnings[0], column("uniform", 2000));
  const [wanted] = bothWays(run);
  const grown = logMetric(run, "loss", 0.25);
  for (
    const [core, code] of [[brokenCore(3, "trap"), "CORE_TRAP"], [boundedCore(24), "CORE_MEMORY"]]
  ) {
    await loadCore(new WebAssembly.Module(core as Uint8Array<ArrayBuffer>));
    const fresh = logAll(startRun({ experiment: "digits", env }), column("uniform", 70_000));
    assert.throws(
      () => summarize(fresh),
      (error) => error instanceof CoreError && error.code === code,
    );
    _resetCore("unloaded");
    assert.deepStrictEqual(...bothWays(fresh));
    assert.deepStrictEqual(bothWays(run)[0], wanted);
    assert.deepStrictEqual(...bothWays(grown));
  }
});
