import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import test from "node:test";
import { endRun, logMetric, logParam, type Run, saveRun, startRun } from "../../mod.ts";
import { fsSink, openJournal } from "../../lib/fs.ts";
import { textWidth } from "../../lib/cli/text_width.ts";
import { inFolder } from "../assets/temporary_folder.ts";
import { sampleRun, withSavedRuns } from "./saved_runs.ts";
import { killWriter } from "./kill_writer.ts";
import { stemma, stemmaCommand } from "./stemma.ts";

const lines = (text: string) => text.split("\n").slice(0, -1);

test("`log` lists every event in one line, the oldest first", async () => {
  await withSavedRuns(["run-1"], ({ folder, zip }) => {
    const { code, stdout, stderr } = stemma(["log", folder]);
    assert.deepEqual([code, stderr], [0, ""]);
    const numbers = lines(stdout).map((line) => parseInt(line));
    assert.deepEqual(numbers, [...Array(sampleRun("run-1").length).keys()]);
    for (
      const line of [
        /^ {5}0 {2}2026-01-02 03:04:06 {2}start {8}digits first try by Ada$/m,
        /^ {5}3 {2}2026-01-02 03:04:09 {2}param {8}seed = 1180591620717411303424$/m,
        /^ {5}6 {23}series {7}training\/loss \(nat\)$/m,
        /^ {5}9 {2}2026-01-02 03:04:14 {2}metric {7}training\/loss 0\.3333 at step 2$/m,
        / {2}metric {7}training\/loss NaN at step 50$/m,
        / {2}environment {2}deno 2\.9\.6, 8 × CPU$/m,
        / {2}model {8}net v0 step 1 4 B$/m,
        / {2}end {10}FINISHED\n$/,
      ]
    ) assert.match(stdout, line);
    for (const line of lines(stdout)) assert.ok(textWidth(line) <= 80, line);
    assert.equal(stemma(["log", "-"], { input: zip }).stdout, stdout);
  });
});

test("`log` takes the last events, those of some types, and those from a number on", async () => {
  await withSavedRuns(["run-1"], ({ folder }) => {
    const all = lines(stemma(["log", folder]).stdout);
    assert.deepEqual(lines(stemma(["log", folder, "-n", "3"]).stdout), all.slice(-3));
    assert.deepEqual(lines(stemma(["log", folder, "-n", "0"]).stdout), []);
    assert.deepEqual(lines(stemma(["log", folder, "-n", "9999"]).stdout), all);
    assert.deepEqual(lines(stemma(["log", folder, "--since", "100"]).stdout), all.slice(100));
    const some = lines(stemma(["log", folder, "--type", "metric,end", "-n", "2"]).stdout);
    assert.deepEqual(some, all.filter((line) => / (?:metric|end) /.test(line)).slice(-2));
    const wrong = stemma(["log", folder, "--type", "metrics"]);
    assert.deepEqual([wrong.code, wrong.stdout], [2, ""]);
    assert.match(wrong.stderr, /^stemma: [^\n]*"metrics" is none of start, [^\n]*\n$/);
  });
});

test("`log --json` prints a line of data an event, a point with its series", async () => {
  await withSavedRuns(["run-1"], ({ folder }) => {
    const data = lines(stemma(["log", folder, "--json", "--type", "metric"]).stdout)
      .map((line) => JSON.parse(line));
    assert.equal(data.length, 100);
    const { timestamp, ...point } = data[50];
    assert.equal(new Date(timestamp).toISOString(), "2026-01-02T03:05:02.000Z");
    assert.deepEqual(point, {
      index: 57,
      type: "metric",
      series: 0,
      key: "loss",
      context: "training",
      unit: "nat",
      step: 50,
      value: "NaN",
    });
  });
});

test("`log` shows a torn log as far as it goes, and tells what it left out", async () => {
  await withSavedRuns(["run-1"], ({ folder }) => {
    const path = join(folder, "digits", "run-1", "run.log");
    writeFileSync(path, readFileSync(path).subarray(0, -10));
    const { code, stdout, stderr } = stemma(["log", folder, "-n", "1"]);
    assert.equal(code, 0);
    assert.match(stdout, / end {10}FINISHED\n$/);
    assert.match(stderr, /LOG_DAMAGED/);
    assert.equal(stemma(["log", folder, "--mode", "strict"]).code, 2);
  });
});

