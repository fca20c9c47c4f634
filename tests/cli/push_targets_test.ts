import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { inFolder } from "../assets/temporary_folder.ts";
import { needsMlflow, startMlflowServer } from "../servers/mlflow.ts";
import { openMlflowReader } from "../servers/mlflow_reader.ts";
import { needsTrackio, readTrackio, startTrackioServer } from "../servers/trackio.ts";
import { withSavedRuns } from "./saved_runs.ts";
import { stemma, stemmaLater } from "./stemma.ts";

test(
  "`push` brings a run to a real MLflow server, once",
  needsMlflow,
  () =>
    withSavedRuns(["run-1"], async ({ folder }) => {
      const server = await startMlflowServer();
      const reader = openMlflowReader(server.url);
      try {
        const args = ["push", join(folder, "digits", "run-1"), `mlflow+${server.url}`, "--json"];
        const first = await stemmaLater(args);
        assert.equal(first.stderr, "");
        const [entry] = JSON.parse(first.stdout);
        assert.deepEqual([first.code, entry.ok, entry.failed], [0, true, []]);
        assert.ok(entry.url.startsWith(server.url), entry.url);
        const [again] = JSON.parse((await stemmaLater(args)).stdout);
        assert.deepEqual([again.ok, again.written, again.events], [true, [], entry.events]);
        const [run, ...more] = await reader.runs("digits");
        assert.deepEqual([more, run.status], [[], "FINISHED"]);
        assert.equal(run.metrics["training/loss"].length, 100);
        assert.equal(run.params.rate, "0.1");
      } finally {
        reader.close();
        await server.stop();
      }
    }),
);

test(
  "`push` brings a run to a real trackio server, and shows no token",
  needsTrackio,
  () =>
    withSavedRuns(["run-1"], async ({ folder }) => {
      const server = await startTrackioServer();
      try {
        const place = join(folder, "digits", "run-1");
        const target = `trackio+${server.url}`;
        const env = { TRACKIO_WRITE_TOKEN: server.token };
        const pushed = await stemmaLater(["push", place, target], { env });
        assert.deepEqual([pushed.code, pushed.stderr], [0, ""]);
        const { rows } = await readTrackio(server.folder, "digits", "run-1");
        const points = rows.filter(({ metrics }) => "training/loss" in metrics);
        assert.equal(points.length, 100);
        const wrong = await stemmaLater(["push", place, target, `file:${folder}/copy`], {
          env: { TRACKIO_WRITE_TOKEN: "not-the-token-of-it" },
        });
        assert.equal(wrong.code, 1);
        assert.match(wrong.stdout, /^failed +/m);
        assert.ok(existsSync(join(folder, "copy", "digits", "run-1", "manifest.json")));
        const texts = [pushed, wrong].map(({ stdout, stderr }) => stdout + stderr).join("");
        assert.ok(!texts.includes(server.token) && !texts.includes("not-the-token-of-it"));
      } finally {
        await server.stop();
      }
    }),
);

test("`push` makes the folders of TensorBoard, W&B and MLflow, and says what shows them", () =>
  withSavedRuns(["run-1", "run-2"], ({ folder }) =>
    inFolder({}, (to) => {
      const targets = ["tensorboard", "wandb", "mlruns"].map((kind) => `${kind}:${join(to, kind)}`);
      const { code, stdout, stderr } = stemma(["push", folder, ...targets]);
      assert.deepEqual([code, stderr], [0, ""]);
      for (const shown of ["tensorboard --logdir ", "wandb sync ", "mlflow ui "]) {
        assert.equal(stdout.split(shown).length, 3, `${shown} for each run`);
      }
      const files = readdirSync(to, { recursive: true }).map(String);
      assert.equal(files.filter((path) => /\.wandb$/.test(path)).length, 2);
      assert.equal(files.filter((path) => /tfevents/.test(path)).length >= 2, true);
      assert.equal(files.filter((path) => /metrics.*loss$/.test(path)).length, 2);
    })));
