import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import fc from "fast-check";
import { digest, type Env, events, logMetric, logParam, replay, type Run, startRun } from "stemma";
import { toHex } from "../../lib/base/bytes.ts";
import { _resetCore } from "../../lib/core/kernel.ts";
import { loadCore } from "../../lib/core/load_core.ts";
import { logRoot } from "../../lib/seal/digest.ts";
import { boundedCore, brokenCore } from "../core/broken_core.ts";
import { plainDigest } from "./plain_digest.ts";

const env: Env = { now: () => 1_700_000_000_000, randomId: () => "one" };
const start = () => startRun({ experiment: "digits", env });

/** What may happen to a run; `of` chooses one of the runs there are, old ones too. */
const action = fc.oneof(
  fc.record({
    kind: fc.constant("points" as const),
    of: fc.nat(),
    count: fc.oneof(fc.constantFrom(1, 63, 64, 65, 255, 256, 257, 511, 512, 1024), fc.nat(700)),
    value: fc.oneof(fc.constantFrom(NaN, -0, Infinity, -Infinity, 2 ** -1074), fc.double()),
  }),
  fc.record({ kind: fc.constant("params" as const), of: fc.nat(), count: fc.nat(300) }),
  fc.record({ kind: fc.constant("digest" as const), of: fc.nat() }),
  fc.record({ kind: fc.constant("prefix" as const), of: fc.nat(), part: fc.nat(100) }),
);

afterEach(() => _resetCore("unloaded"));

test("`digest()` after any logs, forks and digests is the one computed at once", () => {
  fc.assert(
    fc.property(fc.array(action, { minLength: 1, maxLength: 14 }), (actions) => {
      const runs: Run[] = [start()];
      for (const [number, step] of actions.entries()) {
        let run = runs[step.of % runs.length];
        if (step.kind === "digest") digest(run);
        else if (step.kind === "prefix") logRoot(run, Math.ceil(run.length * step.part / 100));
        else {
          for (let i = 0; i < step.count; i++) {
            run = step.kind === "params"
              ? logParam(run, `p${number}-${i}`, i)
              : logMetric(run, i % 3 === 0 ? "loss" : "accuracy", step.value + i);
          }
          runs.push(run);
        }
      }
      for (const run of [...runs].reverse()) assert.equal(digest(run), plainDigest(run));
      const last = runs[runs.length - 1];
      assert.equal(digest(replay(events(last))), plainDigest(last));
    }),
    { numRuns: 30 },
  );
});

test("`digest()` of forks of forks agrees at every depth, however it was asked", () => {
  let run = start();
  const lines: Run[] = [];
  for (let depth = 0; depth < 60; depth++) {
    const base = run;
    for (let i = 0; i < 10 + depth; i++) run = logMetric(run, "loss", i);
    logParam(base, `other${depth}`, depth);
    run = logMetric(base, "loss", depth);
    for (let i = 0; i < 40; i++) run = logMetric(run, "loss", i);
    lines.push(run);
    if (depth % 7 === 3) digest(run);
  }
  for (const line of [lines[59], lines[30], ...lines]) {
    assert.equal(digest(line), plainDigest(line));
  }
});

test("`digest()` is the same from the plain twin, and where the two take turns", () => {
  let run = start();
  for (let i = 0; i < 3000; i++) {
    run = logMetric(run, "loss", Math.sin(i));
    if (i % 800 === 0) {
      digest(run);
      _resetCore(i % 1600 === 0 ? "plain" : "unloaded");
    }
  }
  assert.equal(digest(run), plainDigest(run));
});

test("`digest()` throws a typed error where the kernel fails, and leaves the run whole", async () => {
  let run = start();
  for (let i = 0; i < 1000; i++) run = logMetric(run, "loss", i);
  const early = digest(run);
  const older = run;
  for (let i = 0; i < 20_000; i++) run = logMetric(run, "loss", i);
  await loadCore(brokenCore(3, "trap"));
  assert.throws(() => digest(run), { name: "CoreError", code: "CORE_TRAP" });
  await loadCore(boundedCore(3));
  assert.throws(() => digest(run), { name: "CoreError", code: "CORE_MEMORY" });
  _resetCore("unloaded");
  assert.equal(digest(older), early);
  assert.equal(toHex(logRoot(run, older.length)), early);
  assert.equal(digest(run), plainDigest(run));
});
