import assert from "node:assert/strict";
import process from "node:process";
import { test } from "node:test";
import { logMetric, type Run, runFiles, startRun } from "stemma";
import { verifyRun } from "stemma/seal";
import { readHeader } from "../../lib/run/log_frame.ts";
import { sha256 } from "../../lib/core/sha256.ts";
import { concat, toHex, utf8 } from "../../lib/base/bytes.ts";
import { seeded } from "../mutate.ts";
import { scriptedEnv } from "../scripted_run.ts";
import { flip, flippedFolders, FLIPS, shuffledFolders } from "./damaged_files.ts";
import { inShort, savedFiles } from "./saved_files.ts";

const LONG = Boolean(process.env.STEMMA_LONG);

test(`verifyRun() finds each of ${FLIPS} flipped bytes of a saved folder`, async () => {
  for (const { what, files } of flippedFolders(await savedFiles(), FLIPS, 1)) {
    const { ok, findings } = await verifyRun(files);
    assert.ok(!ok, what);
    assert.ok(findings.some(({ severity }) => severity === "error"), what);
  }
});

test("verifyRun() finds whatever file of a saved folder is not what it was", async () => {
  for (const { what, files } of shuffledFolders(await savedFiles())) {
    assert.ok(!(await verifyRun(files)).ok, what);
  }
});

test("verifyRun() finds whichever byte of the manifest was flipped", async () => {
  const files = await savedFiles();
  const manifest = files.get("manifest.json")!;
  const pick = seeded(2);
  const others = [...files].filter(([path]) => path !== "manifest.json");
  for (let at = pick(7); at < manifest.length; at += LONG ? 1 : 7) {
    // Of a digit another digit, of a letter another letter: what is left is mostly sound JSON.
    const flipped = flip(manifest, at, 1 + pick(3));
    const { ok } = await verifyRun(new Map([...others, ["manifest.json", flipped]]));
    assert.ok(!ok, `byte ${at}: ${new TextDecoder().decode(flipped.subarray(at - 20, at + 20))}`);
  }
});

/** A run of several frames, and roots in the middle, as a journal writes it. */
function longRun(value: number): Run {
  let run = startRun({ experiment: "e", runId: "r", env: scriptedEnv() });
  for (let i = 0; i < 40_000; i++) run = logMetric(run, "loss", value / (i + 1));
  return run;
}

/** The files of a run with another log, for which the manifest gives the digest: only the root in
 * it is the old one. */
function withLog(files: ReadonlyMap<string, Uint8Array>, log: Uint8Array): Map<string, Uint8Array> {
  const manifest = JSON.parse(new TextDecoder().decode(files.get("manifest.json")));
  const row = manifest.files.find(({ path }: { path: string }) => path === "run.log");
  row.size = log.length;
  row.sha256 = toHex(sha256(log));
  return new Map([...files, ["run.log", log], [
    "manifest.json",
    utf8(`${JSON.stringify(manifest)}\n`),
  ]]);
}

function framesOf(log: Uint8Array): Uint8Array[] {
  const frames = [log.subarray(0, 8)];
  for (let at = 8; at < log.length;) {
    const end = at + 24 + readHeader(log, at)!.size;
    frames.push(log.subarray(at, end));
    at = end;
  }
  return frames;
}

const saved = (run: Run) =>
  new Map(runFiles(run, { folder: "", formats: [] }).map((file) => [file.path, file.bytes()]));
const files = saved(longRun(1));
const log = files.get("run.log")!;

test("verifyRun() finds a log that was cut, wherever", async () => {
  const pick = seeded(3);
  const [, first] = framesOf(log);
  const cuts = Array.from({ length: LONG ? 500 : 20 }, () => pick(log.length));
  for (const end of [0, 1, 7, 8, 9, log.length - 57, log.length - 56, log.length - 1, ...cuts]) {
    const cut = log.slice(0, end);
    const expected = end < 8 + first.length ? "log-malformed run.log" : "log-torn run.log";
    const found = inShort(await verifyRun(withLog(files, cut)));
    assert.equal(found[0], expected, `cut at ${end}`);
    const alone = await verifyRun(new Map([["run.log", cut]]));
    assert.ok(inShort(alone).includes(expected), `cut at ${end}`);
  }
});

test("verifyRun() finds a whole log of fewer events", async () => {
  const begun = startRun({ experiment: "e", runId: "r", env: scriptedEnv() });
  const found = inShort(await verifyRun(withLog(files, saved(begun).get("run.log")!)));
  assert.deepEqual(found, ["log-too-short manifest.json"]);
});

test("verifyRun() finds what was put behind a log", async () => {
  const [, first] = framesOf(log);
  for (const more of [Uint8Array.of(0), first, log, framesOf(log).at(-1)!.slice(0, 30)]) {
    const found = inShort(await verifyRun(withLog(files, concat([log, more]))));
    assert.match(found[0], /^log-(torn|malformed) run\.log$/);
  }
});

test("verifyRun() finds frames in another order, left out, or doubled", async () => {
  const [magic, one, two, three, ...rest] = framesOf(log);
  const orders = [
    [magic, two, one, three, ...rest],
    [magic, one, three, ...rest],
    [magic, one, one, two, three, ...rest],
    [one, magic, two, three, ...rest],
    [magic, two, three, ...rest],
  ];
  for (const order of orders) {
    const verified = await verifyRun(withLog(files, concat(order)));
    assert.deepEqual(inShort(verified)[0], "log-malformed run.log");
    assert.ok(verified.findings[0].index! <= 40_002);
  }
});

test("verifyRun() finds a frame of another history, and a whole one", async () => {
  const other = saved(longRun(2)).get("run.log")!;
  const [magic, one, two, ...rest] = framesOf(log);
  const mixed = concat([magic, one, framesOf(other)[2], ...rest]);
  assert.deepEqual(inShort(await verifyRun(withLog(files, mixed))), [
    "log-root-differs run.log",
    "log-root-differs manifest.json",
  ]);
  assert.deepEqual(inShort(await verifyRun(withLog(files, other))), [
    "log-root-differs manifest.json",
  ]);
  assert.ok((await verifyRun(withLog(files, concat([magic, one, two, ...rest])))).ok);
});
