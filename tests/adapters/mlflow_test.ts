import assert from "node:assert/strict";
import test from "node:test";
import {
  endRun,
  logCommand,
  logEnvironment,
  logMetric,
  logOptimizer,
  logParam,
  logSource,
  resumeRun,
  type Run,
  setDescription,
  startRun,
} from "stemma";
import { mlflow, type MlflowOptions } from "stemma/mlflow";
import { fakeMlflow } from "../servers/fake_mlflow.ts";
import { type FaultyFetch, faultyFetch } from "../servers/faulty_fetch.ts";

const URL = "http://mlflow.test/prefix/";

/** A server, what is asked of it, and destinations that push to it. */
function stage(options?: Partial<MlflowOptions>) {
  const server = fakeMlflow();
  const faulty: FaultyFetch = faultyFetch((url, init) =>
    server.fetch(url.replace("/prefix/", "/"), init)
  );
  const retry = { attempts: 3, delayMs: 0 };
  const make = () => mlflow(URL, { fetch: faulty.fetch, retry, ...options });
  const calls = () =>
    faulty.seen.map(({ url }) => url.split(/\/mlflow(?:-artifacts)?\//)[1].split("?")[0]);
  return { server, faulty, make, calls };
}

const points = (run: Run, from: number, to: number) => {
  for (let step = from; step < to; step++) run = logMetric(run, "loss", 1 / (step + 1), { step });
  return run;
};

const codeOf = (error: unknown) => (error as { code?: string }).code;

test("mlflow() makes what its pages show: name, note, user, source, tags, params, status", async () => {
  const { server, make } = stage();
  let run = startRun({
    experiment: "digits",
    name: "first try",
    description: "A **try**",
    agent: { name: "Ada" },
    tags: { team: "vision", "stemma.digest": "mine" },
  });
  run = logSource(run, {
    commit: "abc",
    branch: "main",
    remote: "https://git.test/r",
    dirty: true,
  });
  run = logCommand(run, { arguments: ["deno", "run", "-A", "train.ts", "--epochs", "3"] });
  run = logEnvironment(run, { runtime: { name: "deno", version: "2.9.6" }, user: "root" });
  run = logParam(run, "lr", 0.1, { context: "training" });
  run = logParam(run, "shuffle", true);
  run = logParam(run, "none", null);
  run = logOptimizer(run, { name: "adam", learningRate: 0.01 });
  run = setDescription(run, "A better **try**");
  const error = new RangeError("no memory");
  const { url, failed } = await make().push(endRun(run, { error }));
  assert.deepEqual(failed, []);
  const [held] = server.runs.values();
  const page = `experiments/${held.experimentId}/runs/${held.id}?workflowType=machine_learning`;
  assert.equal(url, `http://mlflow.test/prefix/#/${page}`);
  assert.deepEqual([held.name, held.status], ["first try", "FAILED"]);
  assert.ok(held.end! >= held.start);
  const { params, tags } = held;
  assert.deepEqual(Object.fromEntries(params), {
    "stemma.runId": run.runId,
    "training/lr": "0.1",
    shuffle: "true",
    none: "null",
    optimizer: "adam",
    "optimizer.learningRate": "0.01",
  });
  const wanted = {
    "mlflow.runName": "first try",
    "mlflow.note.content": "A better **try**",
    "mlflow.user": "Ada",
    "mlflow.source.type": "LOCAL",
    "mlflow.source.name": "train.ts",
    "mlflow.source.git.commit": "abc",
    "mlflow.source.git.branch": "main",
    "mlflow.source.git.repoURL": "https://git.test/r",
    "stemma.source.dirty": "true",
    "stemma.runtime": "deno 2.9.6",
    "stemma.error": "RangeError: no memory",
    "stemma.runId": run.runId,
    "stemma.experiment": "digits",
    team: "vision",
    stemma_x2e_digest: "mine",
  };
  for (const [name, text] of Object.entries(wanted)) assert.equal(tags.get(name), text, name);
  assert.match(tags.get("stemma.digest")!, /^[0-9a-f]{64}$/);
});

test("mlflow() restores a deleted experiment, and takes one that somebody else made meanwhile", async () => {
  const { server, make, faulty } = stage({ experiment: "ours" });
  assert.deepEqual((await make().push(startRun({ experiment: "other" }))).failed, []);
  server.experiments.get("ours")!.isDeleted = true;
  const { failed, changed } = await make().push(startRun({ experiment: "other" }));
  assert.deepEqual([failed, changed.map(({ to }) => to)], [[], ["restored"]]);
  // The first look at it misses: another worker makes it between the look and the creation.
  const missing = () => Response.json({ error_code: "RESOURCE_DOES_NOT_EXIST" }, { status: 404 });
  faulty.script.push(missing);
  assert.deepEqual((await make().push(startRun({ experiment: "other" }))).failed, []);
  assert.equal(server.experiments.size, 1);
});

test("mlflow() says that a run was deleted at the server, and makes no other one", async () => {
  const { server, make } = stage();
  const destination = make();
  let run = points(startRun({ experiment: "digits" }), 0, 3);
  await destination.push(run);
  const [held] = server.runs.values();
  held.isDeleted = true;
  for (const [i, each] of [destination, destination, make()].entries()) {
    run = points(run, 3 + i, 4 + i);
    const { failed } = await each.push(run);
    assert.equal(failed.length, 1);
  }
  assert.equal(codeOf((await destination.push(run)).failed[0].error), "SINK_GONE");
  assert.equal(codeOf((await make().push(run)).failed[0].error), "SINK_GONE");
  assert.equal(server.runs.size, 1);
  held.isDeleted = false;
  assert.deepEqual((await destination.push(run)).failed, []);
  assert.equal(held.metrics.get("loss")!.size, 6);
  // Removed for good, it is made again by a new destination alone.
  server.runs.clear();
  run = points(run, 6, 7);
  await destination.push(run);
  assert.equal(codeOf((await destination.push(run)).failed[0].error), "SINK_GONE");
  assert.deepEqual((await make().push(run)).failed, []);
});

test("mlflow() nests a run in its parent, whichever of them comes first", async () => {
  const { server, make } = stage();
  const parent = startRun({ experiment: "digits", runId: 'it\'s the "parent"' });
  const early = endRun(points(startRun({ experiment: "digits", name: "early", parent }), 0, 2));
  let growing = startRun({ experiment: "digits", name: "growing", parent });
  const destination = make();
  const { skipped, failed } = await make().push(early);
  assert.deepEqual([failed, skipped.map(({ path }) => path)], [[], ["tags/mlflow.parentRunId"]]);
  await destination.push(growing);
  await make().push(parent);
  const late = startRun({ experiment: "digits", name: "late", parent });
  assert.deepEqual((await make().push(late)).skipped, []);
  growing = points(growing, 0, 1);
  assert.deepEqual((await destination.push(growing)).skipped, []);
  const held = [...server.runs.values()];
  const { id } = held.find(({ name }) => name === parent.name)!;
  for (const name of ["early", "growing", "late"]) {
    const child = held.find((run) => run.name === name)!;
    assert.equal(child.tags.get("mlflow.parentRunId"), id, name);
  }
});

test("mlflow() tells status and end, and that a run goes on that somebody ended", async () => {
  const { server, make } = stage();
  const destination = make();
  let run = points(startRun({ experiment: "digits" }), 0, 3);
  await destination.push(run);
  const [held] = server.runs.values();
  held.status = "KILLED";
  run = resumeRun(run, { reason: "preempted" });
  await destination.push(run);
  assert.equal(held.status, "RUNNING");
  run = endRun(run, { status: "KILLED", timestamp: 1234.5 });
  await destination.push(run);
  assert.deepEqual([held.status, held.end], ["KILLED", 1234]);
});

test("mlflow() asks the server before it sends a batch again", async () => {
  const { server, make, faulty, calls } = stage();
  const destination = make();
  let run = startRun({ experiment: "digits" });
  await destination.push(run);
  const before = calls().length;
  faulty.script.push("lose");
  run = points(run, 0, 900);
  assert.deepEqual((await destination.push(run)).failed, []);
  assert.deepEqual(calls().slice(before), ["runs/log-batch", "runs/get"]);
  faulty.script.push(503);
  run = points(run, 900, 905);
  assert.deepEqual((await destination.push(run)).failed, []);
  const again = ["runs/log-batch", "runs/get", "runs/log-batch"];
  assert.deepEqual(calls().slice(before + 2), again);
  assert.equal([...server.runs.values()][0].metrics.get("loss")!.size, 905);
});

test("mlflow() sends no request for nothing new, and two reads after a restart", async () => {
  const { make, calls } = stage();
  const destination = make();
  const run = endRun(points(startRun({ experiment: "digits" }), 0, 5));
  await destination.push(run);
  const before = calls().length;
  await destination.push(run);
  assert.equal(calls().length, before);
  await make().push(run);
  assert.deepEqual(calls().slice(before), ["experiments/get-by-name", "runs/search"]);
});

test("mlflow() goes past a param that the server refuses, and says so at every push", async () => {
  const { server, make, calls } = stage();
  const destination = make();
  let run = startRun({ experiment: "digits" });
  await destination.push(run);
  const [held] = server.runs.values();
  held.params.set("lr", "somebody else's");
  run = points(logParam(logParam(run, "lr", 0.1), "seed", 7), 0, 5);
  const { failed, sent } = await destination.push(run);
  assert.deepEqual(failed.map(({ path }) => path), ["params/lr"]);
  assert.match(failed[0].error.message, /Changing param values is not allowed/);
  assert.equal(sent, run.length);
  assert.deepEqual([held.params.get("seed"), held.metrics.get("loss")!.size], ["7", 5]);
  const before = calls().length;
  assert.deepEqual((await destination.push(run)).failed.map(({ path }) => path), ["params/lr"]);
  assert.equal(calls().length, before);
});

test("mlflow() waits while another worker writes the same", async () => {
  const { server, make, faulty } = stage();
  const destination = make();
  let run = startRun({ experiment: "digits" });
  await destination.push(run);
  const message = "(sqlite3.IntegrityError) UNIQUE constraint failed: params.key";
  const race = () => Response.json({ error_code: "BAD_REQUEST", message }, { status: 400 });
  faulty.script.push(race, race);
  run = points(run, 0, 5);
  assert.deepEqual((await destination.push(run)).failed, []);
  assert.equal([...server.runs.values()][0].metrics.get("loss")!.size, 5);
});

test("mlflow() refuses another line of a run after a restart, by the digest at the server", async () => {
  const { make } = stage();
  const base = points(startRun({ experiment: "digits" }), 0, 3);
  await make().push(logMetric(base, "loss", 0.5));
  const { failed } = await make().push(points(logMetric(base, "loss", 0.25), 4, 9));
  assert.equal(codeOf(failed[0].error), "RUN_FORKED");
});
