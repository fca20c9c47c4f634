import assert from "node:assert/strict";
import test from "node:test";
import { artifacts, datasets, logMetric, models, param, series } from "stemma";
import { runFromYprov4ml } from "stemma/yprov4ml";
import { eventsOf, filesOf, kindsOf } from "./yprov4ml_folders.ts";

const E0 = { "mlflow": "mlflow", "prov-ml": "prov-ml", "default": "www.example.org" };
const E1 = { "xsd_1": "http://www.w3.org/2000/10/XMLSchema#", "prov-ml": "prov-ml" };

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

test("runFromYprov4ml() leaves a run without an end open, with the clock that is given", async () => {
  const { run } = await runFromYprov4ml(filesOf({ "provgraph_net_GR0.json": firstEra() }), {
    env: { now: () => 5, randomId: () => "" },
  });
  assert.equal(run.status, "RUNNING");
  const more = logMetric(run, "after", 1);
  assert.equal(series(more, "after")!.timestamps[0], 5);
});
