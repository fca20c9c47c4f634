import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import {
  digest,
  endRun,
  httpSource,
  isStemmaError,
  logArtifact,
  logMetric,
  memorySink,
  memorySource,
  type Run,
  runFromSource,
  saveRun,
  type Source,
  startRun,
  textAsset,
} from "stemma";
import { fsSink, fsSource, readRun } from "stemma/fs";
import { scriptedEnv } from "../scripted_run.ts";
import { startStaticServer } from "./static_server.ts";

function runWithFiles(): Run {
  let run = startRun({ experiment: "digits", runId: "r1", env: scriptedEnv() });
  for (const name of ["one", "two"]) run = logArtifact(run, textAsset(name, `text ${name}`));
  for (let step = 0; step < 100; step++) run = logMetric(run, "loss", 1 / step);
  return run;
}

async function savedFiles(run: Run = endRun(runWithFiles())) {
  const { files, ...sink } = memorySink();
  await saveRun(run, sink);
  return files;
}

/** A source that tells what it was asked for. */
function watched({ get, list }: Source): Source & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    list,
    get(path, options) {
      asked.push(path);
      return get(path, options);
    },
  };
}

const code = (expected: string) => (error: unknown) =>
  isStemmaError(error) && error.code === expected;

test("runFromSource() reads the same run, wherever it lies", async () => {
  const run = endRun(runWithFiles());
  const files = await savedFiles(run);
  const folder = await mkdtemp(join(tmpdir(), "stemma-"));
  const server = await startStaticServer(files);
  try {
    await saveRun(run, fsSink(folder));
    const sources = [memorySource(files), fsSource(folder), httpSource(server.url)];
    for (const source of sources) {
      const read = await runFromSource(source, { folder: "digits/r1" });
      assert.equal(digest(read), digest(run));
      assert.equal(digest(await readRun(source, { folder: "digits/r1" })), digest(run));
      const again = memorySink();
      const { failed, skipped } = await saveRun(read, again);
      assert.deepEqual([failed, skipped], [[], []]);
      assert.deepEqual(again.files, files);
    }
    const own = await readRun(folder, { folder: "digits/r1" });
    assert.equal(digest(own), digest(run));
  } finally {
    await server.stop();
    await rm(folder, { recursive: true });
  }
});

test("runFromSource() fetches copies when they are read, and not before", async () => {
  const source = watched(memorySource(await savedFiles()));
  const run = await runFromSource(source, { folder: "digits/r1" });
  assert.deepEqual(source.asked, ["digits/r1/run.log", "digits/r1/manifest.json"]);
  await saveRun(run, memorySink(), { formats: [] });
  const copies = ["digits/r1/artifacts/one", "digits/r1/artifacts/two"];
  assert.deepEqual(source.asked.slice(2).toSorted(), copies);
});

test("runFromSource() has at hand what the manifest names, or the place lists", async () => {
  const files = await savedFiles();
  files.delete("digits/r1/manifest.json");
  files.delete("digits/r1/artifacts/two");
  const listing = memorySource(files);
  const read = await runFromSource(listing, { folder: "digits/r1" });
  const { failed, skipped } = await saveRun(read, memorySink(), { formats: [] });
  assert.deepEqual(failed, []);
  assert.deepEqual(skipped.map(({ path }) => path), ["digits/r1/artifacts/two"]);
  // What nobody can tell is tried, and told.
  const { get } = listing;
  const unlisted = await runFromSource({ get }, { folder: "digits/r1" });
  const report = await saveRun(unlisted, memorySink(), { formats: [] });
  assert.deepEqual(report.failed.map(({ path }) => path), ["digits/r1/artifacts/two"]);
  assert.match(report.failed[0].error.message, /there is no such file/);
});

test("runFromSource() refuses what is no run, and says where", async () => {
  const files = await savedFiles();
  const source = memorySource(files);
  await assert.rejects(runFromSource(source), code("ASSET_UNREADABLE"));
  await assert.rejects(runFromSource(source, { folder: "none" }), /"none\/run\.log"/);
  for (const folder of ["/", "..", "a/../b", "a/", 7]) {
    await assert.rejects(runFromSource(source, { folder: folder as never }), RangeError);
  }
  await assert.rejects(runFromSource({} as never), /must have get/);
  await assert.rejects(runFromSource(source, { foldr: "x" } as never), /"folder"/);
  const manifest = files.get("digits/r1/manifest.json")!;
  files.set("digits/r1/manifest.json", new TextEncoder().encode("<html>"));
  await assert.rejects(runFromSource(source, { folder: "digits/r1" }), code("LOG_FORMAT"));
  files.set("digits/r1/manifest.json", manifest);
  files.get("digits/r1/run.log")![60] ^= 1;
  await assert.rejects(runFromSource(source, { folder: "digits/r1" }), code("LOG_DAMAGED"));
});

test("runFromSource() reads no endless manifest and stops when it is told to", async () => {
  const files = await savedFiles();
  const endless = (): ReadableStream<Uint8Array> =>
    new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(2 ** 24)) });
  const source: Source = {
    get: (path, options) =>
      path.endsWith("manifest.json")
        ? Promise.resolve(endless())
        : memorySource(files).get(path, options),
  };
  await assert.rejects(
    runFromSource(source, { folder: "digits/r1" }),
    code("ASSET_UNREADABLE"),
  );
  const signal = AbortSignal.abort();
  const stopped = runFromSource(memorySource(files), { folder: "digits/r1", signal });
  await assert.rejects(stopped, code("SINK_ABORTED"));
});
