import assert from "node:assert/strict";
import test from "node:test";
import { digest } from "../../mod.ts";
import { sampleRun, withSavedRuns } from "./saved_runs.ts";
import { stemma } from "./stemma.ts";

test("`prove` proves every kind of event, and `verify-proof` refuses every change", async () => {
  const run = sampleRun("run-1");
  const root = digest(run);
  await withSavedRuns(["run-1"], ({ folder }) => {
    // A parameter with a typed value, a point, and a point that is not finite.
    for (const index of [3, 9, 57]) {
      const proved = stemma(["prove", folder, "--event", String(index)]);
      assert.deepEqual([proved.code, proved.stderr], [0, ""]);
      const check = (input: string, digest: string) =>
        stemma(["verify-proof", "-", "--digest", digest], { input });
      const { code, stdout } = check(proved.stdout, root);
      const [said, of, event] = stdout.split("\n");
      assert.deepEqual([code, of], [0, root]);
      assert.match(said, new RegExp(`^This proof holds: .* ${index} of ${run.length} `));
      const data = JSON.parse(proved.stdout);
      assert.deepEqual(JSON.parse(event), data.event);
      const other = check(proved.stdout, root.replace(/^./, root[0] === "0" ? "1" : "0"));
      assert.deepEqual([other.code, other.stdout], [1, "This proof does not hold\n"]);
      const changed = { ...data, event: { ...data.event, timestamp: data.event.timestamp + 1 } };
      assert.equal(check(JSON.stringify(changed), root).code, 1);
    }
  });
});

test("`verify-proof` does not print what a proof does not cover", async () => {
  await withSavedRuns(["run-1"], ({ folder }) => {
    const data = JSON.parse(stemma(["prove", folder, "--event", "9"]).stdout);
    const input = JSON.stringify({ ...data, event: { ...data.event, key: "accuracy" } });
    const { code, stdout } = stemma(["verify-proof", "-"], { input });
    assert.deepEqual([code, stdout.includes("accuracy")], [0, false]);
  });
});

test("`prove` and `verify-proof` refuse in one line what is none", async () => {
  await withSavedRuns(["run-1"], ({ folder }) => {
    const beyond = stemma(["prove", folder, "--event", "114"]);
    assert.deepEqual([beyond.code, beyond.stdout], [2, ""]);
    assert.match(beyond.stderr, /^stemma: [^\n]+from 0 to 113[^\n]*\n$/);
  });
  const inputs = [
    "",
    "null",
    "[]",
    "{}",
    '{"event":null,"proof":{}}',
    '{"event":{},"proof":{}}',
    '{"event":[],"proof":{}}',
    '{"event":{"type":"metric","series":1e99},"proof":[]}',
  ];
  for (const input of inputs) {
    const { code, stdout, stderr } = stemma(["verify-proof", "-"], { input });
    assert.deepEqual([code, stdout], [2, ""], input);
    assert.match(stderr, /^stemma: [^\n]+\n$/, input);
  }
  const empty = stemma(["verify-proof", "-"], { input: '{"event":{"type":"tag"},"proof":{}}' });
  assert.equal(empty.code, 1);
});
