/** Logs a run that is the same every time and pushes it all the while, until it is killed or done:
 *
 *     tensorboard_writer.ts <the log directory> <how many steps>
 *
 * Says `pushed <n>` after each push.
 */
import { writeSync } from "node:fs";
import process from "node:process";
import { tensorboard } from "../../lib/adapters/tensorboard.ts";
import { killedRun } from "./tensorboard_killed_run.ts";

const [logs, steps] = process.argv.slice(2);
const destination = tensorboard(logs, { folder: "run" });
let step = 0;
for (const run of killedRun(Number(steps))) {
  if (++step % 50 !== 0) continue;
  const { failed } = await destination.push(run);
  if (failed.length > 0) throw failed[0].error;
  writeSync(1, `pushed ${step}\n`);
}
await destination.close();
