import assert from "node:assert/strict";
import { test } from "node:test";
import {
  bytesAsset,
  type CrateOptions,
  digest,
  endRun,
  events,
  logArtifact,
  logCommand,
  logDataset,
  logInput,
  logMetric,
  logModel,
  logSource,
  memorySink,
  referenceAsset,
  replay,
  type Run,
  runFiles,
  runFromFiles,
  saveRun,
  startRun,
  zipSink,
} from "stemma";
import { scriptedEnv, scriptedRun } from "../scripted_run.ts";
import { readZip } from "../sinks/read_zip.ts";
import { type Crate, type Entity, readCrate } from "./crate_reader.ts";
import { brokenRules } from "./crate_rules.ts";
import {
  allFormats,
  crateFilesOf,
  failedRun,
  fullCrate,
  hostileRun,
  software,
} from "./crate_runs.ts";

const crateOf = (run: Run, crate?: CrateOptions): Crate => readCrate(crateFilesOf(run, crate));
const start = () => startRun({ experiment: "x", runId: "r", env: scriptedEnv() });
const entity = (crate: Crate, id: string): Entity => {
  assert.ok(crate.byId.has(id), `${id} is none of ${[...crate.byId.keys()].join(" ")}`);
  return crate.byId.get(id)!;
};

test("saveRun() writes a crate that keeps every rule, in a folder and in a zip", async () => {
  for (const run of [scriptedRun(), hostileRun()]) {
    const options = { formats: allFormats, folder: "", crate: { ...fullCrate, software } };
    const zip = zipSink();
    const memory = memorySink();
    const report = await saveRun(run, zip, options);
    await saveRun(run, memory, options);
    assert.deepEqual([report.failed, report.gaps], [[], []]);
    const files = new Map(
      Array.from(readZip(zip.bytes()), ([path, bytes]) => [path, new Uint8Array(bytes)]),
    );
    assert.deepEqual(brokenRules(readCrate(files)), []);
    assert.deepEqual(files, new Map(memory.files));
    assert.equal(digest(runFromFiles(files)), digest(run));
    assert.deepEqual([...files], [...crateFilesOf(run, options.crate)]);
  }
});

test("saveRun() names the crate in the manifest, and the manifest in the crate", () => {
  const files = crateFilesOf(scriptedRun());
  const manifest = JSON.parse(new TextDecoder().decode(files.get("manifest.json")));
  assert.ok(manifest.files.some(({ path }: { path: string }) => path === "ro-crate-metadata.json"));
  const listed = entity(readCrate(files), "manifest.json");
  assert.deepEqual([listed.sha256, listed.contentSize], [undefined, undefined]);
});

test("saveRun() writes no crate unless it is asked to, nor one that lists what failed", async () => {
  const path = "ro-crate-metadata.json";
  assert.ok(runFiles(scriptedRun()).every((file) => !file.path.endsWith(path)));
  const plain = await saveRun(scriptedRun(), memorySink());
  assert.equal("gaps" in plain, false);
  const memory = memorySink();
  const sink = {
    put: (file: Parameters<typeof memory.put>[0]) =>
      file.path.endsWith("prov.json") ? Promise.reject(new Error("no")) : memory.put(file),
  };
  const options = { formats: allFormats, folder: "", crate: fullCrate };
  const report = await saveRun(scriptedRun(), sink, options);
  assert.deepEqual(report.skipped.map((file) => file.path), [path, "manifest.json"]);
  assert.deepEqual((await saveRun(scriptedRun(), memory, options)).failed, []);
  assert.deepEqual(brokenRules(readCrate(memory.files)), []);
});

test("saveRun() lists the picture where it could be drawn, and no copy that is not at hand", async () => {
  const options = { formats: allFormats, folder: "", crate: fullCrate };
  const drawn = memorySink();
  await saveRun(scriptedRun(), drawn, { ...options, svg: () => Promise.resolve("<svg/>") });
  assert.equal(entity(readCrate(drawn.files), "prov.svg").encodingFormat, "image/svg+xml");
  const other = memorySink();
  const run = replay(events(scriptedRun()));
  await saveRun(run, other, { ...options, svg: () => Promise.reject(new Error("no")) });
  const crate = readCrate(other.files);
  assert.deepEqual(brokenRules(crate), []);
  assert.equal(crate.byId.has("prov.svg"), false);
  assert.equal(entity(crate, "#artifact/vocabulary.txt/v0")["@type"], "CreativeWork");
});

