import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import {
  endRun,
  events,
  logMetric,
  logParam,
  replay,
  setTag,
  startRun,
  textLogAsset,
} from "stemma";
import { scriptedEnv, scriptedRun } from "../scripted_run.ts";

test("textLogAsset() writes one line an event, whatever the events hold", async () => {
  const ended = [...events(scriptedRun())];
  let run = replay(ended.slice(0, -1));
  run = setTag(run, "note", "two\nlines\r\u2028 and a \u001b[31mcolour\u202e");
  const { bytes, stream, size, sha256, mediaType, name } = textLogAsset(run);
  const text = new TextDecoder().decode(bytes!());
  const lines = text.split("\n");
  assert.equal(lines.pop(), "");
  assert.deepEqual(
    lines.map((line) => line.slice(34).split(" ")[0]),
    [...events(run)].map(({ type }) => type),
  );
  assert.match(
    lines.at(-1)!,
    /tag +note = two\\u000alines\\u000d\\u2028 and a \\u001b\[31mcolour\\u202e$/,
  );
  assert.doesNotMatch(text, /[\u0000-\u0009\u000b-\u001f\u2028\u202e]/);
  assert.deepEqual([name, mediaType, size], ["run.txt", "text/plain", bytes!().length]);
  assert.equal(createHash("sha256").update(bytes!()).digest("hex"), sha256);
  assert.equal(await new Response(stream!()).text(), text);
});

test("textLogAsset() names points by their series, and cuts nothing", () => {
  let run = startRun({ experiment: "x", env: scriptedEnv() });
  const long = "k".repeat(500);
  run = logParam(run, long, "v".repeat(500));
  for (let step = 0; step < 3000; step++) {
    run = logMetric(run, "loss", step === 7 ? NaN : step / 2, { context: "training" });
  }
  run = endRun(run, { status: "FAILED", error: new Error("no luck") });
  const text = new TextDecoder().decode(textLogAsset(run, { name: "log.txt" }).bytes!());
  assert.ok(text.includes(`${long} = ${"v".repeat(500)}\n`));
  assert.match(text, /metric +training\/loss NaN at step 7\n/);
  assert.match(text, /metric +training\/loss 1500 at step 2999\n/);
  assert.match(text, /end +FAILED Error no luck\n$/);
  assert.equal(text.split("\n").length - 1, run.length);
  assert.throws(() => textLogAsset(run, { title: "x" } as object), TypeError);
});
