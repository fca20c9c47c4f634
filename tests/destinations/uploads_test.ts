import assert from "node:assert/strict";
import { test } from "node:test";
import {
  bytesAsset,
  digest,
  endRun,
  events,
  fetchSink,
  logArtifact,
  logMetric,
  memorySink,
  memorySource,
  replay,
  type Run,
  runFromFiles,
  type Sink,
  startRun,
} from "stemma";
import { progressLine, type UploadProgress, uploads } from "stemma/uploads";
import { startUploadServer } from "../sinks/upload_server.ts";
import { scriptedEnv } from "../scripted_run.ts";
import { slowSink } from "./slow_sink.ts";

const MEBI = 2 ** 20;

function freshRun(): Run {
  return startRun({ experiment: "x", runId: "r", env: scriptedEnv() });
}

function addFile(run: Run, name: string, bytes: number): Run {
  return logArtifact(run, bytesAsset(name, new Uint8Array(bytes).fill(name.length)));
}

const codeOf = (error: Error) => (error as { code?: string }).code;

test("uploads() sends each artifact once, and the manifest when the run has ended and all are there", async () => {
  const { sink, seen, files } = slowSink();
  const queue = uploads(sink);
  let run = freshRun();
  for (let i = 0; i < 5; i++) {
    run = logMetric(addFile(run, `${i}.bin`, 10 + i), "loss", i);
    await queue.push(run);
  }
  assert.equal(files.size, 5);
  run = endRun(addFile(run, "last.bin", 99));
  const report = await queue.push(run);
  assert.deepEqual([report.failed, report.skipped, report.sent], [[], [], run.length]);
  assert.equal(report.written[0].path, "x/r/artifacts/last.bin");
  assert.equal(seen.begun.at(-1), "x/r/manifest.json");
  assert.equal(seen.begun.length, new Set(seen.begun).size, "nothing is sent twice");
  assert.equal(digest(runFromFiles(files)), digest(run));
  const before = seen.begun.length + seen.asked;
  const again = await queue.push(run);
  assert.deepEqual([again.written, again.failed, again.skipped], [[], [], []]);
  assert.equal(seen.begun.length + seen.asked, before, "a push of nothing new asks nothing");
});

test("uploads() sends small files first, and no large one waits for ever", async () => {
  const { sink, seen } = slowSink({ ms: 1 });
  const queue = uploads(sink, { concurrency: 1 });
  const run = addFile(addFile(addFile(freshRun(), "large", 8 * MEBI), "mid", 5 * MEBI), "small", 9);
  await queue.push(run);
  assert.deepEqual(seen.begun, ["small", "mid", "large"]);

  seen.begun.length = 0;
  let grown = addFile(run, "first large", 20 * MEBI);
  const pushes = [queue.push(grown)];
  // Small ones come faster than they go.
  for (let i = 0; i < 60; i++) pushes.push(queue.push(grown = addFile(grown, `small ${i}`, i)));
  await Promise.all(pushes);
  const at = seen.begun.indexOf("first large");
  assert.ok(at > 5 && at < 30, `the large one was number ${at}`);
});

test("uploads() keeps to its concurrency, to its bytes, and to what the sink takes", async () => {
  let run = freshRun();
  for (let i = 0; i < 30; i++) run = addFile(run, `f${i}`, MEBI + i);
  const usual = slowSink();
  await uploads(usual.sink).push(run);
  assert.equal(usual.seen.most, 8);
  const few = slowSink();
  await uploads(few.sink, { maxBytes: 3 * MEBI }).push(run);
  assert.ok(few.seen.mostBytes < 4 * MEBI + 100 && few.seen.most === 3);
  const one = slowSink();
  await uploads({ ...one.sink, concurrency: 1 }).push(run);
  assert.equal(one.seen.most, 1);
});

test("uploads() keeps a file that failed, and only the last outcome counts", async () => {
  const { sink, files } = slowSink({ fails: (path, tries) => path.endsWith("b") && tries < 3 });
  const queue = uploads(sink);
  const run = endRun(addFile(addFile(freshRun(), "a", 1), "b", 2));
  for (let i = 0; i < 2; i++) {
    const { failed, skipped, sent } = await queue.push(run);
    assert.deepEqual(failed.map(({ path }) => path), ["x/r/artifacts/b"]);
    assert.deepEqual(skipped.map(({ path }) => path), ["x/r/manifest.json"]);
    assert.equal(sent, 0);
  }
  assert.ok(!files.has("x/r/manifest.json"));
  const last = await queue.push(run);
  assert.deepEqual([last.failed, last.skipped, last.sent], [[], [], run.length]);
  assert.ok(last.written.some(({ path }) => path.endsWith("/b")));
  assert.ok(files.has("x/r/manifest.json"));
});

