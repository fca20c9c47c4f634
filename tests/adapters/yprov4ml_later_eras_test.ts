import assert from "node:assert/strict";
import test from "node:test";
import { artifacts, contexts, digest, metrics, param, params, toProv } from "stemma";
import { runFromYprov4ml } from "stemma/yprov4ml";
import { eventsOf, filesOf, kindsOf } from "./yprov4ml_folders.ts";

const E2 = { "context": "context", "yProv4ML": "yProv4ML", "default": "net_GR0_3" };
const E3 = { "yprov": "https://github.com/HPCI-Lab/yProv4ML", "provml": "prov-ml" };

function secondEra(more: Record<string, unknown> = {}) {
  const metric = (context: string) => ({
    "yProv4ML:path": `prov/net_3/metrics_GR0/loss_${context}_GR0.csv`,
    "yProv4ML:context": context,
    "yProv4ML:source": "None",
    "yProv4ML:role": "output",
  });
  return {
    prefix: E2,
    agent: { "yProv4ML:ada": {} },
    activity: {
      "context:net_GR0_3": {
        "yProv4ML:level": { $: 0, type: "xsd:int" },
        "yProv4ML:run_id": { $: 3, type: "xsd:int" },
        "yProv4ML:experiment_name": "net_GR0_3",
        "yProv4ML:experiment_dir": "prov/net_3",
        "yProv4ML:global_rank": { $: 0, type: "xsd:int" },
        "yProv4ML:seed": { $: "9007199254740993", type: "xsd:long" },
        "yProv4ML:execution_start_time": { $: 1750000000.5, type: "xsd:double" },
        "yProv4ML:execution_end_time": { $: 1750000009.5, type: "xsd:double" },
      },
      "context:Context.TRAINING": {
        "yProv4ML:level": 1,
        "yProv4ML:lr": { $: 0.1, type: "xsd:double" },
      },
      "context:fold_1": { "yProv4ML:lr": { $: 0.2, type: "xsd:double" } },
      ...more,
    },
    entity: {
      "yProv4ML:loss": [metric("Context.TRAINING"), metric("Context.VALIDATION")],
      "yProv4ML:gone": { "yProv4ML:path": "prov/net_3/metrics_GR0/gone.csv" },
      "yProv4ML:grid": { "yProv4ML:path": "prov/net_3/metrics_GR0/grid.nc" },
      "yProv4ML:way": { "yProv4ML:path": "prov/net_3/../../etc/passwd", "yProv4ML:label": "way" },
    },
    wasInformedBy: {
      "_:1": { "prov:informed": "context:Context.TRAINING", "prov:informant": "context:net_GR0_3" },
      "_:2": { "prov:informed": "context:fold_1", "prov:informant": "context:Context.TRAINING" },
      "_:3": { "prov:informed": "context:a", "prov:informant": "context:b" },
      "_:4": { "prov:informed": "context:b", "prov:informant": "context:a" },
    },
  };
}

const HEAD = (context: string) => `loss;${context};None\n0;0.5;1750000001000\n`;

test("runFromYprov4ml() reads a document of E2, with two metrics under one id", async () => {
  const { run, repairs } = await runFromYprov4ml(filesOf({
    "prov_net_GR0_3.json": secondEra({ "context:a": {}, "context:b": {} }),
    "metrics_GR0/loss_Context.TRAINING_GR0.csv": HEAD("Context.TRAINING"),
    "metrics_GR0/loss_Context.VALIDATION_GR0.csv": HEAD("Context.VALIDATION"),
    "metrics_GR0/grid.nc": "CDF",
    "artifacts/src/train.py": "print()",
  }));
  assert.deepEqual([run.experiment, run.runId, run.status], ["net", "net_GR0_3", "FINISHED"]);
  assert.deepEqual(metrics(run).map(({ key, context }) => [key, context]), [
    ["loss", "training"],
    ["loss", "validation"],
  ]);
  assert.equal(param(run, "seed"), 9007199254740993n);
  assert.equal(param(run, "lr", { context: "training" }), 0.1);
  assert.equal(param(run, "lr", { context: "fold_1" }), 0.2);
  assert.deepEqual(contexts(run).find(({ name }) => name === "fold_1")?.parent, "training");
  const names = artifacts(run).map(({ name }) => name);
  assert.deepEqual(names, ["way", "metrics_GR0/grid.nc", "prov_net_GR0_3.json"]);
  assert.equal(eventsOf(run, "source")[0].copies?.[0].name, "train.py");
  const kinds = kindsOf(repairs);
  for (
    const kind of [
      "duplicate",
      "missing-context",
      "missing-file",
      "unreadable-file",
      "outside-path",
      "context-cycle",
      "unnamed-file",
    ]
  ) assert.ok(kinds.has(kind), kind);
  assert.ok(toProv(run).records.length > 0);
});

