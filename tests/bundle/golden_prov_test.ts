import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { provToJson, toProv } from "stemma";
import { scriptedRun } from "../scripted_run.ts";

test("provToJson() of the scripted run is the golden document", () => {
  const text = provToJson(toProv(scriptedRun()));
  assert.equal(text, readFileSync("tests/golden/scripted_run.prov.json", "utf8"));
});
