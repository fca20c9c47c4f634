import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import {
  digest,
  endRun,
  events,
  isStemmaError,
  logMetric,
  logParam,
  replay,
  resumeRun,
  type Run,
  saveRun,
  type SinkError,
  startRun,
} from "stemma";
import { followRun, fsSink, openJournal, readRun, recoverRun } from "stemma/fs";
import { inFolder } from "../assets/temporary_folder.ts";
import { scriptedEnv } from "../scripted_run.ts";

const start = () => startRun({ experiment: "e", runId: "r", env: scriptedEnv() });

function grow(run: Run, points: number): Run {
  for (let i = 0; i < points; i++) run = logMetric(run, "loss", Math.sqrt(i));
  return run;
}

const hasCode = (code: string) => (error: unknown) => isStemmaError(error) && error.code === code;

test("what was synced can be read while the journal goes on, and after it is closed", () =>
  inFolder({}, async (folder) => {
    let run = start();
    const journal = await openJournal(join(folder, "new/run"), run);
    assert.deepEqual(readdirSync(join(folder, "new/run")).sort(), ["run.lock", "run.log"]);
    for (const points of [1, 3, 1000, 70_000]) {
      run = grow(logParam(run, `p${points}`, points), points);
      journal.push(run);
      await journal.sync();
      assert.equal(digest(await readRun(join(folder, "new/run"))), digest(run));
      assert.equal(journal.report().durable, run.length);
    }
    run = endRun(run);
    journal.push(run);
    await journal.close();
    const read = await recoverRun(join(folder, "new/run"));
    assert.deepEqual(read.repairs, []);
    assert.equal(digest(read.run), digest(run));
    assert.equal(read.run.status, "FINISHED");
    assert.ok(!existsSync(join(folder, "new/run/run.lock")));
  }));

test("a journal writes by itself, after so many events and after some time", () =>
  inFolder({}, async (folder) => {
    const lengthOf = async () => (await recoverRun(folder)).run.length;
    const run = start();
    const journal = await openJournal(folder, run, { every: { events: 100, ms: 30 } });
    const later = grow(run, 5);
    journal.push(later);
    assert.equal(journal.report().pending, later.length - run.length);
    while (journal.report().pending > 0) await new Promise((done) => setTimeout(done, 5));
    assert.equal(await lengthOf(), later.length);
    const many = grow(later, 200);
    journal.push(many);
    while (journal.report().pending > 0) await new Promise((done) => setTimeout(done, 1));
    assert.equal(await lengthOf(), many.length);
    await journal.close();
  }));

test("so many events that come while others are written are written next, without a push", () =>
  inFolder({}, async (folder) => {
    const run = start();
    const journal = await openJournal(folder, run, { every: { events: 10, ms: Infinity } });
    const some = grow(run, 10);
    journal.push(some);
    journal.push(grow(some, 25));
    for (let i = 0; i < 500 && journal.report().pending > 0; i++) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    assert.equal(journal.report().pending, 0);
    await journal.close();
  }));

test('with `every: "sync"` nothing is written unless it is asked for', () =>
  inFolder({}, async (folder) => {
    const run = start();
    const journal = await openJournal(folder, run, { every: "sync" });
    journal.push(grow(run, 5000));
    await new Promise((done) => setTimeout(done, 50));
    assert.equal((await recoverRun(folder)).run.length, run.length);
    await journal.close();
    assert.equal((await recoverRun(folder)).run.length, run.length + 5001);
  }));

test("a run that is older, forked, closed out or none is refused in the report", () =>
  inFolder({}, async (folder) => {
    const base = grow(start(), 10);
    const run = grow(base, 10);
    const journal = await openJournal(folder, run);
    journal.push(base);
    journal.push(logParam(base, "fork", 1));
    journal.push(grow(start(), 30));
    journal.push(undefined as unknown as Run);
    journal.push(run);
    await journal.close();
    journal.push(grow(run, 1));
    const { refused, refusals, durable } = journal.report();
    assert.equal(refusals, 5);
    assert.deepEqual(
      refused.map(({ error }) => isStemmaError(error) ? error.code : error.name),
      ["RUN_OLDER", "RUN_FORKED", "RUN_FORKED", "TypeError", "SINK_CLOSED"],
    );
    assert.equal(durable, run.length);
    assert.equal(digest(await readRun(folder)), digest(run));
  }));

