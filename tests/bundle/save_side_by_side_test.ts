import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import {
  bytesAsset,
  logArtifact,
  memorySink,
  type Run,
  runFiles,
  saveRun,
  type Sink,
  type SinkFile,
  startRun,
  zipSink,
} from "stemma";
import { scriptedEnv, scriptedRun } from "../scripted_run.ts";

/** A run with artifacts of so many bytes each. */
function runWith(count: number, bytes: number): Run {
  let run = startRun({ experiment: "x", runId: "r", env: scriptedEnv() });
  for (let i = 0; i < count; i++) {
    run = logArtifact(run, bytesAsset(`${i}.bin`, new Uint8Array(bytes).fill(i)));
  }
  return run;
}

/** A place that is slow, the slower the earlier it was asked, and counts. */
function slowSink(more: Partial<Sink> = {}) {
  const seen = { now: 0, most: 0, bytes: 0, mostBytes: 0, done: [] as string[] };
  let turn = 0;
  const sink: Sink = {
    async put({ path, size }: SinkFile) {
      seen.most = Math.max(seen.most, ++seen.now);
      seen.mostBytes = Math.max(seen.mostBytes, seen.bytes += size);
      await sleep(Math.max(1, 40 - 2 * turn++));
      seen.now--;
      seen.bytes -= size;
      seen.done.push(path);
    },
    ...more,
  };
  return { sink, seen };
}

test("saveRun() puts eight files at a time, and reports them in their own order", async () => {
  const run = runWith(20, 10);
  const { sink, seen } = slowSink();
  const { written, failed } = await saveRun(run, sink);
  const paths = runFiles(run).map((file) => file.path);
  assert.deepEqual(failed, []);
  assert.equal(seen.most, 8);
  assert.deepEqual(written.map(({ path }) => path), paths);
  assert.notDeepEqual(seen.done, paths, "they end in another order");
  assert.equal(seen.done.at(-1), "x/r/manifest.json");
});

test("saveRun() puts as many files at a time as it is told to, and as the sink takes", async () => {
  for (const [concurrency, takes, most] of [[1, undefined, 1], [3, undefined, 3], [8, 2, 2]]) {
    const { sink, seen } = slowSink({ concurrency: takes });
    await saveRun(runWith(20, 10), sink, { concurrency });
    assert.equal(seen.most, most);
  }
  for (const concurrency of [0, 1.5, NaN, "2", -1]) {
    const options = { concurrency } as { concurrency: number };
    await assert.rejects(saveRun(runWith(1, 1), memorySink(), options), RangeError);
  }
});

test("saveRun() begins no further file while those under way hold 16 MiB", async () => {
  const mebi = 2 ** 20;
  const { sink, seen } = slowSink();
  await saveRun(runWith(9, 6 * mebi), sink);
  assert.ok(seen.most > 1 && seen.mostBytes < 19 * mebi, `${seen.mostBytes} bytes at a time`);
});

test("saveRun() puts the manifest when every other file is done, and not where one failed", async () => {
  let open = 0;
  const told: number[] = [];
  const sink: Sink = {
    async put({ path }) {
      if (path.endsWith("manifest.json")) told.push(open);
      open++;
      await sleep(path.endsWith("run.log") ? 60 : 1);
      open--;
      if (path.endsWith("7.bin")) throw new Error("no");
    },
  };
  const whole = await saveRun(runWith(5, 10), sink);
  assert.deepEqual([whole.failed, told], [[], [0]]);
  const torn = await saveRun(runWith(9, 10), sink);
  assert.deepEqual(torn.failed.map(({ path }) => path), ["x/r/artifacts/7.bin"]);
  assert.deepEqual(torn.skipped.map(({ path }) => path), ["x/r/manifest.json"]);
  assert.equal(told.length, 1);
});

test("saveRun() begins nothing after an abort, and ends what it began", async () => {
  const controller = new AbortController();
  let begun = 0;
  let ended = 0;
  const sink: Sink = {
    async put() {
      if (++begun === 4) controller.abort(new Error("enough"));
      await sleep(10);
      ended++;
    },
  };
  const report = await saveRun(runWith(30, 10), sink, { signal: controller.signal });
  assert.deepEqual([begun, ended, report.written.length], [4, 4, 4]);
  assert.equal(report.failed.length, runFiles(runWith(30, 10)).length - 5);
});

test("saveRun() tells the progress as it is, and its report survives a faulty line", async () => {
  const { sink } = slowSink();
  const told: number[] = [];
  let bytes = 0;
  const report = await saveRun(runWith(10, 10), sink, {
    onProgress(progress) {
      told.push(progress.files);
      bytes = progress.bytes;
      if (progress.path.endsWith("3.bin")) throw new Error("faulty");
    },
  });
  assert.deepEqual(told, report.written.map((_, i) => i + 1));
  assert.equal(bytes, report.written.reduce((sum, { size }) => sum + size, 0));
  assert.deepEqual(report.failed.map(({ path }) => path), ["x/r/artifacts/3.bin (onProgress)"]);
});

test("saveRun() makes equal archives and equal orders, as memory and zip go one at a time", async () => {
  const zips = [zipSink(), zipSink()];
  await saveRun(scriptedRun(), zips[0]);
  await saveRun(scriptedRun(), zips[1], { concurrency: 1 });
  assert.deepEqual(zips[0].bytes(), zips[1].bytes());
  const memory = memorySink();
  await saveRun(scriptedRun(), memory, { concurrency: 64 });
  assert.deepEqual([...memory.files.keys()], runFiles(scriptedRun()).map(({ path }) => path));
});
