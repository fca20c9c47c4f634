import {
  bytesAsset,
  endRun,
  type Env,
  logArtifact,
  logMetric,
  logMetrics,
  logParam,
  logParams,
  type Run,
  startRun,
} from "stemma";

/** A PNG picture of one grey pixel. */
export const PNG: Uint8Array<ArrayBuffer> = Uint8Array.from(
  atob(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  ),
  (letter) => letter.charCodeAt(0),
);

/** Names that a target might trip over. */
export const NAMES: readonly string[] = [
  "@ , = ( ) [ ] % + # ~ & ?",
  "損失 🎯",
  "x".repeat(300),
  "a@b",
  "a/b",
  "Loss",
  "loss",
  "..",
  "__proto__",
  "line\nbreak",
];

/** Numbers that a target might not keep. */
export const VALUES: readonly number[] = [
  NaN,
  Infinity,
  -Infinity,
  -0,
  0,
  -1.5,
  0.1,
  5e-324,
  1e300,
  2 ** 53,
  -(2 ** 53),
];

/** A clock that goes on by a quarter of a second each time it is read. */
export function steadyEnv(): Env {
  let now = 1_700_000_000_000;
  return { now: () => now += 250, randomId: () => "0198b5e6-7c11-7aaa-8bbb-0123456789ab" };
}

/** A run with everything that a target might trip over. */
export function hostileRun(runId: string): Run {
  let run = startRun({
    experiment: "tricky/ones",
    name: "a | name",
    runId,
    description: "# What it is\n\nfor *people*",
    tags: { team: "a|b <i>" },
    env: steadyEnv(),
  });
  run = logParams(run, {
    lr: 0.001,
    optimizer: { name: "adam", beta: [0.9, 0.99] },
    amp: true,
    seed: 9007199254740993n,
    since: new Date(0),
    none: null,
    nothing: NaN,
    long: "y".repeat(10_000),
    "| `x` *y* <b> [z]": "1\n2",
  });
  run = logParam(run, "lr", 0.01, { context: "training" });
  for (const [step, value] of VALUES.entries()) {
    for (const key of NAMES) run = logMetric(run, key, value, { step });
    run = logMetric(run, "loss", value, { step, context: "training" });
    run = logMetric(run, "loss", value, { step, context: "Training" });
    run = logMetric(run, "c", value, { step, context: "con/text: 🎯" });
    run = logMetric(run, "a", value, { step, source: "b" });
  }
  run = logMetrics(run, { back: 1 }, { step: 7 });
  run = logMetrics(run, { back: 2 }, { step: 7 });
  run = logMetrics(run, { back: 3 }, { step: 2 });
  run = logArtifact(run, bytesAsset("curve.png", PNG), { step: 3 });
  run = logArtifact(run, bytesAsset("curve.png", PNG), { step: 4 });
  run = logArtifact(run, bytesAsset("wrong.png", Uint8Array.of(1, 2, 3)));
  return logParam(run, "accuracy", 0.97, { direction: "output" });
}

/** The same, ended by an error. */
export function failedRun(runId: string): Run {
  return endRun(hostileRun(runId), { status: "FAILED", error: new Error("out of | memory") });
}
