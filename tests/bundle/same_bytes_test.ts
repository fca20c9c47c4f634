import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import process from "node:process";
import { test } from "node:test";
import { digest, provToDot, provToJson, runFiles, saveRun, toProv, zipSink } from "stemma";
import { scriptedRun } from "../scripted_run.ts";
import { crateFilesOf, fullCrate } from "./crate_runs.ts";

// Every runtime and every time zone runs this test against one committed file.
const golden = "tests/golden/scripted_run.json";

test("saveRun() gives the same bytes for the same facts, on every runtime and in every time zone", async () => {
  const run = scriptedRun();
  const zip = zipSink();
  await saveRun(run, zip);
  await zip.close();
  const found = {
    digest: digest(run),
    provJson: sha256(provToJson(toProv(run))),
    dot: sha256(provToDot(toProv(run))),
    crate: sha256(crateFilesOf(run, fullCrate, ["ro-crate"]).get("ro-crate-metadata.json")!),
    zip: sha256(await zip.bytes()),
    files: Object.fromEntries(runFiles(run).map((file) => [file.path, file.sha256])),
  };
  const text = `${JSON.stringify(found, null, 2)}\n`;
  if (process.env.UPDATE_GOLDEN === "1") writeFileSync(golden, text);
  assert.deepEqual(found, JSON.parse(readFileSync(golden, "utf8")));
});

test("provToJson() of the scripted run is the golden document", () => {
  const path = "tests/golden/scripted_run.prov.json";
  const text = provToJson(toProv(scriptedRun()));
  if (process.env.UPDATE_GOLDEN === "1") writeFileSync(path, text);
  assert.equal(text, readFileSync(path, "utf8"));
});

function sha256(data: string | Uint8Array): string {
  return createHash("sha256").update(data).digest("hex");
}