test("a crate tells what the run took in and made", () => {
  const crate = crateOf(scriptedRun());
  const action = crate.action!;
  const has = (property: string, id: string) =>
    assert.ok((action[property] as Entity[]).some((one) => one["@id"] === id), `${property} ${id}`);
  has("object", "#param/rate");
  has("object", "#dataset/training/train");
  has("object", "#optimizer/adam/learningRate");
  has("object", "artifacts/vocabulary.txt");
  has("object", "artifacts/source/train.ts");
  has("result", "#param/validation/best%20epoch");
  has("result", "#metric/training/accuracy");
  has("result", "artifacts/models/cnn/v2/weights.bin");
  has("result", "prov.json");
  assert.deepEqual(entity(crate, "#metric/training/accuracy"), {
    "@id": "#metric/training/accuracy",
    "@type": "PropertyValue",
    name: "accuracy",
    value: "0.9166666666666666",
    unitText: "%",
    description: "max of 3 points in training",
  });
  assert.equal(entity(crate, "#param/bound").value, "-INF");
  assert.equal(entity(crate, "#param/zero").value, "-0");
  assert.equal(entity(crate, "#param/huge").value, String(2n ** 70n));
  assert.deepEqual(entity(crate, "metrics/training/loss.csv").about, {
    "@id": "#metric/training/loss",
  });
  assert.deepEqual(entity(crate, "prov.json").about, { "@id": action["@id"] });
  assert.equal(action.description, "deno run train.ts --epochs=3");
  assert.deepEqual(crate.root!.keywords, ["team: vision", "sweep: 7"]);
});

test("a crate tells how a run ended", () => {
  const failed = crateOf(failedRun()).action!;
  assert.equal(failed.actionStatus, "http://schema.org/FailedActionStatus");
  assert.equal(failed.error, "RangeError: The loss is NaN");
  assert.deepEqual(failed.environment, { "@id": "#environment/A" });
  const killed = crateOf(endRun(start(), { status: "KILLED" })).action!;
  assert.equal(killed.error, "The run ended as KILLED");
  const running = crateOf(start()).action!;
  assert.deepEqual(
    [running.endTime, running.actionStatus, running.error],
    Array(3).fill(undefined),
  );
  const early = crateOf(endRun(start(), { timestamp: -62135596800000 + 0.5 }));
  assert.equal(early.action!.endTime, "0001-01-01T00:00:00.000+00:00");
  assert.equal(early.root!.datePublished, early.action!.endTime);
});

test("a crate names the program by its source code, or as it is told", () => {
  const program = (run: Run, crate?: CrateOptions) => {
    const { action, byId } = crateOf(run, crate);
    return byId.get((action!.instrument as Entity)["@id"])!;
  };
  const source = (remote: string, dirty = false) =>
    program(logSource(start(), { remote, commit: "abc", dirty }));
  assert.deepEqual(source("git@github.com:a/b.git", true), {
    "@id": "https://github.com/a/b.git",
    "@type": "SoftwareSourceCode",
    name: "b",
    url: "https://github.com/a/b.git",
    version: "abc-dirty",
    codeRepository: "git@github.com:a/b.git",
  });
  assert.equal(source("https://e.example/a b").url, undefined);
  assert.equal(source("git@host.example:a/b.git").url, undefined);
  assert.equal(source("/srv/git/b.git")["@id"], "#software/The%20program%20of%20run%20r");
  assert.equal(program(logCommand(start(), { arguments: ["train", "-q"] })).name, "train -q");
  assert.deepEqual(program(logSource(start(), { commit: "abc" }), { software }), {
    "@id": software.url,
    "@type": "SoftwareApplication",
    name: "train.ts",
    url: software.url,
    softwareVersion: "1.0.0",
  });
});

