import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import test from "node:test";
import {
  bytesAsset,
  digest,
  endRun,
  logArtifact,
  type Run,
  saveModelVersion,
  startRun,
  textAsset,
} from "stemma";
import type { PushReport } from "stemma/destination";
import { readRun } from "stemma/fs";
import { mlflow } from "stemma/mlflow";
import { verifyRun } from "stemma/seal";
import { faultyFetch } from "../servers/faulty_fetch.ts";
import { askMlflow, needsMlflow, startMlflowServer } from "../servers/mlflow.ts";
import { needsVersitygw, startVersitygwServer } from "../servers/versitygw.ts";
import { noise } from "../sinks/sink_files.ts";

const retry = { attempts: 2, delayMs: 1, timeoutMs: 20_000 };
const skip = needsMlflow.skip || needsVersitygw.skip;

type Found = Record<string, Record<string, [size: number, sha256: string]>>;

test("mlflow() sends files past the server, or in parts, or says why not", { skip }, async (t) => {
  const s3 = await startVersitygwServer(["direct", "proxied"]);
  // The server and MLflow's own client speak to the store.
  const env = {
    MLFLOW_S3_ENDPOINT_URL: s3.url,
    AWS_ACCESS_KEY_ID: s3.keys.accessKeyId,
    AWS_SECRET_ACCESS_KEY: s3.keys.secretAccessKey,
    AWS_DEFAULT_REGION: "us-east-1",
  };
  Object.assign(process.env, env);
  const server = await startMlflowServer({
    args: [
      ...["--default-artifact-root", "s3://direct/root"],
      ...["--artifacts-destination", "s3://proxied/root"],
    ],
  });
  const folder = mkdtempSync(join(tmpdir(), "stemma-stores-"));
  const faulty = faultyFetch();
  const open = () =>
    mlflow(server.url, { fetch: faulty.fetch, retry, username: "ada", password: "secret of hers" });
  /** Makes an experiment whose files go somewhere else than by default. */
  const makeExperiment = async (name: string, artifact_location: string) => {
    const answer = await fetch(`${server.url}/api/2.0/mlflow/experiments/create`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ name, artifact_location }),
    });
    assert.equal(answer.status, 200, await answer.text());
  };
  const assertWhole = async (report: PushReport, run: Run) => {
    assert.deepEqual(report.failed, []);
    const [, id] = /\/runs\/(\w+)/.exec(report.url!)!;
    const script = "tests/adapters/mlflow_artifacts_read.py";
    const files = (await askMlflow(script, server.url, folder, id) as Found)[id];
    for (const { path, size, sha256 } of report.written) {
      if (!path.startsWith("artifacts/models/")) assert.deepEqual(files[path], [size, sha256]);
    }
    assert.equal(digest(await readRun(join(folder, id))), digest(run));
    assert.ok((await verifyRun(join(folder, id))).ok);
  };
  try {
    await t.test("to addresses that the server signs, without the account", async () => {
      const odd = "a b+c&d=é.txt";
      let run = logArtifact(startRun({ experiment: "direct" }), textAsset(odd, "odd"));
      run = logArtifact(run, bytesAsset("big.bin", noise(17 * 2 ** 20)));
      run = logArtifact(run, bytesAsset("empty", new Uint8Array()));
      run = saveModelVersion(run, bytesAsset("w.bin", Uint8Array.of(1, 2)), { name: "cnn" });
      run = endRun(run);
      let leaks = 0;
      faulty.otherwise = (url, { headers }) => {
        if (url.startsWith(s3.url) && new Headers(headers).has("authorization")) leaks++;
        return "pass";
      };
      const report = await open().push(run);
      faulty.otherwise = undefined;
      assert.equal(leaks, 0);
      assert.ok(faulty.seen.filter(({ url }) => url.startsWith(s3.url)).length >= 7);
      await assertWhole(report, run);
    });
    await t.test("in parts, where a store stands behind the proxy", async () => {
      await makeExperiment("parts", "mlflow-artifacts:/parts");
      let run = logArtifact(startRun({ experiment: "parts" }), textAsset("small.txt", "small"));
      run = endRun(logArtifact(run, bytesAsset("big.bin", noise(40 * 2 ** 20 + 5))));
      const isPart = (url: string) => url.includes("partNumber=");
      const before = faulty.seen.length;
      faulty.otherwise = (url) => url.includes("partNumber=3&") ? 400 : "pass";
      const destination = open();
      const first = await destination.push(run);
      assert.deepEqual(first.failed.map(({ path }) => path), ["artifacts/big.bin"]);
      assert.ok(faulty.seen.some(({ url }) => url.includes("/mpu/abort/")));
      assert.ok(!first.written.some(({ path }) => path === "manifest.json"));
      faulty.otherwise = undefined;
      const second = await destination.push(run);
      assert.equal(
        faulty.seen.slice(before).filter(({ url }) => isPart(url)).length >= 6 + 3,
        true,
      );
      assert.deepEqual(second.written.map(({ path }) => path), [
        "artifacts/big.bin",
        "manifest.json",
      ]);
      await assertWhole(second, run);
    });
    await t.test("not to the server's own disk, and says what to start", async () => {
      await makeExperiment("disk", `file://${folder}/disk`);
      const run = endRun(logArtifact(startRun({ experiment: "disk" }), textAsset("a", "a")));
      const { failed, sent } = await open().push(run);
      assert.equal(sent, run.length, "all else is there");
      assert.deepEqual(failed.map(({ path }) => path), ["artifacts"]);
      assert.match(failed[0].error.message, /--artifacts-destination <folder>/);
    });
    await t.test("and tells nobody's secret", async () => {
      await s3.kill();
      const run = endRun(logArtifact(startRun({ experiment: "direct" }), textAsset("a", "a")));
      const { failed } = await open().push(run);
      assert.ok(failed.length > 0);
      const told = JSON.stringify(failed.map(({ error }) => [error.message, error]));
      assert.doesNotMatch(told, /X-Amz-Signature|secret|YWRh/);
    });
  } finally {
    for (const name of Object.keys(env)) delete process.env[name];
    await server.stop();
    await s3.stop();
    rmSync(folder, { recursive: true, force: true });
  }
});
