import assert from "node:assert/strict";
import test from "node:test";
import {
  endRun,
  logDataset,
  logMetric,
  logParam,
  metrics,
  type Run,
  series,
  setTag,
  startRun,
} from "stemma";
import { mlflow } from "stemma/mlflow";
import { faultyFetch } from "../servers/faulty_fetch.ts";
import { needsMlflow, startMlflowServer } from "../servers/mlflow.ts";
import { type MlflowPoint, type MlflowRun, openMlflowReader } from "../servers/mlflow_reader.ts";

/** What MLflow's SQL store makes of a value. */
const kept = (value: number) =>
  Math.abs(value) === Infinity ? Math.sign(value) * Number.MAX_VALUE : value + 0;

/** The points that a server should hold, by name, in one order. */
function expected(run: Run): Record<string, MlflowPoint[]> {
  const all = metrics(run).map(({ key, context, source }) => {
    const { steps, timestamps, values } = series(run, key, { context, source })!;
    const points = Array.from(
      steps,
      (step, i): MlflowPoint => [step, timestamps[i], kept(values[i])],
    );
    return [context === undefined ? key : `${context}/${key}`, inOrder(points)];
  });
  return Object.fromEntries(all);
}

function held({ metrics }: MlflowRun): Record<string, MlflowPoint[]> {
  return Object.fromEntries(
    Object.entries(metrics).map(([name, points]) => [name, inOrder(points)]),
  );
}

const inOrder = (points: readonly MlflowPoint[]) =>
  [...points].sort(([a, , x], [b, , y]) => a - b || x - y);

/** 64 random bits as a float64, NaN and the infinities among them. */
function randomValue(): number {
  const bits = new DataView(crypto.getRandomValues(new Uint8Array(8)).buffer);
  return bits.getFloat64(0);
}

function grow(run: Run, from: number, to: number): Run {
  for (let step = from; step < to; step++) {
    const options = { context: "training", step, timestamp: 1_700_000_000_000 + step };
    run = logMetric(run, "loss", 1 / (step + 1), options);
    run = logMetric(run, "accuracy", 1 - 1 / (step + 1), options);
  }
  return run;
}

