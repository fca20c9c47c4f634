import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import process from "node:process";
import { test } from "node:test";
import { endRun, type Run, saveRun, startRun, zipSink } from "stemma";
import { fsSink } from "stemma/fs";
import { oracle } from "../oracle.ts";
import { scriptedEnv, scriptedRun } from "../scripted_run.ts";
import {
  allFormats,
  failedRun,
  fullCrate,
  hostileRun,
  minimalRun,
  software,
} from "./crate_runs.ts";

const check = resolve("../shared/tools/roccheck.py");
const python = process.env.STEMMA_PYTHON ?? "python3";
const found = existsSync(check) &&
  spawnSync(python, ["-c", "import rocrate_validator"]).status === 0;
const needs = oracle("roc-validator 0.13.0 for Python, and ../shared/tools/roccheck.py", found);

/** What the validator says of a crate: the level and the number of each check that found something. */
function findings(crate: string): string[] {
  const { stdout, stderr } = spawnSync(python, [check, crate], { encoding: "utf8" });
  assert.match(stdout, /^\d+ issues$/m, stderr);
  return [...stdout.matchAll(/^([A-Z]+) (\S+)/gm)].map(([, level, code]) => `${level} ${code}`);
}

async function inScratch(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "stemma-"));
  try {
    await work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function killedRun(): Run {
  return endRun(startRun({ experiment: "x", env: scriptedEnv() }), { status: "KILLED" });
}

const runs: readonly (readonly [name: string, run: () => Run, zipped: boolean])[] = [
  ["full", scriptedRun, true],
  ["failed", failedRun, false],
  ["killed", killedRun, false],
  ["minimal", minimalRun, false],
  ["hostile", hostileRun, true],
];

for (const [name, run, zipped] of runs) {
  test(`roc-validator finds nothing in the crate of a ${name} run`, needs, async () => {
    await inScratch(async (folder) => {
      const crate = name === "full" ? fullCrate : { ...fullCrate, software };
      const options = { formats: allFormats, folder: "", crate };
      await saveRun(run(), fsSink(join(folder, "crate")), options);
      assert.deepEqual(findings(join(folder, "crate")), []);
      if (!zipped) return;
      const zip = zipSink();
      await saveRun(run(), zip, options);
      writeFileSync(join(folder, "crate.zip"), zip.bytes());
      assert.deepEqual(findings(join(folder, "crate.zip")), []);
    });
  });
}

test("roc-validator finds what saveRun() says that the crate lacks", needs, async () => {
  await inScratch(async (folder) => {
    const run = startRun({ experiment: "x", env: scriptedEnv() });
    const { gaps } = await saveRun(run, fsSink(folder), { formats: ["ro-crate"], folder: "" });
    const levels = findings(folder).map((finding) => finding.split(" ")[0]);
    assert.deepEqual(gaps!.filter(({ level }) => level === "required").length, 1);
    assert.deepEqual(levels.filter((level) => level === "REQUIRED").length, 1);
    const licensed = { formats: ["ro-crate" as const], folder: "licensed", crate: fullCrate };
    const report = await saveRun(run, fsSink(folder), licensed);
    assert.deepEqual(report.gaps!.map(({ code }) => code), [
      "CRATE_SOFTWARE_URL",
      "CRATE_SOFTWARE_VERSION",
      "CRATE_END",
      "CRATE_INPUT",
    ]);
    const left = findings(join(folder, "licensed"));
    assert.deepEqual(left.map((finding) => finding.split("_")[1]), ["3.2", "4.1", "5.1", "8.4"]);
  });
});