test("forks that are asked for get journals of their own, which name their base", () =>
  inFolder({}, async (folder) => {
    const base = grow(start(), 10);
    let run = grow(base, 10);
    let fork = logParam(base, "fork", 1);
    const journal = await openJournal(join(folder, "run"), run, { forks: "journal" });
    for (let i = 0; i < 3; i++) {
      journal.push(fork = grow(fork, 5));
      journal.push(run = grow(run, 5));
    }
    await journal.close();
    assert.equal(digest(await readRun(join(folder, "run"))), digest(run));
    assert.equal(digest(await readRun(join(folder, "run-fork-1"))), digest(fork));
    assert.deepEqual(
      JSON.parse(readFileSync(join(folder, "run-fork-1/fork.json"), "utf8")),
      {
        format: "stemma-fork/1",
        base: { folder: "run", runId: "r", events: base.length, root: digest(base) },
      },
    );
    const [{ directory, report }] = journal.report().forks;
    assert.equal(directory, join(folder, "run-fork-1"));
    assert.equal(report?.durable, fork.length);
  }));

test("a recovered run goes on in its journal, and tells the gap", () =>
  inFolder({}, async (folder) => {
    const begun = grow(start(), 50);
    const first = await openJournal(folder, begun);
    first.push(grow(begun, 50));
    await first.close();
    const whole = readFileSync(join(folder, "run.log")).length;
    truncateSync(join(folder, "run.log"), whole - 70);
    const { run, repairs } = await recoverRun(folder);
    assert.equal(repairs.length, 1);
    const resumed = resumeRun(run, { reason: "a power cut" });
    const journal = await openJournal(folder, resumed);
    assert.equal(journal.report().repairs.length, 1);
    await journal.close();
    const read = await readRun(folder);
    assert.equal(digest(read), digest(resumed));
    const last = [...events(read)].at(-1)!;
    assert.ok(last.type === "resumed" && last.reason === "a power cut", JSON.stringify(last));
  }));

test("a journal refuses a folder whose log is of another run, longer or no log", () =>
  inFolder({}, async (folder) => {
    const run = grow(start(), 100);
    await (await openJournal(folder, run)).close();
    const before = readFileSync(join(folder, "run.log"));
    await assert.rejects(openJournal(folder, start()), hasCode("RUN_OLDER"));
    await assert.rejects(openJournal(folder, logParam(start(), "a", 1)), hasCode("RUN_FORKED"));
    const other = startRun({ experiment: "other" });
    await assert.rejects(openJournal(folder, grow(other, 200)), hasCode("RUN_FORKED"));
    assert.deepEqual(readFileSync(join(folder, "run.log")), before);
    writeFileSync(join(folder, "run.log"), "not a log");
    await assert.rejects(openJournal(folder, run), hasCode("LOG_FORMAT"));
    assert.ok(!existsSync(join(folder, "run.lock")));
  }));

test("a run that was built again from its events goes on in the journal of the first", () =>
  inFolder({}, async (folder) => {
    const run = grow(start(), 100);
    await (await openJournal(folder, run)).close();
    const again = grow(replay(events(run)), 20);
    await (await openJournal(folder, again)).close();
    assert.equal(digest(await readRun(folder)), digest(again));
  }));

test("damage in the middle moves the log aside, and what came before goes on", () =>
  inFolder({}, async (folder) => {
    let run = start();
    const journal = await openJournal(folder, run);
    for (let i = 0; i < 5; i++) {
      journal.push(run = grow(run, 50));
      await journal.sync();
    }
    await journal.close();
    const bytes = readFileSync(join(folder, "run.log"));
    bytes[bytes.length >> 1] ^= 1;
    writeFileSync(join(folder, "run.log"), bytes);
    const { run: held } = await recoverRun(folder);
    assert.ok(held.length > 1 && held.length < run.length);
    await (await openJournal(folder, held)).close();
    assert.deepEqual(readFileSync(join(folder, "run.log.damaged-1")), bytes);
    assert.equal(digest(await readRun(folder)), digest(held));
  }));

