import assert from "node:assert/strict";
import { test } from "node:test";
import {
  crateGaps,
  type CrateOptions,
  logParam,
  memorySink,
  type Run,
  runFiles,
  saveRun,
  startRun,
} from "stemma";
import { scriptedEnv, scriptedRun } from "../scripted_run.ts";
import { fullCrate, minimalRun, software } from "./crate_runs.ts";

const start = () => startRun({ experiment: "x", runId: "r", env: scriptedEnv() });

test("crateGaps() tells what a crate lacks, and nothing that it has", () => {
  const codes = (run: Run, crate?: CrateOptions) => crateGaps(run, crate).map(({ code }) => code);
  assert.deepEqual(codes(start()), [
    "CRATE_LICENSE",
    "CRATE_AUTHOR",
    "CRATE_PUBLISHER",
    "CRATE_AGENT",
    "CRATE_SOFTWARE_URL",
    "CRATE_SOFTWARE_VERSION",
    "CRATE_END",
    "CRATE_INPUT",
  ]);
  assert.deepEqual(codes(minimalRun(), { ...fullCrate, software }), ["CRATE_INPUT"]);
  assert.deepEqual(codes(scriptedRun(), fullCrate), []);
  const bare = { ...fullCrate, author: { name: "Bob", affiliation: { name: "Lab" } } };
  assert.deepEqual(codes(scriptedRun(), bare), ["CRATE_AFFILIATION", "CRATE_ORGANIZATION_URL"]);
  assert.equal(crateGaps(start())[0].level, "required");
  assert.equal(crateGaps(start())[1].level, "recommended");
});

test("saveRun() refuses what a crate cannot say, before the first byte", async () => {
  const refused = async (crate: unknown, kind: typeof TypeError, message: RegExp) => {
    const sink = memorySink();
    const saving = saveRun(logParam(start(), "a", 1), sink, {
      formats: ["ro-crate"],
      crate: crate as CrateOptions,
    });
    await assert.rejects(
      saving,
      (error: Error) => error instanceof kind && message.test(error.message),
    );
    assert.equal(sink.files.size, 0);
    assert.throws(() => crateGaps(start(), crate as CrateOptions), kind);
  };
  await refused({ license: "CC-BY-9.0" }, RangeError, /crate\.license/);
  await refused({ license: "" }, TypeError, /crate\.license/);
  await refused({ license: "__proto__" }, RangeError, /crate\.license/);
  await refused({ licence: "MIT" }, TypeError, /did you mean "license"/);
  await refused({ author: "Ada" }, TypeError, /crate\.author/);
  await refused({ author: { name: "Ada", id: "ada" } }, RangeError, /crate\.author\.id/);
  await refused({ author: { name: "Ada", kind: "software" } }, TypeError, /crate\.author\.kind/);
  await refused({ agent: { name: "A", affiliation: {} } }, TypeError, /crate\.agent\.affiliation/);
  await refused({ publisher: { name: "L", url: "ftp://x" } }, RangeError, /crate\.publisher\.url/);
  await refused({ software: {} }, TypeError, /crate\.software\.url/);
  await refused({ software: { url: "https://e.example/a b" } }, RangeError, /crate\.software\.url/);
  await refused({ description: "\ud800" }, TypeError, /crate\.description/);
  await refused({ published: NaN }, RangeError, /crate\.published/);
  await refused(null, TypeError, /an object/);
  const unasked = { crate: fullCrate };
  await assert.rejects(saveRun(start(), memorySink(), unasked), /"ro-crate" is not among/);
  assert.throws(() => runFiles(start(), unasked), TypeError);
});
