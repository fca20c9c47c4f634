import assert from "node:assert/strict";
import { test } from "node:test";
import {
  Context,
  endRun,
  logInput,
  logMetric,
  logParam,
  provFromJson,
  provToJson,
  type Run,
  startRun,
  textAsset,
  toProv,
} from "stemma";
import {
  equalProv,
  findDangling,
  type ProvDocument,
  type QualifiedName,
  recordById,
  recordsOfKind,
} from "stemma/prov";
import { scriptedEnv, scriptedRun } from "../scripted_run.ts";

const PROV = "http://www.w3.org/ns/prov#";

function idsOf(doc: ProvDocument): string[] {
  return doc.records.filter((record) => record.id !== undefined).map((record) => record.id!.iri);
}

function attribute(doc: ProvDocument, id: string, name: string): string[] {
  return (recordById(doc, id)?.attributes ?? [])
    .filter((entry) => `${entry.name.prefix}:${entry.name.local}` === name)
    .map(({ value }) => "text" in value ? value.text : `${value.prefix}:${value.local}`);
}

test("toProv() leaves nothing dangling", () => {
  assert.deepEqual(findDangling(toProv(scriptedRun())), []);
});

test("toProv() puts every id below the run's own namespace", () => {
  const own = "https://www.example.org/digits/00000000-0000-7000-8000-000000000001/";
  for (const id of idsOf(toProv(scriptedRun()))) assert.ok(id.startsWith(own), id);
});

test("toProv() gives two runs no id in common", () => {
  const env = scriptedEnv();
  const first = new Set(idsOf(toProv(scriptedRun(env))));
  assert.deepEqual(idsOf(toProv(scriptedRun(env))).filter((id) => first.has(id)), []);
});

test("toProv() keeps the same document for the same facts", () => {
  assert.equal(provToJson(toProv(scriptedRun())), provToJson(toProv(scriptedRun())));
});

test("toProv() comes back equal from its PROV-JSON", () => {
  const doc = toProv(scriptedRun());
  const { document, repairs } = provFromJson(provToJson(doc));
  assert.deepEqual(repairs, []);
  assert.ok(equalProv(doc, document));
});

test("toProv() keeps the type and every bit of a parameter", () => {
  const doc = toProv(scriptedRun());
  const expected: [string, string, string][] = [
    ["rate", "0.01", "double"],
    ["epochs", "3", "int"],
    ["big", "9007199254740993", "long"],
    ["huge", String(2n ** 70n), "integer"],
    ["odd", "NaN", "double"],
    ["bound", "-INF", "double"],
    ["when", "2026-11-21T00:00:00.000Z", "dateTime"],
    ["deep", "true", "boolean"],
  ];
  for (const [key, text, type] of expected) {
    const record = recordById(doc, `run:param/${key}`)!;
    const value = record.attributes.find((entry) => entry.name.iri === `${PROV}value`)!.value;
    assert.ok("text" in value, key);
    assert.deepEqual([value.text, value.type?.local], [text, type], key);
  }
});

test("toProv() makes two entities of one key in two contexts", () => {
  let run = startRun({ experiment: "x", env: scriptedEnv() });
  run = logParam(run, "seed", 1, { context: Context.TRAINING });
  run = logParam(run, "seed", 2, { context: Context.TESTING });
  const doc = toProv(run);
  assert.deepEqual(attribute(doc, "run:context/training/param/seed", "prov:value"), ["1"]);
  assert.deepEqual(attribute(doc, "run:context/testing/param/seed", "prov:value"), ["2"]);
});

test("toProv() never lets different names meet in one id", () => {
  let run = startRun({ experiment: "x", env: scriptedEnv() });
  const keys = ["a/b", "a~2fb", "a b", "a~20b", "a@2", "a", "A", "é", "e\u0301", "-a", ".", "a."];
  for (const key of keys) run = logMetric(run, key, 1);
  run = logMetric(run, "b", 1, { context: "a" });
  run = logMetric(run, "metric/b", 1, { context: "a" });
  run = logMetric(run, "a", 1, { source: "2" });
  const evaluations = recordsOfKind(toProv(run), "entity");
  assert.equal(new Set(evaluations.map((record) => record.id!.iri)).size, keys.length + 3);
});

