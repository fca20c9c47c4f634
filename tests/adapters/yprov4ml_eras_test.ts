import assert from "node:assert/strict";
import test from "node:test";
import {
  artifacts,
  contexts,
  datasets,
  digest,
  events,
  type LogEvent,
  logMetric,
  metrics,
  models,
  param,
  params,
  type Run,
  series,
  toProv,
} from "stemma";
import { runFromYprov4ml } from "stemma/yprov4ml";
import { filesOf } from "./yprov4ml_folders.ts";

const E0 = { "mlflow": "mlflow", "prov-ml": "prov-ml", "default": "www.example.org" };
const E1 = { "xsd_1": "http://www.w3.org/2000/10/XMLSchema#", "prov-ml": "prov-ml" };
const E2 = { "context": "context", "yProv4ML": "yProv4ML", "default": "net_GR0_3" };
const E3 = { "yprov": "https://github.com/HPCI-Lab/yProv4ML", "provml": "prov-ml" };

function kindsOf(repairs: readonly { kind: string }[]): Set<string> {
  return new Set(repairs.map(({ kind }) => kind));
}

function eventsOf<T extends LogEvent["type"]>(run: Run, type: T) {
  return [...events(run)].filter((event): event is Extract<LogEvent, { type: T }> =>
    event.type === type
  );
}

test("runFromYprov4ml() reads a document of E0", async () => {
  const document = {
    prefix: E0,
    entity: {
      "digits": { "prov-ml:type": "LearningStage", "mlflow:run_id": "9f86d081884c7d65" },
      "lr": { "prov:level": "1", "prov-ml:type": "Parameter", "prov-ml:value": "0.001" },
      "optimizer_name": { "prov-ml:type": "Parameter", "prov-ml:value": "Adam" },
      "loss": {
        "prov:level": "[(1, 0.9)]",
        "prov-ml:type": "Metric",
        "prov-ml:step-value":
          "[(0, 0, 0.9), (1, 0, tensor(0.8, device='cuda:0', grad_fn=<NllLossBackward0>)), (2, 1, nan)]",
      },
      "acc": { "prov-ml:type": "Metric", "prov-ml:step-value": ["(0, 0.5)", "(1, 0.6)"] },
      "cut": { "prov-ml:type": "Metric", "prov-ml:step-value": "[(0, 0, 1.0), ..., (9, 1, 2.0)]" },
    },
    activity: {
      "digits_execution": { "prov-ml:type": "LearningExecution" },
      "epoch_0": { "prov-ml:type": "TrainingExecution" },
      "evaluation": { "prov-ml:type": "EvaluationExecution" },
    },
    agent: { "ada": {} },
    wasAssociatedWith: { "_:a": { "prov:activity": "digits_execution", "prov:agent": "ada" } },
    used: { "_:u": { "prov:activity": "digits_execution", "prov:entity": "lr" } },
    wasGeneratedBy: {
      "_:g": { "prov:entity": "loss", "prov:activity": "epoch_0" },
      "_:h": { "prov:entity": "acc", "prov:activity": "evaluation" },
    },
  };
  const { run, repairs } = await runFromYprov4ml(
    filesOf({ "runs/provgraph_digits.json": document }),
  );
  assert.equal(run.experiment, "digits");
  assert.equal(run.runId, "digits_9f86d081884c7d65");
  assert.equal(run.status, "FINISHED");
  assert.equal(param(run, "lr"), 0.001);
  assert.deepEqual(
    eventsOf(run, "optimizer").map(({ name, settings }) => ({ name, ...settings })),
    [
      { name: "Adam", learningRate: 0.001 },
    ],
  );
  const loss = series(run, "loss", { context: "training" })!;
  assert.deepEqual([[...loss.steps], [...loss.values]], [[0, 1, 2], [0.9, 0.8, NaN]]);
  assert.deepEqual([...series(run, "acc", { context: "evaluation" })!.values], [0.5, 0.6]);
  assert.equal(series(run, "cut")!.length, 2);
  assert.deepEqual(artifacts(run).map(({ name }) => name), ["provgraph_digits.json"]);
  const kinds = kindsOf(repairs);
  for (const kind of ["missing-time", "truncated-list", "namespace", "text-value"]) {
    assert.ok(kinds.has(kind), kind);
  }
  assert.ok(repairs.some(({ message }) => message.includes("1970")));
});

const list = (values: unknown[]) => `[${values.join(", ")}]`;

