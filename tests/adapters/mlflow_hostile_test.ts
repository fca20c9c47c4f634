import assert from "node:assert/strict";
import test from "node:test";
import {
  endRun,
  logDataset,
  logMetric,
  logOptimizer,
  logParam,
  type Run,
  setDescription,
  setTag,
  startRun,
} from "stemma";
import { mlflow } from "stemma/mlflow";
import { hostileNames } from "../hostile_names.ts";
import { fakeMlflow, type FakeRun } from "../servers/fake_mlflow.ts";

/** Pushes a run to a server that refuses what the real one would swallow. */
async function push(run: Run) {
  const server = fakeMlflow();
  const destination = mlflow("http://mlflow.test/", { fetch: server.fetch });
  const report = await destination.push(run);
  const [held] = server.runs.values();
  return { ...report, held, server };
}

const start = () =>
  startRun({ experiment: "hostile", env: { now: () => 5, randomId: () => "id" } });

/** The names that the run's notes tell of, back to what they stand for. */
function originals({ tags }: FakeRun): Map<string, string> {
  const notes = [...tags].filter(([name]) => /^stemma\.names(\.\d+)?$/.test(name))
    .flatMap(([, text]) => JSON.parse(text) as [string, string, string][]);
  return new Map(notes.map(([kind, sent, key]) => [`${kind}/${sent}`, key]));
}

test("mlflow() takes every name of a param, metric and tag, each to one of its own, and back", async () => {
  const names = [
    ...new Set([...hostileNames, "a@b", "a,b", "a=b", "f(x)", "x[0]", "50%", "a+b", "#1"]),
  ]
    .filter((name) => name !== "");
  let run = start();
  for (const name of names) {
    run = logParam(run, name, name.length);
    run = logMetric(run, name, name.length, { step: 1 });
    run = setTag(run, name, `tag ${name.length}`);
  }
  const { failed, held } = await push(endRun(run));
  assert.deepEqual(failed, []);
  const known = originals(held);
  const back = (kind: string, sent: string) => known.get(`${kind}/${sent}`) ?? sent;
  assert.equal(held.metrics.size, names.length);
  for (const [sent, points] of held.metrics) {
    assert.equal([...points.values()][0].value, back("metrics", sent).length);
  }
  assert.equal(held.params.size, names.length + 1, "and the run's own id");
  for (const name of names) {
    assert.ok([...held.tags.keys()].some((sent) => back("tags", sent) === name), name);
  }
});

test("mlflow() keeps two things apart that would have one name", async () => {
  let run = logMetric(start(), "loss", 1, { context: "training", step: 0 });
  run = logMetric(run, "training/loss", 2, { step: 0 });
  run = logMetric(run, "loss", 3, { context: "training", source: "gpu", step: 0 });
  run = logMetric(run, "loss.gpu", 4, { context: "training", step: 0 });
  run = logMetric(run, "training/loss.gpu", 5, { step: 0 });
  const { failed, changed, held } = await push(run);
  const values = [...held.metrics].map(([name, points]) => [name, [...points.values()][0].value]);
  assert.deepEqual(values, [
    ["training/loss", 1],
    ["training_x2f_loss", 2],
    ["training/loss.gpu", 3],
    ["training_x2f_loss_x2e_gpu", 4],
  ]);
  assert.deepEqual(changed.map(({ to }) => to), ["training_x2f_loss", "training_x2f_loss_x2e_gpu"]);
  assert.deepEqual(failed.map(({ path, error }) => [path, (error as { code?: string }).code]), [
    ["metrics/training/loss.gpu", "SINK_NAME"],
  ]);
});

