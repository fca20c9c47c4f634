/** Journals a run until it is killed, and says on standard output what was acknowledged.
 *
 *     kill_writer.ts <folder> <seed> [<most events between syncs>]
 *
 * Goes on from what the folder holds. Event 0 starts the run; the series `m0` … `m3` hold at step k
 * the value k / (series + 1), so that anyone can tell what is missing or made up.
 */
import { existsSync, writeSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { openJournal, recoverRun } from "../../lib/fs.ts";
import { generateSealKey } from "../../lib/seal.ts";
import { logMetric, resumeRun, type Run, series, startRun } from "../../mod.ts";

const [folder, seed, most = "400"] = process.argv.slice(2);
let state = Number(seed);
const random = (): number => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
const say = (text: string) => writeSync(1, `${text}\n`);

let run: Run;
if (existsSync(join(folder, "run.log"))) {
  const recovered = await recoverRun(folder).catch((error) => {
    // Killed before the very first acknowledgement: there may be no event yet.
    if (error.code === "LOG_FORMAT" || error.code === "LOG_DAMAGED") return undefined;
    throw error;
  });
  run = recovered === undefined
    ? startRun({ experiment: "kill" })
    : resumeRun(recovered.run, { reason: "killed" });
} else run = startRun({ experiment: "kill" });

const journal = await openJournal(folder, run, {
  every: { events: 50, ms: 5 },
  checkpoints: { key: (await generateSealKey()).privateKey, every: { events: 500, ms: 10 } },
});
say(`acked ${run.length}`);
const steps = [0, 1, 2, 3].map((i) => series(run, `m${i}`)?.length ?? 0);
for (;;) {
  const count = 1 + Math.floor(random() * Number(most));
  for (let i = 0; i < count; i++) {
    const which = Math.floor(random() * 4);
    const step = steps[which]++;
    run = logMetric(run, `m${which}`, step / (which + 1), { step });
    journal.push(run);
  }
  await journal.sync();
  say(`acked ${run.length}`);
}
