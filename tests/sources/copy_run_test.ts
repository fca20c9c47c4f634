import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import {
  copyRun,
  httpSource,
  isStemmaError,
  memorySink,
  memorySource,
  SinkError,
  type Source,
} from "stemma";
import { fsSink } from "stemma/fs";
import { generateSealKey, verifyRun } from "stemma/seal";
import { plainFiles, sealedFiles, statesOf } from "../seal/sealed_files.ts";
import { startStaticServer } from "./static_server.ts";

const { privateKey, publicKey } = await generateSealKey();
const states = statesOf();
const sealed = await sealedFiles(states.at(-1)!, plainFiles(states.at(-1)!), privateKey, states);

const sourceOf = (files: ReadonlyMap<string, Uint8Array> = sealed) => memorySource(new Map(files));

test("copyRun() copies a sealed run byte for byte, and it stands", async () => {
  const server = await startStaticServer(sealed, { cutAfter: 200_000 });
  const directory = await mkdtemp(join(tmpdir(), "stemma-copy-"));
  try {
    const report = await copyRun(httpSource(server.url), fsSink(directory), { to: "" });
    assert.deepEqual([report.failed, report.skipped, report.runId], [[], [], "r"]);
    for (const [path, bytes] of sealed) {
      assert.deepEqual(new Uint8Array(await readFile(join(directory, path))), bytes, path);
    }
    const { ok, findings } = await verifyRun(directory, { keys: [publicKey] });
    assert.ok(ok, JSON.stringify(findings));
  } finally {
    await server.stop();
    await rm(directory, { recursive: true });
  }
});

test("copyRun() fetches nothing again that is there, and what is there damaged", async () => {
  const server = await startStaticServer(sealed);
  const directory = await mkdtemp(join(tmpdir(), "stemma-copy-"));
  const requests = async () => {
    server.requests.length = 0;
    await copyRun(httpSource(server.url), fsSink(directory), { to: "" });
    return server.requests.map((line) => line.slice("GET /".length))
      .filter((path) => !path.startsWith("seal/") && path !== "fork.json").toSorted();
  };
  try {
    assert.ok((await requests()).length > 3);
    assert.deepEqual(await requests(), ["manifest.json"]);
    await writeFile(join(directory, "prov.json"), "other");
    assert.deepEqual(await requests(), ["manifest.json", "prov.json"]);
    assert.deepEqual(
      new Uint8Array(await readFile(join(directory, "prov.json"))),
      sealed.get("prov.json"),
    );
  } finally {
    await server.stop();
    await rm(directory, { recursive: true });
  }
});

test("copyRun() puts the manifest last, and not where a file is not as it says", async () => {
  const order: string[] = [];
  const { files, ...sink } = memorySink();
  const watching = {
    ...sink,
    put: async (...args: Parameters<typeof sink.put>) => {
      await sink.put(...args);
      order.push(args[0].path);
    },
  };
  const whole = await copyRun(sourceOf(), watching);
  assert.equal(whole.folder, "e/r/");
  assert.equal(order.at(-1), "e/r/manifest.json");
  assert.equal(files.size, sealed.size);
  const path = [...sealed.keys()].find((path) => path.startsWith("artifacts/"))!;
  for (const bytes of [new Uint8Array(3), sealed.get(path)!.slice().reverse(), undefined]) {
    const damaged = new Map(sealed);
    if (bytes === undefined) damaged.delete(path);
    else damaged.set(path, bytes);
    const { files, ...into } = memorySink();
    const report = await copyRun(sourceOf(damaged), into);
    assert.deepEqual(report.failed.map(({ path }) => path), [`e/r/${path}`]);
    assert.ok(!files.has("e/r/manifest.json") && !files.has(`e/r/${path}`));
    assert.ok(report.skipped.some(({ path }) => path === "e/r/manifest.json"));
  }
});

test("copyRun() tells of a seal that cannot be read, and publishes nothing", async () => {
  const { get } = sourceOf();
  const broken: Source = {
    get: (path, options) =>
      path === "seal/checkpoint"
        ? Promise.reject(new SinkError("SINK_HTTP", "Cannot get it", { path, status: 500 }))
        : get(path, options),
  };
  const { files, ...sink } = memorySink();
  const report = await copyRun(broken, sink);
  assert.deepEqual(report.failed.map(({ path }) => path), ["e/r/seal/checkpoint"]);
  assert.ok(!files.has("e/r/manifest.json"));
});

test("copyRun() and verifyRun() take a run without a seal from where nobody may list", async () => {
  const { get } = sourceOf(plainFiles(states.at(-1)!));
  // What S3 says of a file that is not there to those who may read and not list.
  const closed: Source = {
    async get(path, options) {
      const stream = await get(path, options);
      if (stream !== undefined) return stream;
      throw new SinkError("SINK_HTTP", "Cannot get it: 403", { path, status: 403 });
    },
  };
  const { files, ...sink } = memorySink();
  const report = await copyRun(closed, sink);
  assert.deepEqual(report.failed, []);
  assert.ok(files.has("e/r/manifest.json"));
  assert.ok((await verifyRun(closed)).ok);
  assert.ok(!(await verifyRun(closed, { keys: [publicKey] })).ok, "a seal is asked for");
});

test("copyRun() copies no run that was never finished, and writes no path outside", async () => {
  const unfinished = new Map(sealed);
  unfinished.delete("manifest.json");
  const code = (expected: string) => (error: unknown) =>
    isStemmaError(error) && error.code === expected;
  await assert.rejects(copyRun(sourceOf(unfinished), memorySink()), code("ASSET_UNREADABLE"));
  const text = new TextDecoder().decode(sealed.get("manifest.json"));
  for (const path of ["../evil", "/evil", "a/../../evil", "C:/evil", "a\\\\evil"]) {
    const hostile = new Map(sealed);
    const changed = text.replace('"path":"prov.json"', `"path":"${path}"`);
    hostile.set("manifest.json", new TextEncoder().encode(changed));
    await assert.rejects(copyRun(sourceOf(hostile), memorySink()), code("LOG_FORMAT"), path);
  }
  for (const from of ["/", "..", "a/", 7]) {
    await assert.rejects(copyRun(sourceOf(), memorySink(), { from: from as never }), RangeError);
  }
  await assert.rejects(copyRun(sourceOf(), memorySink(), { concurrency: 0 }), RangeError);
});

test("copyRun() stops when it is told to", async () => {
  const controller = new AbortController();
  const onProgress = () => controller.abort();
  const options = { signal: controller.signal, onProgress, concurrency: 1 };
  const report = await copyRun(sourceOf(), memorySink(), options);
  assert.equal(report.written.length, 1);
  assert.ok(report.failed.every(({ error }) => code(error) === "SINK_ABORTED"));
});

const code = (error: unknown) => isStemmaError(error) ? error.code : String(error);