test("uploads() tries a last time when it is closed, and then refuses", async () => {
  const { sink, files } = slowSink({ fails: (_, tries) => tries === 1 });
  const queue = uploads(sink);
  const run = addFile(freshRun(), "a", 1);
  assert.equal((await queue.push(run)).failed.length, 1);
  await queue.close();
  assert.deepEqual([...files.keys()], ["x/r/artifacts/a"]);
  const { failed } = await queue.push(addFile(run, "b", 1));
  assert.deepEqual(failed.map(({ error }) => codeOf(error)), ["SINK_CLOSED"]);
  assert.equal(files.size, 1);
});

test("uploads() does not send again what was stored though the answer was lost", async () => {
  const memory = memorySink();
  let puts = 0;
  const sink: Sink = {
    has: memory.has,
    async put(file) {
      await memory.put(file);
      if (++puts === 1) throw new Error("the answer was lost");
    },
  };
  const queue = uploads(sink);
  const run = addFile(freshRun(), "a", 1);
  assert.equal((await queue.push(run)).failed.length, 1);
  const { failed, skipped } = await queue.push(run);
  assert.deepEqual([failed, skipped.length, puts], [[], 1, 1]);
});

test("uploads() after a restart asks the sink, sends the rest, and names all in the manifest", async () => {
  const { sink, seen, files } = slowSink({ fails: (path) => path.endsWith("b.bin") });
  const run = addFile(addFile(freshRun(), "a.bin", 10), "b.bin", 20);
  await uploads(sink).push(run);
  assert.equal(files.size, 1);
  // Another process has the run, and the bytes of the second file alone.
  const read = addFile(replay([...events(run)]), "b.bin", 20);
  const healthy = { put: memoryPut(files), has: sink.has };
  seen.begun.length = 0;
  const whole = endRun(read);
  const { failed, skipped, written } = await uploads(healthy).push(whole);
  assert.deepEqual(failed, []);
  assert.ok(!written.some(({ path }) => path.endsWith("a.bin")), "it was there");
  assert.ok(skipped.some(({ path }) => path.endsWith("a.bin")));
  const manifest = JSON.parse(new TextDecoder().decode(files.get("x/r/manifest.json")));
  const paths = manifest.files.map(({ path }: { path: string }) => path);
  for (const name of ["a.bin", "b.bin", "b.v1.bin"]) {
    assert.ok(paths.includes(`artifacts/${name}`), name);
  }
});

function memoryPut(files: Map<string, Uint8Array>): Sink["put"] {
  return (file) => Promise.resolve(void files.set(file.path, file.bytes()));
}

test("uploads() says which bytes are nowhere, once", async () => {
  const run = replay([...events(addFile(freshRun(), "a.bin", 10))]);
  const queue = uploads(memorySink());
  const { skipped, failed } = await queue.push(run);
  assert.deepEqual([failed, skipped.map(({ path }) => path)], [[], ["x/r/artifacts/a.bin"]]);
  assert.deepEqual((await queue.push(run)).skipped, []);
});

test("uploads() stops at an abort, and the next push completes", async () => {
  const { sink, files, seen } = slowSink({ ms: 5 });
  const queue = uploads(sink, { concurrency: 2 });
  let run = freshRun();
  for (let i = 0; i < 12; i++) run = addFile(run, `f${i}`, 10 + i);
  const controller = new AbortController();
  const { failed, written } = await queue.push(run, {
    signal: controller.signal,
    onProgress: ({ files }) => files === 3 && controller.abort(),
  });
  assert.ok(written.length < 12 && failed.length > 0);
  assert.ok(failed.every(({ error }) => codeOf(error) === "SINK_ABORTED"));
  assert.deepEqual((await queue.push(run)).failed, []);
  assert.equal(files.size, 12);
  assert.ok(seen.most <= 2);
});