test("a crate joins the run's agent and the author where they are one", () => {
  const agent = (given: object | undefined, crate: CrateOptions) => {
    const found = crateOf(
      startRun({ experiment: "x", ...given && { agent: given as never } }),
      crate,
    );
    const name = (one: unknown) => found.byId.get((one as Entity | undefined)?.["@id"] ?? "")?.name;
    return [name(found.action!.agent), name(found.root!.author)];
  };
  const { author } = fullCrate;
  assert.deepEqual(agent({ name: "Bob" }, {}), ["Bob", "Bob"]);
  assert.deepEqual(agent({ name: "Bob" }, { author }), ["Bob", "Ada Lovelace"]);
  assert.deepEqual(
    agent({ name: "A.", id: author!.id }, { author }),
    Array(2).fill("Ada Lovelace"),
  );
  assert.deepEqual(
    agent({ name: "A.", id: author!.id }, {
      author: { name: "B.", id: author!.id, url: undefined },
    }),
    ["B.", "B."],
  );
  assert.deepEqual(agent(undefined, { author }), Array(2).fill("Ada Lovelace"));
  assert.deepEqual(agent(undefined, { agent: author }), Array(2).fill("Ada Lovelace"));
  assert.deepEqual(agent({ name: "bot", kind: "software" }, {}), [undefined, undefined]);
  assert.deepEqual(agent({ name: "bot", kind: "software" }, { author })[0], "Ada Lovelace");
  assert.deepEqual(agent({ name: "Bob" }, { agent: author }), Array(2).fill("Ada Lovelace"));
});

test("a crate keeps apart what claims one address", () => {
  const uri = "https://spdx.org/licenses/CC-BY-4.0";
  let run = start();
  for (const size of [1, 2, 2]) run = logInput(run, referenceAsset(uri, { size, name: "x" }));
  run = logInput(run, referenceAsset("data/train.csv"));
  run = logArtifact(run, { ...bytesAsset("y", new Uint8Array(1)), uri: "https://example.org/y" });
  run = logModel(run, { name: "m", weights: bytesAsset("x", new Uint8Array(2)) });
  const crate = crateOf(endRun(run), { ...fullCrate, software });
  assert.deepEqual(brokenRules(crate), []);
  assert.equal(entity(crate, uri).name, "CC-BY-4.0");
  assert.deepEqual(["v0", "v1", "v2"].map((v) => entity(crate, `#artifact/x/${v}`).contentSize), [
    "1",
    "2",
    "2",
  ]);
  assert.equal(entity(crate, "#artifact/train.csv/v0").identifier, "data/train.csv");
  assert.equal(entity(crate, "artifacts/y").url, "https://example.org/y");
});

test("a crate writes media types as its checkers read them", () => {
  const written = (mediaType: string) => {
    const run = logArtifact(start(), { ...bytesAsset("a", new Uint8Array(1)), mediaType });
    return entity(crateOf(run), "artifacts/a").encodingFormat;
  };
  assert.equal(written("text/csv; charset=utf-8"), "text/csv;charset=utf-8");
  assert.equal(written("image/svg+xml"), "image/svg+xml");
  assert.equal(written("text/csv; header"), "text/csv");
  assert.equal(written("x-own/type"), "application/octet-stream");
});

test("a dataset's license is named as one where it is known", () => {
  const license = (license: string) =>
    entity(crateOf(logDataset(start(), { license }, { label: "d" })), "#dataset/d").license;
  assert.deepEqual(license("mit"), { "@id": "https://spdx.org/licenses/MIT" });
  assert.deepEqual(license("https://e.example/terms"), { "@id": "https://e.example/terms" });
  assert.equal(license("ask Ada"), "ask Ada");
});

test("a crate's metric is NaN where the series says so", () => {
  const crate = crateOf(logMetric(start(), "loss", NaN));
  assert.equal(entity(crate, "#metric/loss").value, "NaN");
  assert.equal(entity(crate, "#metric/loss").description, "last of 1 point");
});
