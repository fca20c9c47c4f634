import assert from "node:assert/strict";
import test from "node:test";
import { startRun } from "stemma";
import { heldOf } from "../adapters/trackio_held.ts";
import { needsMlflow, startMlflowServer } from "../servers/mlflow.ts";
import { openMlflowReader } from "../servers/mlflow_reader.ts";
import { needsTrackio, startTrackioServer } from "../servers/trackio.ts";
import { needsWorkerd, startWorker } from "../servers/workerd.ts";

const loss = Array.from({ length: 100 }, (_, step) => [step, 1 / (step + 1)]);

/** Has a Worker push its run to an address. */
async function pushFromWorker(to: string, token?: string): Promise<void> {
  const worker = await startWorker("tests/workerd/push_worker.ts");
  try {
    const query = new URLSearchParams({ to, ...(token !== undefined && { token }) });
    const answer = await fetch(`${worker.url}/?${query}`);
    assert.equal(answer.status, 200, await answer.clone().text());
    assert.deepEqual((await answer.json()).failed, []);
  } finally {
    await worker.stop();
  }
}

const skip = (...needs: { skip: false | string }[]) => needs.find((need) => need.skip) ?? {};

test(
  "a Worker pushes a run to trackio, from workerd",
  skip(needsWorkerd, needsTrackio),
  async () => {
    const server = await startTrackioServer();
    try {
      await pushFromWorker(server.url, server.token);
      const run = startRun({ experiment: "worker", runId: "w1" });
      assert.deepEqual(await heldOf(server.folder, "worker", run), {
        params: { "training/lr": "0.25" },
        points: { "training/loss": loss },
      });
    } finally {
      await server.stop();
    }
  },
);

test("a Worker pushes a run to MLflow, from workerd", skip(needsWorkerd, needsMlflow), async () => {
  const server = await startMlflowServer();
  const reader = openMlflowReader(server.url);
  try {
    await pushFromWorker(server.url);
    const [run] = await reader.runs("worker", { runId: "w1" });
    assert.deepEqual([run.status, run.params["training/lr"]], ["FINISHED", "0.25"]);
    const points = run.metrics["training/loss"].map(([step, , value]) => [step, value]);
    assert.deepEqual(points.sort((a, b) => a[0] - b[0]), loss);
  } finally {
    reader.close();
    await server.stop();
  }
});
