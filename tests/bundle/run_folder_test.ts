import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import {
  digest,
  endRun,
  logArtifact,
  memorySink,
  runFiles,
  runFromFiles,
  saveRun,
  startRun,
  textAsset,
  zipSink,
} from "stemma";
import { fsSink, readRun } from "stemma/fs";
import { scriptedEnv, scriptedRun } from "../scripted_run.ts";
import { readZip } from "../sinks/read_zip.ts";

const own = "digits/00000000-0000-7000-8000-000000000001/";

test("saveRun() puts a run where folder says, with the same bytes", async () => {
  const run = scriptedRun();
  const usual = memorySink();
  await saveRun(run, usual);
  for (const [folder, start] of [["", ""], ["a", "a/"], ["a/b c", "a/b c/"]]) {
    const sink = memorySink();
    const report = await saveRun(run, sink, { folder });
    assert.deepEqual(report.failed, []);
    const paths = [...usual.files.keys()].map((path) => start + path.slice(own.length));
    assert.deepEqual([...sink.files.keys()], paths);
    assert.deepEqual([...sink.files.values()], [...usual.files.values()]);
    assert.equal(digest(runFromFiles(sink.files)), digest(run));
    assert.deepEqual(runFiles(run, { folder }).map((file) => file.path), paths);
  }
});

test("saveRun() tells of every file by its path in the sink, whatever the folder", async () => {
  const broken = { put: () => Promise.reject(new Error("no")) };
  const svg = () => Promise.reject(new Error("no"));
  for (const [folder, start] of [["", ""], ["a", "a/"], [undefined, own]] as const) {
    const report = await saveRun(scriptedRun(), broken, { folder, svg });
    assert.ok(report.failed.some(({ path }) => path === `${start}run.log`));
    assert.ok(report.failed.some(({ path }) => path === `${start}prov.svg`));
    assert.deepEqual(report.skipped.map(({ path }) => path), [`${start}manifest.json`]);
  }
});

test("saveRun() makes a zip of one run without a folder around it", async () => {
  const run = scriptedRun();
  const zip = zipSink();
  await saveRun(run, zip, { folder: "" });
  const files = readZip(zip.bytes());
  assert.ok(files.has("manifest.json"));
  assert.equal(digest(runFromFiles(files)), digest(run));
});

test("saveRun() makes a directory itself a run's folder", async () => {
  const directory = mkdtempSync(join(tmpdir(), "stemma-"));
  try {
    const run = scriptedRun();
    await saveRun(run, fsSink(directory), { folder: "" });
    assert.ok(readdirSync(directory).includes("run.log"));
    assert.equal(digest(await readRun(directory)), digest(run));
  } finally {
    rmSync(directory, { recursive: true });
  }
});

test("readRun() has only those copies at hand that are there", async () => {
  const directory = mkdtempSync(join(tmpdir(), "stemma-"));
  try {
    let run = startRun({ experiment: "x", env: scriptedEnv() });
    for (const name of ["kept", "lost"]) run = logArtifact(run, textAsset(name, name));
    await saveRun(run, fsSink(directory), { folder: "" });
    rmSync(join(directory, "artifacts", "lost"));
    const { failed, skipped } = await saveRun(await readRun(directory), memorySink(), {
      folder: "",
    });
    assert.deepEqual(failed, []);
    assert.deepEqual(skipped.map(({ path }) => path), ["artifacts/lost"]);
  } finally {
    rmSync(directory, { recursive: true });
  }
});

test("saveRun() refuses a folder that is none", async () => {
  const run = startRun({ experiment: "x" });
  const bad = ["/", "/a", "a/", "a//b", "..", "a/../b", ".", "a\\b", "C:", "a\0b"];
  for (const folder of bad) {
    await assert.rejects(saveRun(run, memorySink(), { folder }), RangeError, folder);
    assert.throws(() => runFiles(run, { folder }), RangeError, folder);
  }
  for (const folder of [null, 1, {}]) {
    await assert.rejects(saveRun(run, memorySink(), { folder: folder as never }), TypeError);
  }
});

test("runFromFiles() takes no copy for the log of the run, and no two logs for one", () => {
  const log = textAsset("run.log", "not a log");
  let run = startRun({ experiment: "x", env: scriptedEnv() });
  run = endRun(logArtifact(logArtifact(run, log), log, { name: "deep/artifacts/run.log" }));
  for (const folder of [undefined, "", "a"]) {
    assert.equal(digest(runFromFiles(runFiles(run, { folder }))), digest(run));
  }
  const two = [...runFiles(run, { folder: "a" }), ...runFiles(run, { folder: "b" })];
  assert.throws(() => runFromFiles(two), /one run\.log was expected/);
});
