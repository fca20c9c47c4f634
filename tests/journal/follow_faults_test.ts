import assert from "node:assert/strict";
import { appendFileSync, readFileSync, renameSync, truncateSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { digest, endRun, isStemmaError, logMetric, resumeRun, type Run, startRun } from "stemma";
import { followRun, openJournal, recoverRun } from "stemma/fs";
import { inFolder } from "../assets/temporary_folder.ts";
import { startScript, untilEnded, untilSaid } from "./run_script.ts";

function grow(run: Run, points: number): Run {
  for (let i = 0; i < points; i++) run = logMetric(run, "loss", Math.sqrt(i));
  return run;
}

test("a run is followed while its writers are killed and go on, from the first event to the end", () =>
  inFolder({}, async (folder) => {
    let last: Run | undefined;
    let looks = 0;
    const following = (async () => {
      for await (const run of followRun(folder, { ms: 1 })) {
        assert.ok(run.length > (last?.length ?? 0));
        last = run;
        looks++;
      }
    })();
    for (let i = 0; i < 5; i++) {
      const writer = startScript("tests/journal/kill_writer.ts", [folder, String(i + 1)]);
      await untilSaid(writer, "acked");
      await new Promise((done) => setTimeout(done, 30));
      writer.kill("SIGKILL");
      await untilEnded(writer);
    }
    const run = endRun(resumeRun((await recoverRun(folder)).run));
    await (await openJournal(folder, run)).close();
    await following;
    assert.ok(looks > 5);
    assert.equal(digest(last!), digest(run));
  }));

test("a log that is torn, cut back and written on otherwise is followed all the same", () =>
  inFolder({}, async (folder) => {
    const path = `${folder}/run.log`;
    let run = startRun({ experiment: "e" });
    await (await openJournal(folder, run)).close();
    const following = followRun(folder, { ms: 1 });
    assert.equal((await following.next()).value!.length, 1);
    for (let round = 0; round < 20; round++) {
      const before = readFileSync(path).length;
      const next = following.next();
      // What a process leaves that dies in the midst of a frame, or a file system for it.
      appendFileSync(path, readFileSync(path).subarray(8, 8 + 5 * round));
      appendFileSync(path, new Uint8Array(13 * round));
      await new Promise((done) => setTimeout(done, 3));
      truncateSync(path, before - Math.min(before - 100, round));
      const { run: held } = await recoverRun(folder);
      run = grow(held, 40 - round);
      await (await openJournal(folder, run)).close();
      assert.equal(digest((await next).value!), digest(run), `round ${round}`);
    }
    await following.return();
  }));

test("frames that were seen and then written anew in other sizes do not stop the following", () =>
  inFolder({}, async (folder) => {
    const path = `${folder}/run.log`;
    const base = startRun({ experiment: "e" });
    // Few events in many frames, more in few: after a disk refused, the second stands there instead.
    const whole = grow(base, 3000);
    const many = await openJournal(`${folder}/many`, base, { every: "sync" });
    let run = base;
    for (let i = 0; i < 30; i++) {
      many.push(run = grow(run, 5));
      await many.sync();
    }
    await many.close();
    await (await openJournal(`${folder}/few`, whole)).close();
    writeFileSync(path, readFileSync(`${folder}/many/run.log`));
    const following = followRun(folder, { ms: 5 });
    assert.equal((await following.next()).value!.length, run.length);
    const longer = readFileSync(`${folder}/few/run.log`);
    assert.ok(longer.length > readFileSync(path).length);
    // In one go, as seen between two looks: cut, and longer than before.
    writeFileSync(path, longer);
    assert.equal(digest((await following.next()).value!), digest(whole));
    await following.return();
  }));

test("a log that is removed and comes back is followed; a damaged one is told", () =>
  inFolder({}, async (folder) => {
    const path = `${folder}/run.log`;
    let run = grow(startRun({ experiment: "e" }), 10);
    const journal = await openJournal(folder, run, { every: "sync" });
    journal.push(run = grow(run, 10));
    await journal.close();
    const following = followRun(folder, { ms: 1 });
    await following.next();
    renameSync(path, `${path}-away`);
    const next = following.next();
    await new Promise((done) => setTimeout(done, 10));
    renameSync(`${path}-away`, path);
    run = grow(run, 10);
    await (await openJournal(folder, run)).close();
    assert.equal((await next).value!.length, run.length);
    const { length } = readFileSync(path);
    const more = await openJournal(`${folder}/more`, run, { every: "sync" });
    const { bytes: first } = more.report();
    for (let i = 0; i < 3; i++) {
      more.push(run = grow(run, 10));
      await more.sync();
    }
    await more.close();
    const added = readFileSync(`${folder}/more/run.log`).subarray(first);
    added[60] ^= 1;
    writeFileSync(path, new Uint8Array([...readFileSync(path).subarray(0, length), ...added]));
    await assert.rejects(
      following.next(),
      (error) => isStemmaError(error) && error.code === "LOG_DAMAGED",
    );
  }));
