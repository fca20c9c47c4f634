import assert from "node:assert/strict";
import test from "node:test";
import { needsMlflow, startMlflowServer } from "./mlflow.ts";
import { openMlflowReader } from "./mlflow_reader.ts";

test(
  "a real MLflow server starts, is killed, starts again with its data, and stops",
  needsMlflow,
  async () => {
    const server = await startMlflowServer();
    try {
      assert.equal(await (await fetch(`${server.url}/version`)).text(), "3.17.2");
      const made = await fetch(`${server.url}/api/2.0/mlflow/runs/create`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ experiment_id: "0", run_name: "kept", start_time: 5 }),
      });
      assert.equal(made.status, 200);
      await made.body?.cancel();
      await server.kill();
      await assert.rejects(fetch(`${server.url}/health`));
      await server.restart();
      const reader = openMlflowReader(server.url);
      const [run] = await reader.runs("Default");
      reader.close();
      assert.deepEqual([run.name, run.start], ["kept", 5]);
    } finally {
      await server.stop();
    }
    await assert.rejects(fetch(`${server.url}/health`));
  },
);