function rank(number: number) {
  const id = `net_GR${number}_run7`;
  return {
    prefix: { ...E3, default: id },
    activity: {
      [id]: {
        "yprov:run_id": "run7^^xsd:string",
        "yprov:experiment_name": id,
        "yprov:experiment_dir": "/scratch/prov/net_run7",
        "yprov:global_rank": `${number}^^xsd:int`,
        "yprov:time_zone": "CEST+0200",
        "prov:startedAtTime": `2026-05-06T14:0${number}:00^^xsd:dateTime`,
        "prov:endedAtTime": "{'$': '2026-05-06T15:00:00', 'type': 'xsd:dateTime'}",
      },
      "training": {},
      "psutil//training": {},
    },
    entity: {
      "seed//training": {
        "prov:type": "provml:HyperParameter",
        "prov:label": "seed",
        "prov:value": `${number}^^xsd:int`,
      },
      "psutil//cpu//training": {
        "prov:type": "provml:Metric",
        "prov:label": "psutil//cpu//training",
        "yprov:context": "training",
        "yprov:source": "psutil",
        "dcterms:identifier": `/scratch/prov/net_run7/metrics_GR${number}/cpu.csv`,
      },
    },
    used: { "_:u": { "prov:activity": "training", "prov:entity": "seed//training" } },
    wasGeneratedBy: {
      "_:g": { "prov:entity": "psutil//cpu//training", "prov:activity": "psutil//training" },
    },
    wasInformedBy: {
      "_:1": { "prov:informed": "training", "prov:informant": id },
      "_:2": { "prov:informed": "psutil//training", "prov:informant": "training" },
    },
  };
}

const CPU = "epoch,value,timestep\n0,1.5,1778069000000\n";

test("runFromYprov4ml() gives one run a rank", async () => {
  const { run, runs, repairs } = await runFromYprov4ml(filesOf({
    "prov/net_run7/prov_net_GR10_run7.json": rank(2),
    "prov/net_run7/prov_net_GR1_run7.json": rank(1),
    "prov/net_run7/metrics_GR1/cpu.csv": CPU,
    "prov/net_run7/metrics_GR2/cpu.csv": CPU,
    "prov/net_run7/artifacts_GR2/log.txt": "of rank 2",
    "prov/net_run7/prov_collection.json": "{}",
    "prov/net_run7.zip": "PK",
  }));
  assert.equal(run, runs[0]);
  assert.deepEqual(runs.map(({ runId }) => runId), ["net_GR1_run7", "net_GR2_run7"]);
  const [one, two] = runs.map((each) => eventsOf(each, "start")[0]);
  assert.deepEqual([one.rank, two.rank, one.parent?.runId], [1, 2, "net_run7"]);
  assert.equal(one.timestamp, Date.parse("2026-05-06T12:01:00Z"));
  assert.deepEqual(params(run), [
    { key: "seed", value: 1, context: "training", direction: "input", timestamp: one.timestamp },
  ]);
  assert.deepEqual(contexts(run).map(({ name }) => name), ["training"]);
  assert.deepEqual(metrics(run), [
    { key: "cpu", context: "training", source: "psutil", length: 1 },
  ]);
  assert.ok(artifacts(runs[1]).some(({ name }) => name === "artifacts_GR2/log.txt"));
  assert.ok(artifacts(run).some(({ name }) => name === "prov_collection.json"));
  const outside = repairs.filter(({ kind }) => kind === "left-out").map(({ file }) => file);
  assert.deepEqual(outside, ["prov/net_run7.zip"]);
  const bundles = toProv(runs).bundles;
  assert.equal(bundles.length, 2);
});

test("runFromYprov4ml() leaves out a document it cannot read, unless it is the only one", async () => {
  const files = { "a/prov_net_GR1_run7.json": rank(1), "a/prov_net_GR2_run7.json": "{nonsense" };
  const { runs, repairs } = await runFromYprov4ml(filesOf(files));
  assert.equal(runs.length, 1);
  assert.ok(repairs.some(({ file, kind }) => kind === "unreadable-file" && file.includes("GR2")));
  const { "a/prov_net_GR2_run7.json": bad } = files;
  await assert.rejects(runFromYprov4ml(filesOf({ "a/prov_x.json": bad })), {
    name: "ProvError",
    code: "PROV_SYNTAX",
    details: { file: "a/prov_x.json", path: "", line: 1, column: 2 },
  });
  await assert.rejects(runFromYprov4ml(new Map([["prov_x.json", new Uint8Array([255])]])), {
    code: "PROV_SYNTAX",
  });
  for (const others of [{}, { "prov_x.json": { entity: {} } }, { "readme.txt": "prov-ml" }]) {
    await assert.rejects(runFromYprov4ml(filesOf(others)), { code: "PROV_SHAPE" });
  }
});

test("runFromYprov4ml() takes files as a saved run's are taken, or read later", async () => {
  const files = filesOf({ "prov_net_GR1_run7.json": rank(1), "metrics_GR1/cpu.csv": CPU });
  const whole = digest((await runFromYprov4ml(files)).run);
  const later = Array.from(files, ([path, bytes]) => ({
    path: path.replaceAll("/", "\\"),
    bytes: () => Promise.resolve(bytes),
  }));
  assert.equal(digest((await runFromYprov4ml(later)).run), whole);
  const sync = Array.from(files, ([path, bytes]) => ({ path: `./${path}`, bytes: () => bytes }));
  assert.equal(digest((await runFromYprov4ml(sync)).run), whole);
  for (const wrong of [null, 7, [{}], [{ path: "prov_a.json", bytes: () => "x" }]]) {
    await assert.rejects(runFromYprov4ml(wrong as never), TypeError);
  }
  await assert.rejects(runFromYprov4ml(files, { clock: 1 } as never), /unknown option "clock"/);
});