test("mlflow() says what it changed of values, times and texts, and where the truth is", async () => {
  let run = startRun({
    experiment: "hostile",
    name: "n".repeat(400),
    env: { now: () => -7.5, randomId: () => "id" },
  });
  for (const [step, value] of [NaN, Infinity, -Infinity, -0, 5e-324, Number.MAX_VALUE].entries()) {
    run = logMetric(run, "loss", value, { step, timestamp: step + 0.25 });
  }
  for (let i = 0; i < 2; i++) {
    run = logMetric(run, "loss", 1, { step: Number.MAX_SAFE_INTEGER, timestamp: -5 });
  }
  run = logParam(run, "long", "é".repeat(10_000));
  run = logParam(run, "nul", "a\0b");
  run = logParam(run, "pair", "😀".repeat(5000));
  run = logParam(run, "big", 2n ** 70n);
  run = setDescription(run, "#".repeat(9000));
  const { failed, changed, held } = await push(endRun(run));
  assert.deepEqual(failed, []);
  const values = [...held.metrics.get("loss")!.values()];
  assert.deepEqual(values.map(({ value }) => value), [
    "NaN",
    "Infinity",
    "-Infinity",
    0,
    5e-324,
    Number.MAX_VALUE,
    1,
  ]);
  assert.deepEqual(values.map(({ timestamp }) => timestamp), [0, 1, 2, 3, 4, 5, 0]);
  assert.equal(values[6].step, Number.MAX_SAFE_INTEGER);
  assert.equal(held.params.get("long"), "é".repeat(5999) + "…");
  assert.equal(held.params.get("nul"), "a␀b");
  assert.equal(held.params.get("pair"), "😀".repeat(2999) + "…");
  assert.equal(held.params.get("big"), `${2n ** 70n}`);
  assert.equal(held.start, 0);
  const told = changed.map(({ path }) => path);
  for (
    const path of ["tags/mlflow.runName", "tags/mlflow.note.content", "params/long", "params/nul"]
  ) {
    assert.ok(told.includes(path), path);
  }
  assert.deepEqual(
    changed.filter(({ path }) => path === "metrics/loss").map(({ to }) => to).sort(),
    ["-1.797e308", "0", "1.797e308", "one point", "whole milliseconds since 1970"],
  );
});

test("mlflow() stays within every limit of a request", async () => {
  let run = start();
  for (let i = 0; i < 250; i++) {
    run = logParam(run, `param ${i}`, "損".repeat(6000));
    run = setTag(run, `tag ${i}`, "失".repeat(5000));
  }
  for (let i = 0; i < 30; i++) {
    for (let step = 0; step < 100; step++) {
      run = logMetric(run, "損".repeat(249) + i % 10, step, { step });
    }
  }
  const settings = Object.fromEntries(Array.from({ length: 150 }, (_, i) => [`s${i}`, i]));
  run = logOptimizer(run, { name: "adam", ...settings });
  const { failed, held } = await push(endRun(run));
  assert.deepEqual(failed, []);
  assert.equal(held.params.size, 250 + 151 + 1);
  assert.equal([...held.tags.keys()].filter((name) => name.startsWith("tag ")).length, 250);
  assert.equal([...held.metrics.values()].reduce((sum, { size }) => sum + size, 0), 1000);
});

test("mlflow() sends datasets that differ as ones that differ, and keeps the whole digest", async () => {
  const sha256 = "0123456789abcdef".repeat(4);
  const shape = [28, 28, 1];
  const info = { name: "MNIST", samples: 60_000, shape, dtype: "float32", sha256 };
  let run = logDataset(start(), info, { label: "train" });
  run = logDataset(run, info, { label: "valid" });
  run = logDataset(run, { name: "MNIST", uri: "s3://data/test", samples: 5 }, { label: "test" });
  run = logDataset(run, { attributes: { note: "x".repeat(300_000) } }, { label: "y".repeat(600) });
  const { failed, changed, held } = await push(run);
  assert.deepEqual(failed, []);
  const [train, valid, tested, wide] = [...held.datasets.values()];
  assert.deepEqual([train.name, train.digest, train.context], [
    "MNIST",
    sha256.slice(0, 36),
    "train",
  ]);
  assert.equal(JSON.parse(train.source).sha256, sha256);
  assert.deepEqual(
    [JSON.parse(train.profile).num_rows, JSON.parse(train.profile).num_elements],
    [60_000, 60_000 * 784],
  );
  assert.equal(valid.name, "MNIST (valid)");
  assert.equal(tested.source_type, "s3");
  assert.equal(JSON.parse(tested.source).uri, "s3://data/test");
  assert.equal(wide.name.length, 500);
  assert.equal(changed.filter(({ path }) => path.startsWith("datasets/")).length, 4);
});
