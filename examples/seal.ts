// A record that outlives a doubt: the run's log grows on disk with signed checkpoints, the saved
// folder is sealed, and whoever has the public key finds what was changed afterwards.
//
//     deno run -A examples/seal.ts
import { appendFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  bytesAsset,
  Context,
  endRun,
  logMetric,
  logParam,
  type Run,
  saveModelVersion,
  saveRun,
  startRun,
} from "stemma";
import { fsSink, openJournal } from "stemma/fs";
import { generateSealKey, sealRun, verifyRun } from "stemma/seal";

const root = await mkdtemp(join(tmpdir(), "seal-"));
const folder = join(root, "run");
// The private key stays where secrets are kept; the public one goes to whoever is to verify.
const { privateKey, publicKey } = await generateSealKey();

let run: Run = startRun({ experiment: "a line", namespace: "example.org" });
const journal = await openJournal(folder, run, {
  checkpoints: { key: privateKey, every: { events: 100, ms: 5000 } },
});
run = logParam(run, "rate", 0.1, { context: Context.TRAINING });
let weight = 0;
for (let epoch = 1; epoch <= 3; epoch++) {
  for (let step = 0; step < 100; step++) {
    run = logMetric(run, "loss", (2 - weight) ** 2, { context: Context.TRAINING });
    weight += 0.1 * (2 - weight) / epoch;
    journal.push(run);
  }
  const weights = bytesAsset("line.json", new TextEncoder().encode(JSON.stringify([weight])));
  run = saveModelVersion(run, { weights }, { name: "line", step: epoch });
}
journal.push(run = endRun(run));
await journal.close();

await saveRun(run, fsSink(root), { folder: "run" });
const { origin, events, written } = await sealRun(folder, { key: privateKey });
console.log(`sealed ${events} events of ${origin}`);
console.log(written.map(({ path }) => path).join("\n"));

console.log(`it stands: ${(await verifyRun(folder, { keys: [publicKey] })).ok}`);
await appendFile(join(folder, "metrics/training/loss.csv"), "300,0,0\n");
const { ok, findings } = await verifyRun(folder, { keys: [publicKey] });
console.log(`it stands: ${ok}`);
for (const { severity, code, path } of findings) {
  if (severity === "error") console.log(`${code}: ${path}`);
}
await rm(root, { recursive: true });