function firstEra(more: Record<string, unknown> = {}) {
  return {
    prefix: E1,
    entity: {
      "net": [{
        "prov-ml:type": "LearningStage",
        "prov-ml:run_id": "4",
        "prov-ml:artifact_uri": "prov/net_4/artifacts",
        "prov-ml:global_rank": "0",
      }, { "prov-ml:type": "Experiment", "prov-ml:experiment_name": "net_GR0" }],
      "source_code": { "prov-ml:type": "SourceCode", "prov-ml:source_name": "train.py" },
      "loss_Context.TRAINING": {
        "prov-ml:type": "Metric",
        "prov-ml:name": "loss",
        "prov-ml:context": "Context.TRAINING",
        "prov-ml:source": "torch",
        "prov-ml:metric_epoch_list": list([0, 0, 1, 1]),
        "prov-ml:metric_value_list": list([0.9, "np.float64(inf)", "None", "x"]),
        "prov-ml:metric_timestamp_list": list([1000, 2000, 3000, 4000]),
      },
      "train_dataset": { "prov-ml:type": "Dataset", "prov-ml:train_stat_batch_size": "8" },
      "final_run_statistics": { "prov-ml:type": "RunStatistics", "prov-ml:best": "0.25" },
      "prov/net_4/artifacts/model_10.pth": {
        "prov-ml:type": "ModelVersion",
        "prov-ml:creation_epoch": "7",
        "prov-ml:creation_timestamp": "2026-05-06 12:00:00",
      },
      "prov/net_4/artifacts/net/net_10.pth": {
        "prov-ml:artifact_path": "prov/net_4/artifacts/net/net_10.pth",
      },
      "prov/net_4/artifacts/net/net_9.pth": {
        "prov-ml:artifact_path": "prov/net_4/artifacts/net/net_9.pth",
      },
      "my notes.txt": { "prov-ml:artifact_path": "my notes.txt" },
      ...more,
    },
    activity: {
      "net_execution": { "prov-ml:type": "LearningExecution" },
      "val_epoch_3": { "prov-ml:type": "ValidationExecution" },
    },
    used: { "_:u": { "prov:activity": "net_execution", "prov:entity": "train_dataset" } },
    wasGeneratedBy: { "_:g": { "prov:entity": "my notes.txt", "prov:activity": "val_epoch_3" } },
  };
}

test("runFromYprov4ml() reads a document of E1", async () => {
  const { run, repairs } = await runFromYprov4ml(filesOf({
    "net_4/provgraph_net_GR0.json": firstEra(),
    "net_4/artifacts/net/net_9.pth": "nine",
  }));
  assert.deepEqual([run.experiment, run.runId, run.status], ["net", "net_GR0_4", "RUNNING"]);
  const loss = series(run, "loss", { context: "training", source: "torch" })!;
  assert.deepEqual([[...loss.steps], [...loss.values], [...loss.timestamps]], [
    [0, 0],
    [0.9, Infinity],
    [1000, 2000],
  ]);
  assert.equal(eventsOf(run, "start")[0].timestamp, 1000);
  assert.deepEqual(
    models(run).map(({ name, version, uri, size }) => [name, version, uri, size]),
    [
      ["model", "v0", "prov/net_4/artifacts/model_10.pth", undefined],
      ["net", "v0", undefined, 4],
      ["net", "v1", "prov/net_4/artifacts/net/net_10.pth", undefined],
    ],
  );
  const notes = artifacts(run).find(({ name }) => name === "my notes.txt")!;
  assert.deepEqual([notes.context, notes.step, notes.uri], ["validation", 3, "my%20notes.txt"]);
  assert.equal(datasets(run)[0].direction, "input");
  assert.equal(param(run, "final_run_statistics.best"), 0.25);
  assert.deepEqual(eventsOf(run, "source")[0].info, {
    files: [{ path: "train.py", status: "unchanged" }],
  });
  const kinds = kindsOf(repairs);
  for (
    const kind of [
      "missing-value",
      "unreadable-point",
      "id-with-space",
      "unknown-entity",
      "local-time",
      "missing-time",
      "missing-file",
    ]
  ) assert.ok(kinds.has(kind), kind);
});

