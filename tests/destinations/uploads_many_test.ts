import assert from "node:assert/strict";
import { test } from "node:test";
import { bytesAsset, logArtifact, logMetric, type Run, startRun } from "stemma";
import { uploads } from "stemma/uploads";
import { scriptedEnv } from "../scripted_run.ts";
import { slowSink } from "./slow_sink.ts";

const freshRun = (experiment = "x") => startRun({ experiment, runId: "r", env: scriptedEnv() });

function addFile(run: Run, name: string, bytes: number): Run {
  return logArtifact(run, bytesAsset(name, new Uint8Array(bytes).fill(name.length)));
}

test("uploads() takes many pushes that nobody waits for", async () => {
  const { sink, files, seen } = slowSink();
  const queue = uploads(sink);
  let run = freshRun();
  for (let i = 0; i < 200; i++) void queue.push(run = addFile(run, `f${i}`, i));
  await queue.close();
  assert.equal(files.size, 200);
  assert.equal(seen.begun.length, 200);
});

test("uploads() joins pushes of nothing new, and tells runs of one id apart by their experiment", async () => {
  const { sink, files } = slowSink({ ms: 20 });
  const queue = uploads(sink);
  let run = addFile(freshRun(), "a", 1);
  const first = queue.push(run);
  const more: ReturnType<typeof queue.push>[] = [];
  for (let i = 0; i < 5000; i++) more.push(queue.push(run = logMetric(run, "loss", i)));
  assert.deepEqual((await queue.push(addFile(freshRun("y"), "b", 1))).failed, []);
  const reports = await Promise.all([first, ...more]);
  assert.ok(reports.every(({ written, failed }) => written.length === 1 && failed.length === 0));
  assert.equal(reports.at(-1)!.sent, run.length);
  assert.deepEqual([...files.keys()].sort(), ["x/r/artifacts/a", "y/r/artifacts/b"]);
});
