import assert from "node:assert/strict";
import { join } from "node:path";
import process from "node:process";
import test from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { metrics, series } from "stemma";
import { inFolder } from "../assets/temporary_folder.ts";
import { startScript, untilEnded, untilSaid } from "../journal/run_script.ts";
import { hexNumber, needsTensorboard, startTensorboardReader } from "../servers/tensorboard.ts";
import { killedRun } from "./tensorboard_killed_run.ts";

/** How many processes are killed before one may end. */
const KILLS = process.env.STEMMA_LONG ? 40 : 4;
const STEPS = 3000;

test(
  "processes killed while they push lose and double nothing",
  needsTensorboard,
  () =>
    inFolder({}, async (logs) => {
      const start = () => startScript("tests/adapters/tensorboard_writer.ts", [logs, `${STEPS}`]);
      for (let kill = 0; kill < KILLS; kill++) {
        const child = start();
        await untilSaid(child, "pushed 50");
        await sleep(kill * 13);
        child.kill("SIGKILL");
        await untilEnded(child);
      }
      const last = start();
      await untilSaid(last, `pushed ${STEPS}`);
      await untilEnded(last);
      const reader = startTensorboardReader();
      try {
        const found = await reader.read(join(logs, "run"));
        const run = [...killedRun(STEPS)].at(-1)!;
        for (const { key, context } of metrics(run)) {
          const { steps, values, timestamps } = series(run, key, { context })!;
          const expected = Array.from(
            steps,
            (step, i) => [timestamps[i] / 1000, step, Math.fround(values[i])],
          );
          const read = found[context!].scalars[key];
          assert.deepEqual(
            read.map(([wall, step, value]) => [hexNumber(wall), step, hexNumber(value)]),
            expected,
          );
        }
        assert.deepEqual(found["."].hparams, { lr: 0.5 });
      } finally {
        reader.stop();
      }
    }),
);
