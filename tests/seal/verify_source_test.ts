import assert from "node:assert/strict";
import test from "node:test";
import { httpSource, isStemmaError, memorySource, SinkError, type Source } from "stemma";
import { generateSealKey, type Verification, verifyRun } from "stemma/seal";
import { startStaticServer } from "../sources/static_server.ts";
import { inShort, savedFiles } from "./saved_files.ts";
import { plainFiles, sealedFiles, statesOf } from "./sealed_files.ts";

type Files = Map<string, Uint8Array>;

const { privateKey, publicKey } = await generateSealKey();

async function sealed(): Promise<Files> {
  const states = statesOf();
  return await sealedFiles(states.at(-1)!, plainFiles(states.at(-1)!), privateKey, states);
}

/** A source of files below a folder; one that cannot list unless it is asked to. */
function sourceOf(files: ReadonlyMap<string, Uint8Array>, lists = false): Source {
  const moved = new Map(Array.from(files, ([path, bytes]) => [`e/r/${path}`, bytes]));
  const source = memorySource(moved);
  return lists ? source : { get: source.get };
}

const folder = "e/r";
const keys = [publicKey];

/** What a verification came to, but for whether the place was listed. */
function seen({ ok, findings, coverage: { listed: _, ...coverage } }: Verification) {
  return { ok, findings, coverage };
}

test("verifyRun() says the same of a source as of the files in it", async () => {
  for (const files of [await savedFiles(), await sealed()]) {
    for (const options of [{}, { keys }]) {
      const expected = await verifyRun(files, options);
      assert.equal(expected.coverage.listed, true);
      const listed = await verifyRun(sourceOf(files, true), { ...options, folder });
      assert.deepEqual(listed, expected);
      const asked = await verifyRun(sourceOf(files), { ...options, folder });
      assert.equal(asked.coverage.listed, false);
      assert.deepEqual(seen(asked), seen(expected));
    }
  }
});

test("verifyRun() finds in a source what it finds in a folder, whether it can list or not", async () => {
  for (const files of [await savedFiles(), await sealed()]) {
    for (const [path, bytes] of files) {
      const damaged = new Map(files);
      const changed = bytes.slice();
      changed[changed.length >> 1] ^= 1;
      for (const content of [changed, bytes.subarray(0, -1), undefined]) {
        if (content === undefined) damaged.delete(path);
        else damaged.set(path, content);
        const expected = await verifyRun(damaged, { keys });
        const where = `${path}, ${content === undefined ? "removed" : content.length}`;
        const listed = await verifyRun(sourceOf(damaged, true), { keys, folder });
        assert.deepEqual(listed, expected, where);
        const asked = await verifyRun(sourceOf(damaged), { keys, folder });
        assert.equal(asked.ok, expected.ok, where);
        // Nobody sees what nothing names any more.
        const codes = inShort(expected).filter((code) => !code.startsWith("file-extra"));
        assert.deepEqual(inShort(asked), codes, where);
      }
    }
  }
});

test("verifyRun() sees what nobody named only where the source can list", async () => {
  const files = await sealed();
  files.set("artifacts/more", new Uint8Array(5));
  const listed = await verifyRun(sourceOf(files, true), { keys, folder });
  assert.deepEqual(inShort(listed), ["file-extra artifacts/more"]);
  const asked = await verifyRun(sourceOf(files), { keys, folder });
  assert.deepEqual([asked.ok, asked.coverage.listed], [true, false]);
});

test("verifyRun() reads a run that still lives, with the copies that its log names", async () => {
  const files = await savedFiles();
  files.delete("manifest.json");
  const asked = await verifyRun(sourceOf(files), { folder });
  assert.deepEqual(inShort(asked), ["manifest-missing manifest.json"]);
  const copies = [...files.keys()].filter((path) => path.startsWith("artifacts/"));
  assert.ok(copies.length > 0);
  assert.equal(asked.coverage.files.count, copies.length);
});

