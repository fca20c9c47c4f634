import assert from "node:assert/strict";
import { test } from "node:test";
import golden from "../golden/scripted_run.json" with { type: "json" };
import { scriptedFacts } from "./scripted_facts.ts";

// Every runtime and every time zone runs these tests against one committed file, which
// tests/tools/write_golden.ts writes: what fails names the runtime and the file.

let made: Promise<Record<string, string>> | undefined;
const facts = () => made ??= scriptedFacts();

test("the same facts give the same files", async () => {
  assert.deepEqual(Object.keys(await facts()), Object.keys(golden));
});

for (const [name, sha256] of Object.entries(golden)) {
  test(`the same facts give the same bytes: ${name}`, async () => {
    assert.equal((await facts())[name], sha256);
  });
}
