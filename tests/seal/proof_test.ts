import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { digest, events, isStemmaError, logMetric, logParam, type Run, startRun } from "stemma";
import {
  type EventProof,
  type GrowthProof,
  proveEvent,
  proveGrowth,
  verifyEventProof,
  verifyGrowthProof,
} from "stemma/seal";
import { oracle } from "../oracle.ts";
import { logBytes } from "../run/sample_logs.ts";
import { scriptedEnv, scriptedRun } from "../scripted_run.ts";

const python = process.env.STEMMA_PYTHON ?? "python3";
const hasPython = spawnSync(python, ["-c", "import hashlib, json, struct"]).status === 0;

/** A run of so many events, every seventh of them a parameter. */
function runOf(length: number, run: Run = startRun({ experiment: "e", env: scriptedEnv() })): Run {
  while (run.length < length) {
    run = run.length % 7 === 0
      ? logParam(run, `p${run.length}`, run.length)
      : logMetric(run, "loss", Math.sqrt(run.length));
  }
  return run;
}

/** A proof with one hash, or the index, changed in each way. */
function* changed(proof: EventProof | GrowthProof): Generator<unknown> {
  const flip = (hash: string, at: number) =>
    hash.slice(0, at) + (hash[at] === "1" ? "2" : "1") + hash.slice(at + 1);
  const { path } = proof;
  for (let at = 0; at < 64; at++) {
    if ("leaf" in proof) {
      yield { ...proof, leaf: flip(proof.leaf, at) };
      yield { ...proof, root: flip(proof.root, at) };
    } else {
      for (const end of ["older", "newer"] as const) {
        yield { ...proof, [end]: { ...proof[end], root: flip(proof[end].root, at) } };
      }
    }
    for (const i of path.keys()) yield { ...proof, path: path.with(i, flip(path[i], at)) };
  }
  if ("leaf" in proof) {
    for (let index = -1; index <= proof.length; index++) {
      if (index !== proof.index) yield { ...proof, index };
    }
  }
  yield { ...proof, path: path.slice(1) };
  yield { ...proof, path: [...path, "00".repeat(32)] };
  yield { ...proof, path: path.map((hash) => hash.slice(2)) };
  yield { ...proof, path: "no list" };
}

test("a proof of every event of a run holds, for that event and root alone", () => {
  for (const length of [1, 2, 3, 7, 8, 255, 256, 257, 600]) {
    const run = runOf(length);
    const root = digest(run);
    const all = [...events(run)];
    for (let index = 0; index < length; index++) {
      const proof = proveEvent(run, index);
      assert.ok(verifyEventProof(proof, { event: all[index], root }), `${index} of ${length}`);
      const other = all[(index + 1) % length];
      assert.equal(verifyEventProof(proof, { event: other, root }), length === 1);
      assert.ok(!verifyEventProof(proof, { root: "0".repeat(64) }));
    }
  }
});

test("a proof of growth holds from every length to every later one", () => {
  const lengths = [1, 2, 3, 4, 5, 8, 255, 256, 257, 511, 512, 513, 700, 1024, 1100];
  const runs: Run[] = [];
  for (const length of lengths) runs.push(runOf(length, runs.at(-1)));
  for (const [i, older] of runs.entries()) {
    for (const newer of runs.slice(i)) {
      const proof = proveGrowth(older, newer);
      const expected = { older: digest(older), newer: digest(newer) };
      assert.ok(verifyGrowthProof(proof, expected), `${older.length} in ${newer.length}`);
      const forged = { ...proof, older: { ...proof.older, length: older.length - 1 } };
      assert.ok(!verifyGrowthProof(forged));
    }
  }
});

test("a proof that was changed anywhere does not hold", () => {
  const run = runOf(300);
  for (const index of [0, 255, 299]) {
    for (const other of changed(proveEvent(run, index))) {
      assert.ok(!verifyEventProof(other as EventProof), JSON.stringify(other));
    }
  }
  const growth = proveGrowth(runOf(211), runOf(300, runOf(211)));
  for (const other of changed(growth)) {
    assert.ok(!verifyGrowthProof(other as GrowthProof), JSON.stringify(other));
  }
});

test("proofs of forks hold for their own line, and a fork is no growth", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 700 }),
      fc.integer({ min: 0, max: 700 }),
      fc.integer({ min: 1, max: 700 }),
      (common, more, other) => {
        const base = runOf(common);
        const line = runOf(common + more, base);
        let fork = logParam(base, "fork", 1);
        fork = runOf(common + other, fork);
        assert.ok(verifyGrowthProof(proveGrowth(base, line)));
        assert.ok(verifyGrowthProof(proveGrowth(base, fork)));
        const index = fork.length - 1;
        assert.ok(verifyEventProof(proveEvent(fork, index), { root: digest(fork) }));
        if (line === base) return;
        assert.throws(
          () => proveGrowth(line, fork),
          (error) => isStemmaError(error) && error.code === "RUN_FORKED",
        );
      },
    ),
    { numRuns: 60 },
  );
});

test("what is no proof is refused and never thrown at", () => {
  const run = runOf(9);
  const proof = proveEvent(run, 4);
  const bad = [
    undefined,
    null,
    {},
    [],
    { ...proof, index: "4" },
    { ...proof, index: 4.5 },
    { ...proof, index: -1 },
    { ...proof, length: 2 ** 60 },
    { ...proof, path: [1, 2] },
    { ...proof, path: new Array(1e6).fill(proof.root) },
    { ...proof, leaf: "" },
    { ...proof, root: undefined },
  ];
  for (const value of bad) {
    assert.equal(verifyEventProof(value as EventProof), false);
    assert.equal(verifyGrowthProof(value as unknown as GrowthProof), false);
  }
  for (const index of [-1, 9, 0.5, NaN]) {
    assert.throws(() => proveEvent(run, index), RangeError);
  }
});

test(
  "40 lines of Python recompute the root and check a proof",
  oracle("Python 3", hasPython),
  () => {
    const folder = mkdtempSync(join(tmpdir(), "stemma-"));
    try {
      for (const [i, run] of [scriptedRun(), runOf(700)].entries()) {
        const [log, path] = [join(folder, `${i}.log`), join(folder, `${i}.json`)];
        writeFileSync(log, logBytes(run));
        const check = (proof: unknown) => {
          writeFileSync(path, JSON.stringify(proof));
          return spawnSync(python, ["tests/seal/check_proof.py", log, path], { encoding: "utf8" });
        };
        for (const index of [0, 17, run.length - 1]) {
          const proof = proveEvent(run, index);
          const { status, stdout, stderr } = check(proof);
          assert.equal(status, 0, stderr);
          assert.equal(stdout.trim(), digest(run));
          assert.equal(check({ ...proof, path: proof.path.toReversed() }).status, 1);
        }
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
);
