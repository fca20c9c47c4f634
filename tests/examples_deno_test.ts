// The demo trains for some seconds and loads 20 MB of digits: in CI, or with DEMO=1.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import process from "node:process";
import test from "node:test";
import { datasets, digest, models, params, series, summarize } from "stemma";
import { readRun, recoverRun } from "stemma/fs";
import { verifyRun } from "stemma/seal";
import { needsVersitygw, startVersitygwServer } from "./servers/versitygw.ts";

const { CI, DEMO } = process.env;
const asked = CI === "true" || DEMO === "1";

const demo = ["run", "-A", "--config", resolve("deno.json"), resolve("examples/mnist.ts")];

test("examples/mnist.ts learns the digits, and its folder tells how", {
  skip: asked ? false : "it takes seconds: set DEMO=1",
}, async () => {
  const folder = mkdtempSync(join(tmpdir(), "stemma-demo-"));
  try {
    const began = Date.now();
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      demo,
      { cwd: folder, encoding: "utf8", env: { ...process.env, NO_COLOR: "1" } },
    );
    assert.equal(status, 0, stderr);
    assert.equal(stderr, "", "no banner, no warning");
    console.log(`the demo took ${((Date.now() - began) / 1000).toFixed(1)} s`);

    const [, home] = /written to (runs\/\S+\/)$/m.exec(stdout)!;
    const { files } = JSON.parse(readFileSync(join(folder, home, "manifest.json"), "utf8"));
    assert.ok(files.length > 10);
    for (const { path } of files) {
      assert.ok(existsSync(join(folder, home, path)), `${path} is there`);
      assert.ok(stdout.includes(`\n  ${path} `), `${path} is told`);
    }
    assert.ok(stdout.includes(`${home}prov.svg`), "a path to click on");
    assert.match(readFileSync(join(folder, home, "prov.svg"), "utf8"), /<svg/);

    const key = readFileSync(join(folder, `${home.slice(0, -1)}.pub.pem`), "utf8");
    const verdict = await verifyRun(join(folder, home), { keys: [key] });
    assert.deepEqual(verdict.findings.filter(({ severity }) => severity === "error"), []);
    assert.match(stdout, /verified: the run stands$/m);

    const run = await readRun(join(folder, home));
    assert.match(digest(run), /^[0-9a-f]{64}$/);
    assert.equal(run.status, "FINISHED");
    assert.equal(params(run).find(({ key }) => key === "epochs")?.value, 5);
    assert.deepEqual(datasets(run).map(({ label }) => label), [
      "training",
      "validation",
      "testing",
    ]);
    assert.equal(models(run).filter(({ version }) => version !== undefined).length, 5);
    const accuracy = summarize(run)
      .find(({ key, context }) => key === "acc" && context === "testing");
    assert.ok(accuracy!.last > 0.9, `accuracy ${accuracy!.last}`);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("examples/mnist.ts --to brings its run where people look, and from a bucket it comes back", {
  skip: asked ? needsVersitygw.skip : "it takes seconds: set DEMO=1",
}, async () => {
  const folder = mkdtempSync(join(tmpdir(), "stemma-demo-"));
  const server = await startVersitygwServer();
  try {
    const env = {
      ...process.env,
      AWS_ACCESS_KEY_ID: server.keys.accessKeyId,
      AWS_SECRET_ACCESS_KEY: server.keys.secretAccessKey,
      AWS_ENDPOINT_URL: server.url,
    };
    const targets = ["tensorboard:logs", "wandb:wandb", "file:backup", "s3://runs/team"];
    const run = (args: string[]) =>
      spawnSync(process.execPath, args, { cwd: folder, encoding: "utf8", env });
    const { status, stdout, stderr } = run([...demo, "--to", ...targets]);
    assert.deepEqual([status, stderr], [0, ""]);
    const [, place] = /^look at it: stemma verify (s3:\S+)$/m.exec(stdout)!;
    const [, home] = /written to (runs\/\S+)\/$/m.exec(stdout)!;
    assert.match(stdout, /^look at it: tensorboard --logdir logs$/m);
    const [, synced] = /^look at it: wandb sync (\S+)$/m.exec(stdout)!;
    assert.ok(readdirSync(join(folder, synced)).some((path) => path.endsWith(".wandb")));
    const events = readdirSync(join(folder, "logs"), { recursive: true }).map(String);
    assert.ok(events.some((path) => path.includes("tfevents")));
    const stemma = ["run", "-A", "--config", resolve("deno.json"), resolve("lib/cli/main.ts")];
    const pulled = run([...stemma, "pull", place, "pulled"]);
    assert.deepEqual([pulled.status, pulled.stderr], [0, ""]);
    const key = readFileSync(join(folder, `${home}.pub.pem`), "utf8");
    for (const at of ["pulled", home, join("backup", home.slice("runs/".length))]) {
      assert.ok((await verifyRun(join(folder, at), { keys: [key] })).ok, at);
    }
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true });
  }
});

test("examples/mnist.ts leaves a run that can be read when it is killed", {
  skip: asked ? false : "it takes seconds: set DEMO=1",
}, async () => {
  const folder = mkdtempSync(join(tmpdir(), "stemma-demo-"));
  try {
    const child = spawn(process.execPath, demo, { cwd: folder });
    child.stdout.on("data", (said) => {
      if (String(said).includes("epoch 4")) child.kill("SIGKILL");
    });
    const signal = await new Promise((done) => child.on("close", (_, signal) => done(signal)));
    assert.equal(signal, "SIGKILL");
    const [id] = readdirSync(join(folder, "runs/mnist"));
    const { run } = await recoverRun(join(folder, "runs/mnist", id));
    assert.equal(run.status, "RUNNING");
    assert.equal(params(run).find(({ key }) => key === "epochs")?.value, 5);
    assert.ok(series(run, "batch_loss", { context: "training" })!.length > 10);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
