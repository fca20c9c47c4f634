import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import process from "node:process";
import { test } from "node:test";
import { digest, events, logMetric, metrics, type Run, series, startRun } from "stemma";
import { openJournal, recoverRun } from "stemma/fs";
import { toHex } from "../../lib/base/bytes.ts";
import { parseCheckpoint, splitCheckpoints } from "../../lib/seal/checkpoint.ts";
import { logRoot } from "../../lib/seal/digest.ts";
import { inFolder } from "../assets/temporary_folder.ts";

/** How many writers are killed. */
const KILLS = process.env.STEMMA_LONG ? 200 : 25;

/** Starts a writer, kills it after some time, and gives what it said last that is on the disk. */
function killWriter(folder: string, seed: number, afterMs: number): Promise<number> {
  const before = "deno" in process.versions ? ["run", "-A", "--quiet", "--no-check"] : [];
  const child = spawn(
    process.execPath,
    [...before, "tests/journal/kill_writer.ts", folder, String(seed)],
    { stdio: ["ignore", "pipe", "pipe"] },
  );
  let said = "";
  let errors = "";
  let timer: ReturnType<typeof setTimeout> | undefined;
  child.stdout.on("data", (data) => {
    said += data;
    timer ??= setTimeout(() => child.kill("SIGKILL"), afterMs);
  });
  child.stderr.on("data", (data) => errors += data);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (_, signal) => {
      if (signal !== "SIGKILL") return reject(new Error(`the writer ended by itself: ${errors}`));
      // The last line may be torn as well.
      const lines = said.slice(0, said.lastIndexOf("\n") + 1).trim().split("\n");
      resolve(Number(lines.at(-1)!.slice("acked ".length)));
    });
  });
}

/** How many checkpoints a folder holds, each of which fits the run. */
function checkCheckpoints(folder: string, run: Run): number {
  const path = `${folder}/seal/checkpoints`;
  if (!existsSync(path)) return 0;
  const { notes } = splitCheckpoints(readFileSync(path));
  for (const note of notes) {
    const { events, root } = parseCheckpoint(note).checkpoint;
    assert.ok(events <= run.length, `${events} of ${run.length} events`);
    assert.equal(toHex(logRoot(run, events)), root);
  }
  return notes.length;
}

/** Whether a run holds what the writers log, without a gap, and nothing else. */
function checkFacts(run: Run): void {
  for (const { key } of metrics(run)) {
    const which = Number(key.slice(1));
    const { steps, values } = series(run, key)!;
    for (let i = 0; i < steps.length; i++) {
      if (steps[i] !== i || values[i] !== i / (which + 1)) assert.fail(`${key} at ${i}`);
    }
  }
  const types = new Set([...events(run)].map((event) => event.type));
  for (const type of types) {
    assert.ok(["start", "series", "metric", "resumed"].includes(type), type);
  }
}

test(`nothing that was acknowledged is lost by ${KILLS} kills, and nothing is made up`, () =>
  inFolder({}, async (folder) => {
    let state = 7;
    let resumptions = 0;
    let signed = 0;
    for (let i = 0; i < KILLS; i++) {
      // Every fifth run is a new one: the first acknowledgement is killed at as well.
      const place = `${folder}/run-${Math.floor(i / 5)}`;
      state = (state * 48_271) % 2_147_483_647;
      const acknowledged = await killWriter(place, state, state % 60);
      const { run, repairs } = await recoverRun(place);
      assert.ok(run.length >= acknowledged, `kill ${i}: ${run.length} of ${acknowledged} events`);
      assert.ok(repairs.every(({ code }) => code === "LOG_DAMAGED"));
      checkFacts(run);
      signed += checkCheckpoints(place, run);
      resumptions = Math.max(
        resumptions,
        [...events(run)].filter(({ type }) => type === "resumed").length,
      );
    }
    assert.equal(resumptions, 4);
    assert.ok(signed > 0);
  }));

test("a writer that ends by itself, by an error too, leaves what was pushed", () =>
  inFolder({}, async (folder) => {
    const ends = ["process.exit(3)", "throw new Error('no')", ""];
    // Of few points none is on its way at the end, of many some are.
    for (const [end, points] of ends.flatMap((end) => [[end, 10], [end, 3500]] as const)) {
      const place = `${folder}/${end.length}-${points}`;
      const script = `
        import { openJournal } from "./lib/fs.ts";
        import { logMetric, startRun } from "./mod.ts";
        let run = startRun({ experiment: "e" });
        const journal = await openJournal(${JSON.stringify(place)}, run);
        for (let i = 0; i < ${points}; i++) journal.push(run = logMetric(run, "loss", i));
        ${end}`;
      const inline = "deno" in process.versions
        ? ["eval", "--quiet", "--ext=ts", script]
        : ["--input-type=module-typescript", "-e", script];
      const child = spawn(
        process.execPath,
        "bun" in process.versions ? ["-e", script] : inline,
        { stdio: "ignore" },
      );
      await new Promise((done) => child.on("close", done));
      const { run } = await recoverRun(place);
      assert.equal(run.length, points + 2, end);
      await (await openJournal(place, run)).close();
    }
  }));

test("a loop that lets nothing else run has its events in the file all the same", () =>
  inFolder({}, async (folder) => {
    let run = startRun({ experiment: "e" });
    const journal = await openJournal(folder, run, { every: { events: 1000 } });
    for (let i = 0; i < 200_000; i++) journal.push(run = logMetric(run, "loss", i));
    // Nothing has had a turn since: what is read here was written in the loop.
    const bytes = readFileSync(`${folder}/run.log`).length;
    assert.ok(bytes > 100_000, `${bytes} bytes`);
    await journal.close();
    assert.equal(digest((await recoverRun(folder)).run), digest(run));
  }));
