import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import process from "node:process";
import { test } from "node:test";
import { digest, logMetric, type Run, startRun } from "stemma";
import { openJournal, readRun, recoverRun } from "stemma/fs";
import { inFolder } from "../assets/temporary_folder.ts";
import { oracle } from "../oracle.ts";
import { chance } from "../bench/sample_runs.ts";

const mount = (place: string, size: string) =>
  spawnSync("mount", ["-t", "tmpfs", "-o", `size=${size}`, "tmpfs", place]).status === 0;

/** Acts on a real disk of a few pages. */
function onSmallDisk(size: string, act: (place: string) => Promise<void> | void): Promise<void> {
  return inFolder({}, async (folder) => {
    const place = `${folder}/disk`;
    mkdirSync(place);
    if (!mount(place, size)) throw new Error("no disk was mounted");
    try {
      await act(place);
    } finally {
      spawnSync("umount", [place]);
    }
  });
}

const canMount = process.platform === "linux" && await onSmallDisk("64k", () => {})
  .then(() => true, () => false);
const options = oracle("a disk that this user may mount", canMount);

/** Points that take all the bytes they can. */
function grower(): (run: Run, points: number) => Run {
  const next = chance(11);
  return (run, points) => {
    for (let i = 0; i < points; i++) run = logMetric(run, "loss", next());
    return run;
  };
}

test(
  "a disk that is full loses nothing that was acknowledged, and goes on once there is room",
  options,
  () =>
    onSmallDisk("256k", async (place) => {
      const grow = grower();
      let run = startRun({ experiment: "e" });
      const journal = await openJournal(`${place}/run`, run, { every: { events: 700, ms: 5 } });
      let acknowledged = run.length;
      let refusal: { code?: string; details?: { errno?: string } } = {};
      for (let i = 0; i < 200 && refusal.code === undefined; i++) {
        journal.push(run = grow(run, 300));
        await journal.sync().then(() => acknowledged = run.length, (error) => refusal = error);
      }
      assert.equal(refusal.code, "SINK_IO");
      assert.equal(refusal.details?.errno, "ENOSPC");
      assert.ok(acknowledged > 1000);
      // Training goes on; what it can be told is told.
      for (let i = 0; i < 20; i++) {
        journal.push(run = grow(run, 300));
        await new Promise((done) => setTimeout(done, 2));
      }
      const report = journal.report();
      assert.equal(report.error?.details.errno, "ENOSPC");
      assert.ok(report.failures >= 1);
      assert.equal(report.pushed, run.length);
      assert.ok(report.durable >= acknowledged && report.pending > 0);
      const meanwhile = await recoverRun(`${place}/run`);
      assert.ok(meanwhile.run.length >= acknowledged);
      // Room is made: by itself the journal takes up all that it owes.
      spawnSync("mount", ["-o", "remount,size=8m", place]);
      while (journal.report().pending > 0) await new Promise((done) => setTimeout(done, 5));
      assert.equal(journal.report().error, undefined);
      await journal.close();
      assert.equal(digest(await readRun(`${place}/run`)), digest(run));
    }),
);

test(
  "a disk that fills up again and again keeps what was acknowledged",
  options,
  () =>
    onSmallDisk("512k", async (place) => {
      const grow = grower();
      let run = startRun({ experiment: "e" });
      let journal = await openJournal(`${place}/run`, run, { every: "sync" });
      let acknowledged = run.length;
      for (let round = 0; round < 12; round++) {
        // Others leave a few pages, not always as many.
        const { bavail, bsize } = statfsSync(place);
        writeFileSync(
          `${place}/others`,
          new Uint8Array(Math.max(0, bavail - 1 - round % 4) * bsize),
        );
        let refusals = 0;
        for (let i = 0; i < 40 && refusals < 3; i++) {
          journal.push(run = grow(run, 150));
          await journal.sync().then(() => acknowledged = run.length, () => refusals++);
          assert.ok((await recoverRun(`${place}/run`)).run.length >= acknowledged);
        }
        assert.equal(refusals, 3);
        if (round % 3 === 2) await journal.close().catch(() => {/* The disk is full. */});
        rmSync(`${place}/others`);
        if (round % 3 === 2) journal = await openJournal(`${place}/run`, run, { every: "sync" });
        await journal.sync();
        acknowledged = run.length;
      }
      await journal.close();
      assert.equal(digest(await readRun(`${place}/run`)), digest(run));
    }),
);

test(
  "a full disk opens no journal, and leaves no lock behind",
  options,
  () =>
    onSmallDisk("64k", async (place) => {
      mkdirSync(`${place}/run`);
      const { bavail, bsize } = statfsSync(place);
      writeFileSync(`${place}/others`, new Uint8Array(bavail * bsize));
      const run = startRun({ experiment: "e" });
      await assert.rejects(
        openJournal(`${place}/run`, run),
        ({ code, details }) => code === "SINK_IO" && details.errno === "ENOSPC",
      );
      rmSync(`${place}/others`);
      await (await openJournal(`${place}/run`, run)).close();
      assert.equal(digest(await readRun(`${place}/run`)), digest(run));
    }),
);
