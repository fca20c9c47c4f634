import assert from "node:assert/strict";
import type { ChildProcess } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { test } from "node:test";
import { setImmediate } from "node:timers";
import { digest, isStemmaError, logMetric } from "stemma";
import { openJournal, readRun, recoverRun } from "stemma/fs";
import { lockFolder } from "../../lib/disk/folder_lock.ts";
import { inFolder } from "../assets/temporary_folder.ts";
import { startScript, untilEnded, untilSaid } from "./run_script.ts";

const isLocked = (error: unknown) => isStemmaError(error) && error.code === "SINK_LOCKED";

/** The lock that a process leaves that was killed. */
const dead = JSON.stringify({ pid: 2 ** 30, host: hostname(), token: "x" });

test("a second process is refused while the first one lives, and a killed one holds nothing", () =>
  inFolder({}, async (folder) => {
    const first = startScript("tests/journal/kill_writer.ts", [folder, "5"]);
    await untilSaid(first, "acked");
    const before = await recoverRun(folder);
    await assert.rejects(openJournal(folder, before.run), (error) => {
      assert.ok(isLocked(error));
      assert.match((error as Error).message, new RegExp(`process ${first.pid} `));
      return true;
    });
    first.kill("SIGKILL");
    await untilEnded(first);
    const { run } = await recoverRun(folder);
    const journal = await openJournal(folder, run);
    const more = logMetric(run, "loss", 1);
    journal.push(more);
    await journal.close();
    assert.equal(digest(await readRun(folder)), digest(more));
  }));

test("a lock is never seen half written: who is killed meanwhile holds nothing", () =>
  inFolder({}, async (folder) => {
    const texts = new Set<string>();
    for (let round = 0; round < 300; round++) {
      let isTaken = false;
      const taking = lockFolder(folder).finally(() => isTaken = true);
      while (!isTaken) {
        try {
          texts.add(readFileSync(`${folder}/run.lock`, "utf8"));
        } catch {
          // It is not there yet.
        }
        await new Promise((resolve) => setImmediate(resolve));
      }
      (await taking).release();
    }
    assert.ok(texts.size > 0);
    for (const text of texts) assert.equal(JSON.parse(text).host, hostname());
    assert.deepEqual(readdirSync(folder), []);
  }));

test("of many that take over a dead one's folder at once, exactly one has it", () =>
  inFolder({}, async (folder) => {
    for (let round = 0; round < 60; round++) {
      writeFileSync(`${folder}/run.lock`, dead);
      const tries = await Promise.allSettled(Array.from({ length: 6 }, () => lockFolder(folder)));
      const got = tries.filter((one) => one.status === "fulfilled");
      assert.equal(got.length, 1, `round ${round}`);
      for (const one of tries) assert.ok(one.status === "fulfilled" || isLocked(one.reason));
      got[0].value.release();
    }
  }));

test("of two processes that take over a dead one's folder at once, exactly one has it", () =>
  inFolder({}, async (folder) => {
    const children = [0, 1].map(() => startScript("tests/journal/take_over.ts", []));
    try {
      await Promise.all(children.map((child) => untilSaid(child, "ready")));
      for (let round = 0; round < 40; round++) {
        writeFileSync(`${folder}/run.lock`, dead);
        const answers = await Promise.all(children.map((child) => ask(child, folder)));
        assert.deepEqual(answers.sort(), ["has", "locked"], `round ${round}`);
        await Promise.all(children.map((child) => ask(child, "")));
      }
    } finally {
      for (const child of children) child.stdin!.end();
      await Promise.all(children.map(untilEnded));
    }
    assert.equal((await readRun(folder)).length, 1);
  }));

async function ask(child: ChildProcess, line: string): Promise<string> {
  const answer = untilSaid(child, "");
  child.stdin!.write(`${line}\n`);
  return await answer;
}
