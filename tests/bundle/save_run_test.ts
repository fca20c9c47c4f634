import assert from "node:assert/strict";
import { test } from "node:test";
import {
  artifacts,
  bytesAsset,
  digest,
  equalProv,
  events,
  isStemmaError,
  logArtifact,
  LogError,
  logMetric,
  memorySink,
  provFromJsonLd,
  provFromProvN,
  provToJson,
  provToJsonLd,
  provToProvN,
  replay,
  type Run,
  runFiles,
  runFromFiles,
  saveModelVersion,
  saveRun,
  type Sink,
  startRun,
  textAsset,
  toProv,
} from "stemma";
import { scriptedEnv, scriptedRun } from "../scripted_run.ts";

async function saved(run: Run): Promise<Map<string, Uint8Array>> {
  const sink = memorySink();
  const report = await saveRun(run, sink);
  assert.deepEqual(report.failed, []);
  return sink.files;
}

function named(files: Map<string, Uint8Array>, end: string): [string, Uint8Array] {
  return [...files].find(([path]) => path.endsWith(end))!;
}

test("saveRun() writes the log first and the manifest last, and the manifest names every file", async () => {
  const files = await saved(scriptedRun());
  const paths = [...files.keys()];
  assert.match(paths[0], /run\.log$/);
  assert.match(paths.at(-1)!, /manifest\.json$/);
  const manifest = JSON.parse(new TextDecoder().decode(files.get(paths.at(-1)!)));
  const folder = paths[0].slice(0, -"run.log".length);
  assert.deepEqual(
    manifest.files.map((file: { path: string }) => folder + file.path).sort(),
    paths.slice(0, -1).sort(),
  );
  assert.equal(manifest.root, digest(scriptedRun()));
});

test("runFromFiles() gives back an equal run", async () => {
  const run = scriptedRun();
  const back = runFromFiles(await saved(run));
  assert.equal(digest(back), digest(run));
  assert.deepEqual([...events(back)], [...events(run)]);
  assert.equal(provToJson(toProv(back)), provToJson(toProv(run)));
});

test("runFromFiles() keeps the copies at hand, so that the run can be saved again", async () => {
  const files = await saved(scriptedRun());
  const again = await saved(runFromFiles(files));
  assert.deepEqual([...again.keys()], [...files.keys()]);
  for (const [path, bytes] of files) assert.deepEqual(again.get(path), bytes, path);
});

test("saveRun() says which copies are not at hand", async () => {
  const run = replay(events(scriptedRun()));
  const report = await saveRun(run, memorySink());
  assert.deepEqual(report.failed, []);
  assert.ok(report.skipped.some(({ path }) => path.endsWith("artifacts/vocabulary.txt")));
});

test("saveRun() reports a file that fails, goes on, and withholds the manifest", async () => {
  const memory = memorySink();
  const sink: Sink = {
    put: (file, options) =>
      file.path.endsWith(".csv") ? Promise.reject(new Error("no")) : memory.put(file, options),
  };
  const report = await saveRun(scriptedRun(), sink);
  assert.ok(report.failed.length > 0 && report.failed.every(({ path }) => path.endsWith(".csv")));
  assert.ok(report.skipped.some(({ path }) => path.endsWith("manifest.json")));
  assert.ok([...memory.files.keys()].some((path) => path.endsWith("artifacts/vocabulary.txt")));
  const second = await saveRun(scriptedRun(), memory);
  assert.deepEqual(second.failed, []);
  assert.ok(named(memory.files, "manifest.json"));
});

test("saveRun() writes the picture where it is given a way to draw", async () => {
  const sink = memorySink();
  await saveRun(scriptedRun(), sink, { svg: (dot) => Promise.resolve(`<svg>${dot.length}</svg>`) });
  assert.ok(named(sink.files, "prov.svg"));
});

test("saveRun() reports a picture that cannot be drawn, and the folder is whole without it", async () => {
  const sink = memorySink();
  const svg = () => Promise.reject(new Error("no"));
  const report = await saveRun(scriptedRun(), sink, { svg });
  assert.deepEqual(report.failed.map(({ path }) => path.split("/").at(-1)), ["prov.svg"]);
  assert.ok(named(sink.files, "manifest.json"));
});

test("saveRun() stops at an abort and says so", async () => {
  const controller = new AbortController();
  const sink = memorySink();
  const report = await saveRun(scriptedRun(), sink, {
    signal: controller.signal,
    onProgress: () => controller.abort(),
  });
  assert.equal(report.written.length, 1);
  assert.ok(
    report.failed.every(({ error }) => isStemmaError(error) && error.code === "SINK_ABORTED"),
  );
});

test("saveRun() writes PROV-N where it is asked for", async () => {
  const run = logMetric(startRun({ experiment: "x", env: scriptedEnv() }), "loss", 0.5);
  const sink = memorySink();
  const report = await saveRun(run, sink, { formats: ["prov-n"] });
  assert.deepEqual(report.failed, []);
  const [path, bytes] = named(sink.files, "/prov.provn");
  const text = new TextDecoder().decode(bytes);
  assert.equal(text, provToProvN(toProv(run)));
  assert(equalProv(provFromProvN(text).document, toProv(run)));
  assert.equal(runFiles(run, { formats: ["prov-n"] })[1].path, path);
  assert.equal(runFiles(run).some((file) => file.path === path), false);
});

