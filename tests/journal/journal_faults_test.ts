import assert from "node:assert/strict";
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { digest, isStemmaError, logMetric, type Run, startRun } from "stemma";
import { openJournal, readRun, recoverRun } from "stemma/fs";
import type { AppendFile } from "../../lib/disk/append_file.ts";
import { LogWriter } from "../../lib/journal/log_writer.ts";
import { RunJournal } from "../../lib/journal/run_journal.ts";
import { inFolder } from "../assets/temporary_folder.ts";
import { settled } from "../bench/memory.ts";
import { scriptedEnv } from "../scripted_run.ts";

const start = () => startRun({ experiment: "e", runId: "r", env: scriptedEnv() });

function grow(run: Run, points: number): Run {
  for (let i = 0; i < points; i++) run = logMetric(run, "loss", Math.sqrt(i));
  return run;
}

const hasCode = (code: string) => (error: unknown) => isStemmaError(error) && error.code === code;

test("a folder that is removed under a journal is told, and nothing is called durable", () =>
  inFolder({}, async (folder) => {
    const place = `${folder}/run`;
    let run = start();
    const journal = await openJournal(place, run, { every: "sync" });
    rmSync(place, { recursive: true });
    journal.push(run = grow(run, 10));
    await assert.rejects(journal.sync(), hasCode("SINK_IO"));
    assert.equal(journal.report().durable, 1);
    assert.equal(journal.report().error?.details.errno, "ENOENT");
    await assert.rejects(journal.close(), hasCode("SINK_IO"));
    const again = await openJournal(place, run);
    await again.close();
    assert.equal(digest(await readRun(place)), digest(run));
  }));

test("a log that is replaced under a journal is told", () =>
  inFolder({}, async (folder) => {
    let run = start();
    const journal = await openJournal(folder, run, { every: "sync" });
    rmSync(`${folder}/run.log`);
    writeFileSync(`${folder}/run.log`, "another one's");
    journal.push(run = grow(run, 10));
    await assert.rejects(journal.sync(), hasCode("SINK_IO"));
    await assert.rejects(journal.close(), hasCode("SINK_IO"));
    assert.equal(readFileSync(`${folder}/run.log`, "utf8"), "another one's");
  }));

test("a folder that is made read-only under a journal takes what comes all the same", () =>
  inFolder({}, async (folder) => {
    let run = start();
    mkdirSync(`${folder}/run`);
    const journal = await openJournal(`${folder}/run`, run);
    chmodSync(`${folder}/run`, 0o555);
    try {
      journal.push(run = grow(run, 10));
      await journal.close();
    } finally {
      chmodSync(`${folder}/run`, 0o755);
    }
    assert.equal(digest(await readRun(`${folder}/run`)), digest(run));
  }));

test("clocks that jump back change neither what is written nor when", () =>
  inFolder({}, async (folder) => {
    let ticks = 1_700_000_000_000;
    const env = { now: () => ticks -= 60_000, randomId: () => "r" };
    let run = startRun({ experiment: "e", env });
    const journal = await openJournal(folder, run, { every: { events: 1e6, ms: 10 } });
    const { now } = Date;
    try {
      Date.now = () => now() - 3_600_000;
      for (let i = 0; i < 3; i++) {
        journal.push(run = grow(run, 50));
        while (journal.report().pending > 0) await new Promise((done) => setTimeout(done, 2));
        await assert.rejects(openJournal(folder, run), hasCode("SINK_LOCKED"));
      }
    } finally {
      Date.now = now;
    }
    await journal.close();
    assert.equal(digest(await readRun(folder)), digest(run));
  }));

test("a hundred syncs at once, and a close in their midst, all wait for what was pushed", () =>
  inFolder({}, async (folder) => {
    let run = start();
    const journal = await openJournal(folder, run);
    const syncs: Promise<void>[] = [];
    for (let i = 0; i < 100; i++) {
      journal.push(run = grow(run, 100));
      const { length } = run;
      syncs.push(journal.sync().then(() => assert.ok(journal.report().durable >= length)));
      if (i % 10 === 0) await undefined;
    }
    const closing = journal.close();
    assert.equal(journal.close(), closing);
    journal.push(grow(run, 1));
    await Promise.all([...syncs, closing]);
    await journal.sync();
    assert.equal(journal.report().refusals, 1);
    const recovered = await recoverRun(folder);
    assert.deepEqual(recovered.repairs, []);
    assert.equal(digest(recovered.run), digest(run));
  }));

test("after a close that failed nothing is written any more, and a sync says so", async () => {
  const calls: string[] = [];
  const refuse = (what: string) => {
    calls.push(what);
    return Promise.reject(Object.assign(new Error(what), { code: "EIO" }));
  };
  const file: AppendFile = {
    write: () => refuse("write"),
    writeNow: () => void calls.push("writeNow"),
    sync: () => refuse("sync"),
    cut: () => refuse("cut"),
    close: () => Promise.resolve(void calls.push("close")),
  };
  const run = start();
  let released = 0;
  const journal = new RunJournal(run, {
    path: "run.log",
    writer: new LogWriter(file, { events: 0, bytes: 0 }, 0),
    lock: { release: () => void released++ },
    repairs: [],
    events: 1,
    ms: 1,
    pressure: 1,
  });
  journal.push(grow(run, 5));
  const late = [journal.sync(), journal.sync(), journal.close(), journal.sync(), journal.sync()];
  for (const { status } of await Promise.allSettled(late)) assert.equal(status, "rejected");
  await new Promise((done) => setTimeout(done, 10));
  assert.equal(calls.at(-1), "close");
  assert.equal(released, 1);
  await assert.rejects(journal.sync(), hasCode("SINK_CLOSED"));
  assert.equal(calls.at(-1), "close");
});

test("a slow disk is told as pressure, and takes no memory beside the run", async () => {
  let go: (() => void)[] = [];
  let largest = 0;
  const file: AppendFile = {
    write(bytes) {
      largest = Math.max(largest, bytes.length);
      return new Promise((done) => go.push(done));
    },
    writeNow(bytes) {
      largest = Math.max(largest, bytes.length);
    },
    sync: () => Promise.resolve(),
    cut: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
  let run = start();
  const journal = new RunJournal(run, {
    path: "run.log",
    writer: new LogWriter(file, { events: 0, bytes: 0 }, 0),
    lock: { release: () => {} },
    repairs: [],
    events: 1000,
    ms: 5,
    pressure: 200_000,
  });
  const canSettle = "gc" in globalThis || "Bun" in globalThis;
  for (let i = 0; i < 50; i++) {
    journal.push(run = grow(run, 10_000));
    await new Promise((done) => setTimeout(done, 0));
  }
  const { pressure, pending, durable } = journal.report();
  assert.deepEqual([pressure, pending, durable], [true, run.length, 0]);
  assert.ok(largest < 65_536 * 30, `${largest} bytes`);
  if (canSettle) {
    const bytes = settled();
    await new Promise((done) => setTimeout(done, 50));
    assert.ok(settled() - bytes < 2e6);
  }
  // The disk wakes up: what waited is written piece by piece.
  for (let i = 0; i < 1000 && journal.report().pending > 0; i++) {
    const ready = go;
    go = [];
    for (const done of ready) done();
    await new Promise((done) => setTimeout(done, 0));
  }
  assert.equal(journal.report().pressure, false);
  assert.equal(journal.report().durable, run.length);
  assert.ok(largest < 65_536 * 30, `${largest} bytes`);
  await journal.close();
});