test("uploads() refuses a fork, and sends nothing of an older run", async () => {
  const { sink, files } = slowSink();
  const queue = uploads(sink);
  const base = addFile(freshRun(), "a", 1);
  await queue.push(addFile(base, "b", 1));
  const older = await queue.push(base);
  assert.deepEqual([older.failed, older.written], [[], []]);
  const forked = await queue.push(addFile(base, "c", 1));
  assert.deepEqual(forked.failed.map(({ error }) => codeOf(error)), ["RUN_FORKED"]);
  assert.equal(files.size, 2);
});

test("uploads() refuses content that changed since it was logged, and sends the copy of a spool", async () => {
  const bytes = new Uint8Array([1, 2, 3]);
  const logged = bytesAsset("w.bin", bytes);
  const changed = { ...logged, stream: () => new Response(new Uint8Array(3)).body! };
  const asset = { ...logged, stream: () => current.stream() };
  let current: { stream(): ReadableStream<Uint8Array> } = changed;
  const run = logArtifact(freshRun(), asset as typeof logged);
  const { failed } = await uploads(memorySink()).push(run);
  assert.deepEqual(failed.map(({ error }) => codeOf(error)), ["SINK_CONTENT"]);

  const spool = memorySink();
  const target = memorySink();
  const queue = uploads({
    has: target.has,
    put(file) {
      current = changed; // Such as a checkpoint that training wrote over.
      return target.put(file);
    },
  }, { spool: { ...spool, ...memorySource(spool.files) } });
  current = logged;
  assert.deepEqual((await queue.push(run)).failed, []);
  assert.deepEqual(target.files.get("x/r/artifacts/w.bin"), bytes);
});

test("uploads() tells that a spool refuses, and sends all the same", async () => {
  const target = slowSink({ ms: 30 });
  const spool = { ...memorySource(new Map()), put: () => Promise.reject(new Error("disk full")) };
  const queue = uploads(target.sink, { spool });
  const push = queue.push(addFile(freshRun(), "a", 1));
  await assert.rejects(queue.sync(), /disk full/);
  const { failed, written } = await push;
  assert.deepEqual(failed.map(({ path }) => path), ["x/r/artifacts/a (spool)"]);
  assert.equal(written.length, 1);
  await queue.sync();
});

test("uploads() tells how far it is, and a faulty line costs nothing", async () => {
  const { sink } = slowSink();
  const queue = uploads(sink, { concurrency: 1 });
  let run = freshRun();
  for (let i = 0; i < 4; i++) run = addFile(run, `f${i}`, 1024);
  const lines: string[] = [];
  const report = await queue.push(run, {
    onProgress(progress: UploadProgress) {
      lines.push(progressLine(progress));
      if (lines.length === 2) throw new Error("faulty");
    },
  });
  assert.equal(lines[0], "1 of 4 files, 1.0 KiB of 4.0 KiB");
  assert.equal(lines[3], "4 of 4 files, 4.0 KiB of 4.0 KiB");
  assert.deepEqual(report.failed.map(({ path }) => path), ["onProgress"]);
  assert.equal(report.written.length, 4);
});

test("uploads() sends to a server whose connections break, each file whole", async () => {
  const server = await startUploadServer();
  try {
    const cut = (_: unknown, response: { destroy(): unknown }) => void response.destroy();
    server.script.push(cut, cut, cut);
    const retry = { attempts: 4, delayMs: 1 };
    const queue = uploads(fetchSink(`${server.origin}/up`, { retry }));
    let run = freshRun();
    for (let i = 0; i < 10; i++) run = addFile(run, `f${i}`, 1000 + i);
    run = endRun(run);
    assert.deepEqual((await queue.push(run)).failed, []);
    assert.equal(digest(runFromFiles(server.files)), digest(run));
  } finally {
    await server.close();
  }
});

test("uploads() refuses wrong arguments", async () => {
  assert.throws(() => uploads({} as Sink), TypeError);
  assert.throws(() => uploads(memorySink(), { concurency: 2 } as object), /"concurrency"/);
  assert.throws(() => uploads(memorySink(), { concurrency: 0 }), RangeError);
  assert.throws(() => uploads(memorySink(), { maxBytes: 1.5 }), RangeError);
  assert.throws(() => uploads(memorySink(), { formats: ["png"] } as object), TypeError);
  assert.throws(() => uploads(memorySink(), { spool: memorySink() } as object), TypeError);
  await assert.rejects(uploads(memorySink()).push({} as Run), TypeError);
});
