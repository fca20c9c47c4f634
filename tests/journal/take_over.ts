/** Opens a journal whenever a line with a folder comes in, and says whether it got it.
 *
 *     take_over.ts
 *
 * It says "has" or "locked"; a line that is empty closes the journal, then it says "closed".
 */
import process from "node:process";
import { createInterface } from "node:readline";
import { type Journal, openJournal } from "../../lib/fs.ts";
import { isStemmaError, startRun } from "../../mod.ts";

// The same run in every process.
const env = { now: () => 1_700_000_000_000, randomId: () => "r" };
const run = startRun({ experiment: "e", runId: "r", env });
let journal: Journal | undefined;
const say = (text: string) => process.stdout.write(`${text}\n`);
say("ready");
for await (const folder of createInterface({ input: process.stdin })) {
  if (folder === "") {
    await journal?.close();
    journal = undefined;
    say("closed");
    continue;
  }
  try {
    journal = await openJournal(folder, run);
    say("has");
  } catch (error) {
    say(isStemmaError(error) && error.code === "SINK_LOCKED" ? "locked" : String(error));
  }
}