test("runFromYprov4ml() takes what a list of E1 lost from the file beside it", async () => {
  const cut = {
    "acc_Context.VALIDATION": {
      "prov-ml:type": "Metric",
      "prov-ml:name": "acc",
      "prov-ml:context": "Context.VALIDATION",
      "prov-ml:metric_epoch_list": "[0 ... 3]",
      "prov-ml:metric_value_list": "[0.1 ... 0.4]",
      "prov-ml:metric_timestamp_list": "[1000 ... 4000]",
    },
  };
  const document = { "net_4/provgraph_net_GR0.json": firstEra(cut) };
  const alone = await runFromYprov4ml(filesOf(document));
  assert.deepEqual([...series(alone.run, "acc", { context: "validation" })!.values], [0.1, 0.4]);
  assert.ok(kindsOf(alone.repairs).has("truncated-list"));
  const rows = "0\t0.1\t1000\n1\t0.2\t2000\n2\t0.3\t3000\n3\t0.4\t4000\n";
  const { run, repairs } = await runFromYprov4ml(filesOf({
    ...document,
    "net_4/tmp/acc_Context.VALIDATION_GR0.csv": `acc\tContext.VALIDATION\tNone\n${rows}`,
    "net_4/tmp/extra_Context.TRAINING_GR0.txt": `extra\tContext.TRAINING\tstd.time\n${rows}`,
    "net_4/tmp/broken.csv": "\u0000\u0001",
  }));
  const acc = series(run, "acc", { context: "validation" })!;
  assert.deepEqual([...acc.values], [0.1, 0.2, 0.3, 0.4]);
  assert.ok(!kindsOf(repairs).has("truncated-list"));
  assert.equal(series(run, "extra", { context: "training", source: "std.time" })!.length, 4);
  assert.ok(artifacts(run).some(({ name }) => name === "tmp/broken.csv"));
  const unnamed = repairs.filter(({ kind }) => kind === "unnamed-file");
  const left = unnamed.map(({ file }) => file).toSorted();
  assert.deepEqual(
    left,
    [
      "net_4/tmp/extra_Context.TRAINING_GR0.txt",
      "net_4/tmp/broken.csv",
    ].toSorted(),
  );
});

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
        "yprov:experiment_dir": "/home/ada/prov/net_run7".replace("/home/ada", "/scratch"),
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

test("runFromYprov4ml() leaves a run without an end open, with the clock that is given", async () => {
  const { run } = await runFromYprov4ml(filesOf({ "provgraph_net_GR0.json": firstEra() }), {
    env: { now: () => 5, randomId: () => "" },
  });
  assert.equal(run.status, "RUNNING");
  const more = logMetric(run, "after", 1);
  assert.equal(series(more, "after")!.timestamps[0], 5);
});

test("runFromYprov4ml() keeps hostile names as names", async () => {
  const names = ["__proto__", "constructor", "toString", "a\u0000b", "../../x", "$"];
  const entity = Object.fromEntries([
    ...names.map((name, i) => [`e${i}`, { "prov:label": name, "prov:value": `${i}` }]),
    ["f", { "dcterms:identifier": "a.txt", "yprov:__proto__": "x", "yprov:$": "y" }],
  ]);
  const { run } = await runFromYprov4ml(filesOf({
    "prov_x.json": { prefix: E3, activity: { "r": { "yprov:run_id": "1" } }, entity },
  }));
  assert.deepEqual(
    params(run).map(({ key, value }) => [key, value]),
    names.map((name, i) => [name, i]),
  );
  const [file] = artifacts(run);
  assert.deepEqual(Object.entries(file.attributes), [["__proto__", "x"]]);
  assert.ok(toProv(run).records.length > 0);
  assert.deepEqual(Object.keys(Object.prototype), []);
});

test("runFromYprov4ml() takes no quadratic time over large documents", async () => {
  const count = 20_000;
  const activity: Record<string, unknown> = { "r": { "yprov:run_id": "1" } };
  const wasInformedBy: Record<string, unknown> = {};
  const entity: Record<string, unknown> = { "same": [] };
  for (let i = 0; i < count; i++) {
    activity[`c${i}`] = {};
    wasInformedBy[`_:${i}`] = {
      "prov:informed": `c${i}`,
      "prov:informant": i === 0 ? "r" : `c${i - 1}`,
    };
    entity[`p${i}`] = { "prov:value": "1" };
    (entity.same as unknown[]).push({ "prov:value": `${i}` });
  }
  const { run, repairs } = await runFromYprov4ml(filesOf({
    "prov_x.json": { prefix: E3, activity, entity, wasInformedBy },
  }));
  assert.equal(contexts(run).length, count);
  assert.equal(params(run).length, 2 * count);
  assert.ok(kindsOf(repairs).has("context-cycle"));
});