test("saveRun() writes PROV-JSONLD where it is asked for", async () => {
  const run = logMetric(startRun({ experiment: "x", env: scriptedEnv() }), "loss", 0.5);
  const sink = memorySink();
  const report = await saveRun(run, sink, { formats: ["prov-jsonld"] });
  assert.deepEqual(report.failed, []);
  const [path, bytes] = named(sink.files, "/prov.jsonld");
  const text = new TextDecoder().decode(bytes);
  assert.equal(text, provToJsonLd(toProv(run)));
  assert(equalProv(provFromJsonLd(text).document, toProv(run)));
  assert.equal(runFiles(run, { formats: ["prov-jsonld"] })[1].path, path);
});

test("saveRun() refuses wrong arguments before the first byte", async () => {
  const run = startRun({ experiment: "x" });
  await assert.rejects(saveRun(run, memorySink(), { format: ["csv"] } as never), /"formats"/);
  await assert.rejects(saveRun(run, memorySink(), { formats: ["png"] } as never), TypeError);
  await assert.rejects(saveRun({} as Run, memorySink()), TypeError);
  await assert.rejects(saveRun(run, {} as Sink), TypeError);
});

test("saveRun() keeps hostile names inside the run's folder, each under a path of its own", async () => {
  let run = startRun({ experiment: "../e", runId: "C:\\x", env: scriptedEnv() });
  const names = ["../x", "/etc/x", "C:\\x", "CON", "con.txt", "a".repeat(300), "A.txt", "a.txt"];
  names.push(
    "..",
    ".",
    "a/../b",
    "nul",
    "x ",
    "x.",
    "\u0000",
    "a\u202eb",
    "é",
    "e\u0301",
    "x/y",
    "x",
  );
  for (const name of names) run = logArtifact(run, textAsset("t.txt", name), { name });
  const files = await saved(run);
  const copies = [...files.keys()].filter((path) => path.includes("/artifacts/"));
  assert.equal(copies.length, names.length);
  assert.equal(
    new Set(copies.map((path) => path.normalize("NFKC").toLowerCase())).size,
    names.length,
  );
  for (const path of copies) assert.ok(!path.split("/").includes(".."), path);
  assert.equal(digest(runFromFiles(files)), digest(run));
});

test("saveModelVersion() and logArtifact() keep the bytes of every version", async () => {
  let run = startRun({ experiment: "x", env: scriptedEnv() });
  for (let i = 0; i < 20; i++) {
    run = saveModelVersion(run, bytesAsset("w.bin", Uint8Array.of(i)), { name: "cnn" });
    run = logArtifact(run, bytesAsset("a.bin", Uint8Array.of(i)));
  }
  const files = await saved(run);
  const folder = `${run.experiment}/${run.runId}/`;
  artifacts(run).forEach((artifact, i) => {
    assert.deepEqual(files.get(folder + artifact.path), Uint8Array.of(i));
  });
  assert.equal([...files.keys()].filter((path) => path.includes("/models/")).length, 20);
});

test("runFiles() names the same files as saveRun() writes", async () => {
  const run = scriptedRun();
  assert.deepEqual(runFiles(run).map((file) => file.path), [...(await saved(run)).keys()]);
});

test("runFromFiles() refuses a log that is torn, damaged or of another run", async () => {
  const files = await saved(scriptedRun());
  const [path, log] = named(files, "run.log");
  const other = await saved(logMetric(startRun({ experiment: "x" }), "loss", 1));
  const refused = (bytes: Uint8Array) =>
    assert.throws(() => runFromFiles(new Map([...files, [path, bytes]])), LogError);
  refused(log.slice(0, -10));
  refused(log.slice(0, log.length >> 1));
  refused(new Uint8Array());
  refused(named(other, "run.log")[1]);
  for (const at of [0, 7, 8, 20, 40, log.length >> 1, log.length - 1]) {
    const flipped = log.slice();
    flipped[at] ^= 4;
    refused(flipped);
  }
});

test("runFromFiles() gives what came before the damage where it is asked to", async () => {
  let run = startRun({ experiment: "x", env: scriptedEnv() });
  for (let i = 0; i < 20_000; i++) run = logMetric(run, "loss", i, { timestamp: i });
  const files = await saved(run);
  const [path, log] = named(files, "run.log");
  const told: LogError[] = [];
  const cut = log.slice(0, Math.floor(log.length * 0.9));
  const back = runFromFiles(new Map([...files, [path, cut]]), {
    mode: "lenient",
    onRepair: (error) => told.push(error),
  });
  assert.ok(back.length > 8000 && back.length < run.length && told.length > 0);
});

test("runFromFiles() refuses a manifest that lies", async () => {
  const files = await saved(scriptedRun());
  const [path, bytes] = named(files, "manifest.json");
  const manifest = JSON.parse(new TextDecoder().decode(bytes));
  for (
    const change of [
      { root: "0".repeat(64) },
      { events: 10_000 },
      { runId: "other" },
      { format: "x" },
      { files: [{ path: "../x", size: 1, sha256: "0".repeat(64), mediaType: "a/b" }] },
      { files: [null] },
    ]
  ) {
    const text = JSON.stringify({ ...manifest, ...change });
    const changed = new Map([...files, [path, new TextEncoder().encode(text)]]);
    assert.throws(() => runFromFiles(changed), LogError, JSON.stringify(change));
  }
});

test("runFromFiles() wants one log", () => {
  assert.throws(() => runFromFiles(new Map()), TypeError);
});

test("saveRun() names in the manifest what the sink holds, though its bytes are not at hand", async () => {
  const sink = memorySink();
  await saveRun(scriptedRun(), sink);
  const [path, whole] = named(sink.files, "manifest.json");
  const report = await saveRun(replay(events(scriptedRun())), sink);
  assert.deepEqual(report.written, []);
  assert.deepEqual(new Set(report.skipped.map(({ reason }) => reason)).size, 1);
  assert.deepEqual(sink.files.get(path), whole);
});
