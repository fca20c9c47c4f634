import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { digest, events, logMetric, logParam, replay, resumeRun, type Run, startRun } from "stemma";
import { openJournal, recoverRun } from "stemma/fs";
import { LogReader } from "../../lib/run/read_log.ts";
import { inFolder } from "../assets/temporary_folder.ts";
import { scriptedEnv } from "../scripted_run.ts";

/** Writes a log in several syncs: the run, the file, and where each frame of events ends. */
async function written(folder: string) {
  let run: Run = startRun({ experiment: "e", runId: "r", env: scriptedEnv() });
  const journal = await openJournal(folder, run, { every: "sync" });
  const ends: { events: number; bytes: number }[] = [];
  for (let turn = 0; turn < 6; turn++) {
    for (let i = 0; i < 5; i++) run = logMetric(run, "loss", Math.sqrt(i));
    journal.push(run = logParam(run, `p${turn}`, turn));
    await journal.sync();
    ends.push({ events: run.length, bytes: journal.report().bytes });
  }
  await journal.close();
  return { run, bytes: readFileSync(`${folder}/run.log`), ends };
}

/** What may follow the last byte that was written: nothing, or what a file system puts there. */
const tails: readonly [name: string, tail: Uint8Array][] = [
  ["nothing", new Uint8Array()],
  ["zeros", new Uint8Array(100)],
  ["rubbish", Uint8Array.from({ length: 100 }, (_, i) => 0x4c ^ (i * 7))],
];

for (const [name, tail] of tails) {
  test(`a log torn at any byte of its end, followed by ${name}, has the events of its whole frames`, () =>
    inFolder({}, async (folder) => {
      const { run, bytes, ends } = await written(folder);
      const all = [...events(run)];
      const digests = new Map(
        ends.map(({ events }) => [events, digest(replay(all.slice(0, events)))]),
      );
      for (let size = ends[2].bytes; size < bytes.length; size++) {
        const torn = new Uint8Array([...bytes.subarray(0, size), ...tail]);
        const { events: length } = ends.findLast((end) => end.bytes <= size)!;
        const reader = new LogReader();
        reader.push(torn);
        const log = reader.end();
        assert.equal(log.run.length, length, `${size} bytes`);
        assert.equal(digest(log.run), digests.get(length));
        assert.ok(log.cut === undefined || log.cut.isTail);
        // The folder itself for some of them: it costs a hundred times as much.
        if (size % 23 !== 0) continue;
        writeFileSync(`${folder}/run.log`, torn);
        const recovered = await recoverRun(folder);
        assert.equal(digest(recovered.run), digests.get(length));
        const on = logParam(resumeRun(recovered.run), "after", size);
        await (await openJournal(folder, on)).close();
        const again = await recoverRun(folder);
        assert.deepEqual(again.repairs, []);
        assert.equal(digest(again.run), digest(on));
      }
    }));
}

test("a log whose every byte is cut is read or refused, and never more than it was", () =>
  inFolder({}, async (folder) => {
    const { run, bytes } = await written(folder);
    let longest = 0;
    for (let size = 0; size <= bytes.length; size++) {
      writeFileSync(`${folder}/run.log`, bytes.subarray(0, size));
      const length = await recoverRun(folder).then(
        ({ run }) => run.length,
        ({ code }) => {
          assert.ok(["LOG_FORMAT", "LOG_DAMAGED"].includes(code), code);
          return 0;
        },
      );
      assert.ok(length >= longest && length <= run.length);
      longest = length;
    }
    assert.equal(longest, run.length);
  }));