test("toProv() chains versions as revisions, each a specialization of the whole", () => {
  const doc = toProv(scriptedRun());
  const name = (value: unknown) => (value as { local: string }).local;
  const revisions = recordsOfKind(doc, "wasDerivedFrom")
    .filter((record) => record.attributes.some(({ value }) => "iri" in value))
    .map(({ formal }) => [name(formal.generatedEntity), name(formal.usedEntity)]);
  assert.deepEqual(revisions, [
    ["artifact/confusion.json@v1", "artifact/confusion.json@v0"],
    ["model/cnn@v1", "model/cnn@v0"],
    ["model/cnn@v2", "model/cnn@v1"],
  ]);
  const special = recordsOfKind(doc, "specializationOf")
    .map(({ formal }) => [name(formal.specificEntity), name(formal.generalEntity)]);
  assert.deepEqual(special, [
    ["artifact/confusion.json@v0", "artifact/confusion.json"],
    ["artifact/confusion.json@v1", "artifact/confusion.json"],
    ["model/cnn@v0", "model/cnn"],
    ["model/cnn@v1", "model/cnn"],
    ["model/cnn@v2", "model/cnn"],
  ]);
});

test("toProv() never derives a model from what only testing used", () => {
  const derived = recordsOfKind(toProv(scriptedRun()), "wasDerivedFrom")
    .map(({ formal }) => (formal.usedEntity as { local: string }).local);
  assert.ok(derived.includes("context/training/dataset/train"));
  assert.ok(!derived.some((local) => local.startsWith("context/testing/")));
});

test("toProv() never lets an entity be older than the activity that made it", () => {
  let run = startRun({ experiment: "x", env: scriptedEnv() });
  run = logMetric(run, "loss", 1, { timestamp: 0, context: "training" });
  run = endRun(run, { timestamp: 1 });
  const doc = toProv(run);
  for (const { formal } of recordsOfKind(doc, "wasGeneratedBy")) {
    const activity = recordById(doc, formal.activity as QualifiedName)!;
    assert.ok(activity.formal.startTime <= formal.time);
  }
  const { formal } = recordById(doc, "run:run")!;
  assert.ok(formal.startTime <= formal.endTime);
});

test("toProv() ties a nested run to its parent, which is described", () => {
  const env = scriptedEnv();
  const parent = startRun({ experiment: "sweep", env });
  const child = startRun({ experiment: "sweep", parent, env });
  for (const doc of [toProv(child), toProv([parent, child])]) {
    assert.deepEqual(findDangling(doc), []);
    const [informed] = recordsOfKind(doc, "wasInformedBy");
    assert.match((informed.formal.informant as { iri: string }).iri, new RegExp(parent.runId));
  }
});

test("toProv() gives each rank a bundle and joins them by their parent", () => {
  const env = scriptedEnv();
  const rank = (number: number): Run => {
    const run = startRun({ experiment: "job", parent: "main", rank: number, worldSize: 2, env });
    return logInput(run, textAsset(`shard-${number}.txt`, String(number)));
  };
  const doc = toProv([rank(0), rank(1)]);
  assert.equal(doc.bundles.length, 2);
  assert.deepEqual(findDangling(doc), []);
  assert.equal(recordsOfKind(doc, "wasGeneratedBy").length, 2);
  const { document } = provFromJson(provToJson(doc));
  assert.ok(equalProv(doc, document));
});

test("toProv() refuses what is no run", () => {
  assert.throws(() => toProv([]), TypeError);
  assert.throws(() => toProv({} as Run), TypeError);
});

test("toProv() lets a model begin with its first version, however late it is logged", () => {
  const doc = toProv(scriptedRun());
  const times = recordsOfKind(doc, "wasGeneratedBy")
    .filter(({ formal }) => /^model\/cnn(@v0)?$/.test((formal.entity as QualifiedName).local))
    .map(({ formal }) => [(formal.activity as QualifiedName).local, formal.time]);
  assert.deepEqual(times, [
    ["run", "2023-11-14T22:13:36.000Z"],
    ["context/training", "2023-11-14T22:13:36.000Z"],
  ]);
});
