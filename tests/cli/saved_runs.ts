import {
  defineContext,
  endRun,
  logArtifact,
  logCommand,
  logDataset,
  logEnvironment,
  logMetric,
  logOptimizer,
  logParam,
  logSource,
  type Run,
  saveModelVersion,
  saveRun,
  startRun,
  textAsset,
  zipSink,
} from "../../mod.ts";
import { fsSink } from "../../lib/fs.ts";
import { inFolder } from "../assets/temporary_folder.ts";

/** A run with something of everything, always the same. */
export function sampleRun(runId: string): Run {
  let now = Date.UTC(2026, 0, 2, 3, 4, 5);
  let run = startRun({
    experiment: "digits",
    runId,
    name: "first try",
    agent: { name: "Ada" },
    description: "A small network.",
    tags: { team: "vision" },
    env: { now: () => now += 1000, randomId: () => runId },
  });
  run = defineContext(run, "training");
  run = logParam(run, "rate", 0.1);
  run = logParam(run, "seed", 2n ** 70n);
  run = logParam(run, "since", new Date(0), { context: "training" });
  run = logDataset(run, { samples: 150 }, { label: "train", context: "training" });
  for (let i = 0; i < 100; i++) {
    run = logMetric(run, "loss", i === 50 ? NaN : 1 / (i + 1), {
      context: "training",
      unit: "nat",
    });
  }
  run = logOptimizer(run, { name: "adam", learningRate: 0.01 });
  run = logCommand(run, { arguments: ["python", "train.py"] });
  run = logSource(run, { remote: "https://git.example/net", commit: "c0ffee", dirty: true });
  run = logEnvironment(run, { runtime: { name: "deno", version: "2.9.6" }, cpu: { cores: 8 } });
  run = logArtifact(run, textAsset("notes.txt", "hello"));
  run = saveModelVersion(run, textAsset("net.bin", "0101"), { name: "net", step: 1 });
  return endRun(run);
}

/** Saves sample runs of the given ids to a folder and a zip for the time of an act. */
export async function withSavedRuns(
  ids: readonly string[],
  act: (at: { folder: string; zip: Uint8Array }) => Promise<void> | void,
): Promise<void> {
  await inFolder({}, async (folder) => {
    const zip = zipSink();
    for (const id of ids) {
      await saveRun(sampleRun(id), fsSink(folder));
      await saveRun(sampleRun(id), zip);
    }
    await act({ folder, zip: zip.bytes() });
  });
}