test("verifyRun() asks a server for every file once", async () => {
  const files = await sealed();
  const { url, requests, stop } = await startStaticServer(files);
  try {
    const { ok, coverage } = await verifyRun(httpSource(url), { keys });
    assert.deepEqual([ok, coverage.listed], [true, false]);
    const asked = requests.map((line) => line.replace(/^GET \//, ""));
    assert.equal(new Set(asked).size, asked.length);
    for (const path of files.keys()) assert.ok(asked.includes(path), path);
  } finally {
    await stop();
  }
});

test("verifyRun() takes no more of a file than is stated", async () => {
  const files = await sealed();
  const { get } = sourceOf(files);
  const endless = () =>
    new ReadableStream<Uint8Array>({ pull: (c) => c.enqueue(new Uint8Array(99)) });
  const named = [...files.keys()].find((path) => path.startsWith("artifacts/"))!;
  for (const list of [undefined, sourceOf(files, true).list]) {
    const source: Source = {
      get: (path, options) =>
        path === `e/r/${named}` ? Promise.resolve(endless()) : get(path, options),
      ...(list && { list }),
    };
    assert.deepEqual(inShort(await verifyRun(source, { folder })), [`file-unreadable ${named}`]);
  }
});

test("verifyRun() gives no verdict where the network fails, or who asked has had enough", async () => {
  const files = await sealed();
  const { get } = sourceOf(files);
  const failing = (path: string, error: Error): Source => ({
    get: (asked, options) => asked.endsWith(path) ? Promise.reject(error) : get(asked, options),
  });
  const passing = new SinkError("SINK_NETWORK", "Cannot get it", { path: "x", retryable: true });
  await assert.rejects(verifyRun(failing("prov.json", passing), { folder }), passing);
  const lasting = new SinkError("SINK_HTTP", "Cannot get it", { path: "x", status: 403 });
  const found = inShort(await verifyRun(failing("prov.json", lasting), { folder }));
  assert.deepEqual(found, ["file-unreadable prov.json"]);
  const signal = AbortSignal.abort();
  await assert.rejects(
    verifyRun(sourceOf(files), { folder, signal }),
    (error) => isStemmaError(error) && error.code === "SINK_ABORTED",
  );
});

test("verifyRun() goes on without a list where it may not have one", async () => {
  const files = await sealed();
  const source = (status: number): Source => ({
    get: sourceOf(files).get,
    // deno-lint-ignore require-yield
    async *list() {
      throw await Promise.resolve(new SinkError("SINK_HTTP", "No", { path: "", status }));
    },
  });
  const { ok, coverage } = await verifyRun(source(403), { keys, folder });
  assert.deepEqual([ok, coverage.listed], [true, false]);
  await assert.rejects(verifyRun(source(404), { keys, folder }), SinkError);
});

test("verifyRun() takes a listing that lies for what it is", async () => {
  const files = await sealed();
  const { get } = sourceOf(files);
  const source: Source = {
    get,
    async *list() {
      for (const [path, { length }] of files) yield { path: `e/r/${path}`, size: length };
      yield await Promise.resolve({ path: "e/r/../r/run.log", size: 1 });
      yield { path: "f/run.log", size: 1 };
      yield { path: "e/r/gone", size: 1 };
      yield { path: "e/r/", size: 0 };
      yield { path: "e/r/run.log", size: files.get("run.log")!.length };
    },
  };
  const found = inShort(await verifyRun(source, { keys, folder }));
  assert.deepEqual(found.toSorted(), ["file-extra e/r/../r/run.log", "file-extra f/run.log"]);
});

test("verifyRun() refuses a folder that leads out of a source", async () => {
  for (const folder of ["/", "..", "a/", "a/../b", 7]) {
    await assert.rejects(verifyRun(sourceOf(new Map()), { folder: folder as never }), RangeError);
  }
});
