import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  bytesAsset,
  endRun,
  logArtifact,
  logDataset,
  logMetric,
  logParam,
  logSource,
  type Run,
  saveModelVersion,
  saveRun,
  startRun,
} from "stemma";
import { fsSink } from "stemma/fs";
import { utf8 } from "../../lib/base/bytes.ts";
import { scriptedEnv } from "../scripted_run.ts";

/** A run that saves two versions of a model, with what a seal tells of it. */
export function trainedRun(): Run {
  let run = startRun({
    experiment: "digits",
    runId: "r1",
    namespace: "example.org",
    env: scriptedEnv(),
  });
  run = logParam(run, "seed", 7);
  run = logSource(run, { commit: "0123456789abcdef0123456789abcdef01234567", dirty: true });
  run = logDataset(run, { files: [bytesAsset("train.csv", utf8("1,2"))] }, { label: "train" });
  for (let step = 0; step < 600; step++) {
    run = logMetric(run, "loss", 1 / (step + 1), { context: "training" });
    if (step % 300 === 299) {
      const weights = bytesAsset("cnn.bin", utf8(`weights of step ${step}`));
      run = saveModelVersion(run, { weights }, { name: "cnn", step });
    }
  }
  return logArtifact(run, bytesAsset("scores.json", utf8("[1]")));
}

/** Saves a run into a folder. */
export async function saveInto(folder: string, run: Run): Promise<void> {
  const { failed } = await saveRun(run, fsSink(folder, { fsync: false }), { folder: "run" });
  assert.deepEqual(failed, []);
}

/** Calls something with the folder of a run that was saved, and removes it afterwards. */
export async function withSavedRun(
  use: (directory: string, run: Run) => Promise<void>,
  run: Run = endRun(trainedRun()),
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "stemma-seal-"));
  try {
    await saveInto(folder, run);
    await use(join(folder, "run"), run);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