test("`saveRun()` keeps the log that the journal wrote, and writes none beside an open one", () =>
  inFolder({}, async (folder) => {
    const directory = join(folder, "e/r");
    let run = grow(start(), 10);
    const journal = await openJournal(directory, run);
    run = endRun(grow(run, 3000));
    journal.push(run);
    const early = await saveRun(grow(start(), 1), fsSink(folder), { formats: [] });
    assert.deepEqual(early.failed.map(({ error }) => (error as SinkError).code), ["SINK_LOCKED"]);
    await journal.sync();
    const log = readFileSync(join(directory, "run.log"));
    const report = await saveRun(run, fsSink(folder), { formats: ["csv"] });
    assert.deepEqual(report.failed, []);
    assert.ok(report.skipped.some(({ path }) => path === "e/r/run.log"));
    assert.deepEqual(readFileSync(join(directory, "run.log")), log);
    await journal.close();
    assert.equal(digest(await readRun(directory)), digest(run));
    const manifest = JSON.parse(readFileSync(join(directory, "manifest.json"), "utf8"));
    const { size, sha256 } = manifest.files.find(({ path }: { path: string }) =>
      path === "run.log"
    );
    assert.equal(size, log.length);
    assert.equal(sha256, createHash("sha256").update(log).digest("hex"));
    // A log of other events is written anew, once nobody writes it.
    const other = endRun(grow(start(), 7));
    assert.deepEqual((await saveRun(other, fsSink(folder), { formats: [] })).failed, []);
    assert.equal(digest(await readRun(directory)), digest(other));
  }));

test("a folder has one writer, and a dead one does not hold it", () =>
  inFolder({}, async (folder) => {
    const run = start();
    const journal = await openJournal(folder, run);
    await assert.rejects(openJournal(folder, run), hasCode("SINK_LOCKED"));
    await journal.close();
    const host = hostname();
    writeFileSync(join(folder, "run.lock"), JSON.stringify({ pid: 2 ** 30, host, token: "x" }));
    const next = await openJournal(folder, run);
    await next.close();
    writeFileSync(
      join(folder, "run.lock"),
      JSON.stringify({ pid: process.pid, host, started: "0", token: "x" }),
    );
    if (process.platform === "linux") await (await openJournal(folder, run)).close();
  }));

test("a run is followed while it grows, from before its first event to its end", () =>
  inFolder({}, async (folder) => {
    const directory = join(folder, "run");
    const seen: Run[] = [];
    const following = (async () => {
      for await (const run of followRun(directory, { ms: 2 })) seen.push(run);
    })();
    await new Promise((done) => setTimeout(done, 10));
    let run = start();
    const journal = await openJournal(directory, run);
    for (let i = 0; i < 20; i++) {
      journal.push(run = grow(run, 10));
      await journal.sync();
      await new Promise((done) => setTimeout(done, 1));
    }
    journal.push(run = endRun(run));
    await journal.close();
    await following;
    assert.equal(digest(seen.at(-1)!), digest(run));
    assert.ok(seen.length > 3);
    for (const [i, one] of seen.entries()) {
      if (i > 0) assert.ok(one.length > seen[i - 1].length);
      assert.equal(digest(one), digest(replay([...events(run)].slice(0, one.length))));
    }
    const stopped = new AbortController();
    stopped.abort();
    for await (const _ of followRun(directory, { signal: stopped.signal })) assert.fail();
  }));

test("what a followed run is logged to does not meet what its writer adds", () =>
  inFolder({}, async (folder) => {
    let run = grow(start(), 3);
    const journal = await openJournal(folder, run);
    const following = followRun(folder, { ms: 1 });
    const first = (await following.next()).value!;
    const mine = logParam(first, "mine", 1);
    journal.push(run = grow(run, 3));
    await journal.sync();
    const second = (await following.next()).value!;
    assert.equal(digest(second), digest(run));
    assert.equal(mine.length, first.length + 1);
    await following.return();
    await journal.close();
  }));
