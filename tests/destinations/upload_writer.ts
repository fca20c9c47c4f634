/** Logs artifacts, journals the run and uploads them, until it is killed or done:
 *
 *     upload_writer.ts <the run's folder> <a folder for files> <server> <how many artifacts>
 *
 * Every third artifact is a file, the others are in memory. Goes on from what the folder holds; says
 * `acked <n>` when the first n artifacts must arrive whatever happens, and `done` at the end.
 */
import { existsSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { fileAsset, fsSink, fsSource, openJournal, recoverRun } from "../../lib/fs.ts";
import { uploads } from "../../lib/uploads.ts";
import {
  artifacts,
  bytesAsset,
  endRun,
  fetchSink,
  logArtifact,
  resumeRun,
  type Sink,
  startRun,
} from "../../mod.ts";
import { contentOf, nameOf } from "./upload_content.ts";

const [folder, files, server, most] = process.argv.slice(2);

const sink: Sink = {
  ...fetchSink(server),
  async has(path, sha256) {
    const { headers } = await fetch(`${server}/${path}`, { method: "HEAD" });
    return headers.get("x-sha256") === sha256;
  },
};

let run = startRun({ experiment: "kill", runId: "r" });
if (existsSync(join(folder, "run.log"))) {
  run = (await recoverRun(folder)).run;
  if (run.status === "RUNNING") run = resumeRun(run);
}
const journal = await openJournal(folder, run);
const queue = uploads(sink, {
  concurrency: 3,
  spool: { ...fsSink(folder), ...fsSource(folder) },
});
void queue.push(run);

for (let i = run.status === "RUNNING" ? artifacts(run).length : Infinity; i < Number(most); i++) {
  const path = join(files, nameOf(i));
  if (i % 3 === 0) writeFileSync(path, contentOf(i));
  const asset = i % 3 === 0 ? await fileAsset(path) : bytesAsset(nameOf(i), contentOf(i));
  run = logArtifact(run, asset, { name: nameOf(i) });
  // The bytes before the event that names them: whatever the log holds can be sent.
  void queue.push(run);
  await queue.sync();
  journal.push(run);
  await journal.sync();
  // The next training step writes over it.
  if (i % 3 === 0) writeFileSync(path, "overwritten");
  writeSync(1, `acked ${i + 1}\n`);
}
if (run.status === "RUNNING") run = endRun(run);
journal.push(run);
await journal.close();
const { failed } = await queue.push(run);
if (failed.length > 0) throw failed[0].error;
writeSync(1, "done\n");
