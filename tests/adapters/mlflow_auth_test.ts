import assert from "node:assert/strict";
import test from "node:test";
import { endRun, logMetric, startRun } from "stemma";
import { mlflow, type MlflowOptions } from "stemma/mlflow";
import { oracle } from "../oracle.ts";
import { findModule, needsMlflow, startMlflowServer } from "../servers/mlflow.ts";

const needs = needsMlflow.skip === false
  ? oracle("MLflow's auth extra", findModule("flask_wtf"))
  : needsMlflow;
const password = "a password: with more";

test("mlflow() speaks to a server that asks who is there", needs, async () => {
  const server = await startMlflowServer({
    args: ["--app-name", "basic-auth"],
    env: { MLFLOW_FLASK_SERVER_SECRET_KEY: "key", MLFLOW_AUTH_ADMIN_PASSWORD: password },
  });
  try {
    const run = endRun(logMetric(startRun({ experiment: "guarded" }), "loss", 0.5));
    const push = (account: MlflowOptions) => mlflow(server.url, account).push(run);
    for (const account of [{}, { username: "admin", password: "wrong" }, { token: "wrong" }]) {
      const { failed } = await push(account);
      assert.equal(failed.length, 1);
      assert.match(failed[0].error.message, /401.*give a token, or username and password/s);
      assert.ok(!failed[0].error.message.includes("wrong"), failed[0].error.message);
    }
    const { failed, sent } = await push({ username: "admin", password });
    assert.deepEqual([failed, sent], [[], run.length]);
  } finally {
    await server.stop();
  }
});