test("`log` of several runs, of a document or of nothing is refused in one line", async () => {
  await withSavedRuns(["a", "b"], ({ folder }) => {
    for (const path of [folder, join(folder, "digits", "a", "prov.json"), join(folder, "no")]) {
      const { code, stdout, stderr } = stemma(["log", path]);
      assert.deepEqual([code, stdout], [2, ""]);
      assert.match(stderr, /^stemma: Cannot [^\n]+\n$/);
    }
    assert.equal(stemma(["log", "-f", join(folder, "no")]).code, 2);
  });
});

test("`log` writes no control character of a name to the terminal", async () => {
  await inFolder({}, async (folder) => {
    const run = logParam(startRun({ experiment: "e" }), "\x1b[2J\nx", "\x07");
    await saveRun(run, fsSink(folder), { formats: [] });
    const { stdout } = stemma(["log", folder]);
    assert.equal(lines(stdout).length, 2);
    assert.match(stdout, /\\u001b\[2J\\u000ax = \\u0007\n$/);
  });
});

/** Starts `log -f`, and gives its process and what it has written so far. */
function follow(args: readonly string[]) {
  const [program, ...before] = stemmaCommand();
  const child = spawn(program, [...before, "log", "-f", ...args], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const said = { stdout: "", stderr: "" };
  child.stdout.on("data", (piece) => said.stdout += piece);
  child.stderr.on("data", (piece) => said.stderr += piece);
  const until = async (what: () => boolean) => {
    for (let i = 0; !what(); i++) {
      if (i === 1000) assert.fail(`it did not come: ${JSON.stringify(said)}`);
      await wait(10);
    }
  };
  return { child, said, until, closed: once(child, "close") };
}

test("`log -f` follows a run that is journalled, from before its log until its end", async () => {
  await inFolder({}, async (folder) => {
    const place = join(folder, "live");
    mkdirSync(place);
    const { said, until, closed } = follow([place]);
    await until(() => /^waiting for \S+run\.log\n$/.test(said.stderr));
    let run: Run = startRun({ experiment: "e" });
    const journal = await openJournal(place, run, { every: "sync" });
    for (let step = 0; step < 3; step++) {
      journal.push(run = logMetric(run, "loss", 1 / (step + 1)));
      await journal.sync();
      await until(() => said.stdout.endsWith(` at step ${step}\n`));
    }
    journal.push(run = endRun(run));
    await journal.close();
    assert.deepEqual(await closed, [0, null]);
    assert.equal(said.stdout, stemma(["log", place]).stdout);
    const last = stemma(["log", "-f", "-n", "2", "--type", "metric,end", place]);
    assert.equal(last.code, 0);
    assert.deepEqual(lines(last.stdout), lines(said.stdout).slice(-2));
  });
});

test("`log -f` ends where the process that wrote the run has died, and says so", async () => {
  await inFolder({}, async (folder) => {
    await killWriter(folder);
    const { said, closed } = follow([folder]);
    assert.deepEqual(await closed, [1, null]);
    assert.match(
      said.stderr,
      /^stemma: \S+: the process that wrote it has died; see stemma recover\n$/,
    );
    assert.equal(said.stdout, stemma(["log", folder]).stdout);
  });
});

test("`log -f` ends with its reader", async () => {
  await inFolder({}, async (folder) => {
    let run: Run = startRun({ experiment: "e" });
    const journal = await openJournal(folder, run, { every: "sync" });
    const { child, said, until, closed } = follow([folder]);
    await until(() => said.stdout.includes("start"));
    child.stdout.destroy();
    // It learns of that when it writes again.
    for (let i = 0; child.exitCode === null && i < 500; i++) {
      journal.push(run = logMetric(run, "loss", i));
      await journal.sync();
      await wait(10);
    }
    assert.deepEqual([await closed, said.stderr], [[0, null], ""]);
    await journal.close();
  });
});