test(
  "mlflow() and a real server: what went in comes out, through crashes of it",
  needsMlflow,
  async (t) => {
    const server = await startMlflowServer();
    const reader = openMlflowReader(server.url);
    const theRun = async ({ experiment, runId }: Run) => {
      const runs = await reader.runs(experiment, { runId });
      assert.equal(runs.length, 1);
      return runs[0];
    };
    try {
      await t.test("every bit of 3,000 values, and all else, as Python reads it", async () => {
        let run = startRun({
          experiment: "weird 🎉 '\"`%/\\ name",
          name: "bits",
          description: "# Seen\nin *Markdown*",
          tags: { "a@b": "é 損 😀", empty: "" },
          agent: { name: "Ada" },
        });
        for (let step = 0; step < 3000; step++) {
          run = logMetric(run, "bits", randomValue(), { step, timestamp: step });
        }
        for (const [step, value] of [NaN, Infinity, -Infinity, -0, 5e-324].entries()) {
          run = logMetric(run, "損失", value, { context: "validation", step, timestamp: 7 });
        }
        run = logMetric(run, "far", 1, { step: Number.MAX_SAFE_INTEGER, timestamp: 1 });
        run = logParam(run, "empty", "");
        run = logParam(run, "long", "損".repeat(10_000));
        run = logParam(run, "lr", 0.1, { context: "training" });
        const sha256 = "0123456789abcdef".repeat(4);
        const info = { name: "MNIST", samples: 60_000, shape: [28, 28, 1], labelShape: [10] };
        const web = { ...info, dtype: "float32", sha256, uri: "https://example.org/mnist" };
        run = logDataset(run, web, { label: "train", context: "training" });
        run = endRun(setTag(run, "team", "vision"), { status: "KILLED" });
        const { failed, sent } = await mlflow(server.url).push(run);
        assert.deepEqual([failed, sent], [[], run.length]);

        const found = await theRun(run);
        assert.deepEqual(held(found), expected(run));
        assert.deepEqual(found.params, {
          "stemma.runId": run.runId,
          "training/lr": "0.1",
          empty: "",
          long: "損".repeat(5999) + "…",
        });
        assert.deepEqual([found.name, found.status], ["bits", "KILLED"]);
        assert.equal(found.tags["mlflow.note.content"], "# Seen\nin *Markdown*");
        assert.equal(found.tags["mlflow.user"], "Ada");
        assert.equal(found.tags.a_x40_b, "é 損 😀");
        assert.equal(found.tags.empty, "");
        assert.equal(found.tags.team, "vision");
        const [dataset] = found.datasets;
        assert.deepEqual([dataset.name, dataset.digest], ["MNIST", sha256.slice(0, 36)]);
        assert.equal(dataset.tags["mlflow.data.context"], "training");
        assert.equal(JSON.parse(dataset.source).sha256, sha256);
        assert.equal(JSON.parse(dataset.profile).num_rows, 60_000);
      });

      await t.test("a parent that comes after its child, and one that was deleted", async () => {
        const parent = startRun({ experiment: "family" });
        const child = endRun(grow(startRun({ experiment: "family", parent }), 0, 2));
        const destination = mlflow(server.url);
        await destination.push(child);
        await destination.push(parent);
        const [above, below] = [await theRun(parent), await theRun(child)];
        assert.equal(below.tags["mlflow.parentRunId"], above.runId);
        await fetch(`${server.url}/api/2.0/mlflow/runs/delete`, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify({ run_id: above.runId }),
        }).then((answer) => answer.json());
        const { failed } = await mlflow(server.url).push(grow(parent, 0, 1));
        assert.equal((failed[0].error as { code?: string }).code, "SINK_GONE");
        assert.equal((await reader.runs("family", { view: "all" })).length, 2);
      });

      await t.test("workers that push one run at once", async () => {
        const base = grow(startRun({ experiment: "race" }), 0, 700);
        const run = endRun(base);
        const workers = [base, run, run].map((run) => mlflow(server.url).push(run));
        for (const { failed } of await Promise.all(workers)) assert.deepEqual(failed, []);
        const found = await theRun(run);
        assert.deepEqual(held(found), expected(run));
        assert.equal(found.status, "FINISHED");
        for (const { lifecycle, tags } of await reader.runs("race", { view: "deleted" })) {
          assert.deepEqual([lifecycle, tags["stemma.duplicateOf"]], ["deleted", found.runId]);
        }
      });

      await t.test("the server is killed in the middle of a push, twice", async () => {
        let run = grow(startRun({ experiment: "crash" }), 0, 3000);
        const faulty = faultyFetch();
        const retry = { attempts: 2, delayMs: 1 };
        const destination = mlflow(server.url, { fetch: faulty.fetch, retry });
        for (const batches of [1, 3]) {
          let left = batches;
          let killed: Promise<void> | undefined;
          faulty.otherwise = (url) => {
            if (url.endsWith("log-batch") && left-- === 0) {
              // In the middle: the request is on its way.
              setTimeout(() => killed = server.kill(), 20);
            }
            return "pass";
          };
          const report = await destination.push(run);
          assert.ok(report.failed.length > 0 && report.sent < run.length, "the push was cut off");
          await killed;
          await server.restart();
        }
        faulty.otherwise = undefined;
        run = endRun(grow(run, 3000, 3100));
        const { failed, sent } = await mlflow(server.url).push(run);
        assert.deepEqual([failed, sent], [[], run.length]);
        assert.deepEqual(held(await theRun(run)), expected(run));
      });
    } finally {
      reader.close();
      await server.stop();
    }
  },
);
