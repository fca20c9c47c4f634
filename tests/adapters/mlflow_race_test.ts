import assert from "node:assert/strict";
import test from "node:test";
import { endRun, logMetric, logParam, type Run, startRun } from "stemma";
import { mlflow } from "stemma/mlflow";
import { type FakeMlflow, fakeMlflow, type FakeRun } from "../servers/fake_mlflow.ts";

/** A generator of chance that a failed round can be repeated with. */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9 | 0;
    return ((state ^ (state >>> 13)) >>> 0) / 2 ** 32;
  };
}

/** A server whose requests overtake each other. */
function jumbledServer(seed: number): FakeMlflow {
  const server = fakeMlflow();
  const random = chance(seed);
  server.delay = async () => {
    for (let turns = Math.floor(random() * 12); turns > 0; turns--) await null;
    if (random() < 0.1) await new Promise((resolve) => setTimeout(resolve, 0));
  };
  return server;
}

function grow(run: Run, steps: number): Run {
  run = logParam(run, "lr", 0.1);
  for (let step = 0; step < steps; step++) {
    run = logMetric(run, "loss", 1 / (step + 1), { step, timestamp: 1000 + step });
  }
  return run;
}

function theRun(server: FakeMlflow, round: number): FakeRun {
  const active = [...server.runs.values()].filter(({ isDeleted }) => !isDeleted);
  assert.equal(active.length, 1, `round ${round} leaves ${active.length} runs`);
  return active[0];
}

test("mlflow() leaves one whole run where workers push one at once, however they overtake", async () => {
  let contested = 0;
  for (let round = 0; round < 300; round++) {
    const server = jumbledServer(round);
    const base = grow(startRun({ experiment: "race" }), 5 + round % 7);
    const runs = [base, endRun(base, { timestamp: 2000 }), base].slice(0, 2 + round % 2);
    const make = () => mlflow("http://mlflow.test", { fetch: server.fetch });
    const reports = await Promise.all(runs.map((run) => make().push(run)));
    const run = theRun(server, round);
    for (const { failed, skipped, url } of reports) {
      assert.deepEqual(failed, [], `round ${round}`);
      // Whoever finds a longer run there has nothing to send, and is told of no place.
      assert.ok(url?.includes(`/runs/${run.id}?`) ?? skipped.length === 1, `round ${round}`);
    }
    assert.equal(run.metrics.get("loss")!.size, 5 + round % 7);
    assert.equal(run.params.get("lr"), "0.1");
    assert.equal(run.status, "FINISHED");
    for (const other of server.runs.values()) {
      if (other === run) continue;
      contested++;
      assert.equal(other.tags.get("stemma.duplicateOf"), run.id);
      assert.equal(other.metrics.size, 0, "nothing was written to a run that lost");
    }
  }
  assert.ok(contested > 50, `${contested} runs lost, so the rule was tried`);
});

test("mlflow() cleans up after a worker that died between making a run and settling on it", async () => {
  for (let dies = 0; dies < 12; dies++) {
    const server = jumbledServer(dies);
    const run = grow(startRun({ experiment: "race" }), 4);
    let left = dies;
    const dying = mlflow("http://mlflow.test", {
      retry: { attempts: 1 },
      fetch: (url, init) =>
        left-- > 0 ? server.fetch(url, init) : Promise.reject(new TypeError("the worker is dead")),
    });
    const living = mlflow("http://mlflow.test", { fetch: server.fetch });
    const [, report] = await Promise.all([dying.push(run), living.push(run)]);
    assert.deepEqual(report.failed, []);
    const { failed } = await mlflow("http://mlflow.test", { fetch: server.fetch }).push(run);
    assert.deepEqual(failed, []);
    assert.equal(theRun(server, dies).metrics.get("loss")!.size, 4);
  }
});
