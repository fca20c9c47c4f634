import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { digest, events, type LogError, logMetric, replay, type Run, startRun } from "stemma";
import { openJournal, readRun, recoverRun } from "stemma/fs";
import { verifyRun } from "stemma/seal";
import { concat, toHex } from "../../lib/base/bytes.ts";
import { LogReader } from "../../lib/run/read_log.ts";
import { frame, MAGIC, ROOT_FRAME } from "../../lib/run/log_frame.ts";
import { writeFrames } from "../../lib/run/write_log.ts";
import { logRoot } from "../../lib/seal/digest.ts";
import { inFolder } from "../assets/temporary_folder.ts";
import { scriptedEnv } from "../scripted_run.ts";

const start = () => startRun({ experiment: "e", runId: "r", env: scriptedEnv() });

function grow(run: Run, points: number): Run {
  for (let i = 0; i < points; i++) run = logMetric(run, "loss", Math.sqrt(i));
  return run;
}

function rootsOf(folder: string): { length: number; root: string }[] {
  const reader = new LogReader();
  reader.push(readFileSync(join(folder, "run.log")));
  return reader.end().roots.map(({ length, root }) => ({ length, root: toHex(root) }));
}

test("a run that was recovered unhashed goes on with the right roots, however long it is", () =>
  inFolder({}, async (folder) => {
    const run = grow(start(), 150_000);
    await (await openJournal(folder, run)).close();
    const { run: recovered, repairs } = await recoverRun(folder);
    assert.deepEqual(repairs, []);
    const opened = grow(recovered, 3);
    const journal = await openJournal(folder, opened, { every: "sync" });
    assert.equal(journal.report().durable, opened.length);
    // The events are on the disk; for their root all of them must be hashed, which waits.
    assert.deepEqual(rootsOf(folder), [{ length: run.length, root: digest(run) }]);
    const longer = grow(opened, 3);
    journal.push(longer);
    await journal.sync();
    await journal.close();
    assert.deepEqual(rootsOf(folder), [
      { length: run.length, root: digest(run) },
      { length: longer.length, root: digest(replay(events(longer))) },
    ]);
    assert.equal(digest(await readRun(folder)), digest(longer));
  }));

test("a record that somebody changed, checksums and all, is not for recovery to tell", () =>
  inFolder({}, async (folder) => {
    const run = grow(start(), 50);
    const changed = logMetric(grow(start(), 49), "loss", 0);
    writeFileSync(
      join(folder, "run.log"),
      concat([MAGIC, ...writeFrames(changed, 0), frame(ROOT_FRAME, run.length, 0, logRoot(run))]),
    );
    const { run: recovered, repairs } = await recoverRun(folder);
    assert.deepEqual([digest(recovered), repairs], [digest(changed), []]);

    const complaints: LogError[] = [];
    await readRun(folder, { mode: "lenient", onRepair: (error) => complaints.push(error) });
    assert.match(complaints[0].message, /do not have the root that was stated$/);
    // Nor does it go unseen when the run goes on: the root that does not fit stays in the log.
    await (await openJournal(folder, grow(recovered, 10))).close();
    const { ok, findings } = await verifyRun(folder);
    assert.ok(!ok && findings.some(({ code }) => code === "log-root-differs"));
    await assert.rejects(readRun(folder), { code: "LOG_DAMAGED" });

    // A log that is damaged besides would be written anew, without that root.
    const bytes = readFileSync(join(folder, "run.log"));
    bytes[bytes.length - 100] ^= 1;
    writeFileSync(join(folder, "run.log"), bytes);
    const held = (await recoverRun(folder)).run;
    await assert.rejects(openJournal(folder, held), { code: "LOG_DAMAGED" });
    assert.deepEqual(readFileSync(join(folder, "run.log")), bytes);
  }));
