import assert from "node:assert/strict";
import test from "node:test";
import {
  bytesAsset,
  endRun,
  isStemmaError,
  logArtifact,
  logMetric,
  logMetrics,
  logParam,
  logParams,
  type Run,
  startRun,
} from "stemma";
import { trackio } from "stemma/trackio";
import { expected, grow } from "../destinations/conformance.ts";
import { hostileNames } from "../hostile_names.ts";
import {
  needsTrackio,
  readTrackio,
  startTrackioServer,
  trackioCommand,
  type TrackioServerProcess,
} from "../servers/trackio.ts";
import { fromHex, heldOf } from "./trackio_held.ts";

const retry = { attempts: 2, delayMs: 1, timeoutMs: 5000 };

test("trackio() on a real server", needsTrackio, async (t) => {
  const server = await startTrackioServer();
  const make = (options = {}) => trackio(server.url, { token: server.token, retry, ...options });
  try {
    for (const [title, check] of cases(server, make)) await t.test(title, check);
  } finally {
    await server.stop();
  }
});

type Make = (options?: object) => ReturnType<typeof trackio>;

const odd = [0.1, -0, NaN, Infinity, -Infinity, 5e-324, 1.7976931348623157e308, 2 ** 64, 1e21, -3];

function cases(
  server: TrackioServerProcess,
  make: Make,
): [string, () => Promise<void>][] {
  const rowsOf = async (run: Run, project = run.experiment) =>
    (await readTrackio(server.folder, project, run.runId)).rows;
  const pushed = async (run: Run, destination = make()) => {
    const report = await destination.push(run);
    assert.deepEqual(report.failed, []);
    return report;
  };

  return [
    ["trackio's own command reads back every value, step and parameter", async () => {
      let run = startRun({ experiment: "numbers", runId: "run-1", name: "first of all" });
      run = logParams(run, { lr: 0.25, deep: { name: "cnn" }, seed: 2n ** 63n, none: null });
      run = logParam(run, "far", -Infinity, { context: "training" });
      odd.forEach((value, step) => {
        run = logMetric(run, "odd", value, { context: "training", step: 2 ** 53 - 20 + step });
      });
      const report = await pushed(endRun(run));
      assert.equal(report.url, `${server.url}/?project=numbers`);
      const ask = (...args: string[]) =>
        trackioCommand(server.folder, ...args, "--project", "numbers", "--json");
      assert.deepEqual(JSON.parse(await ask("list", "runs")).runs, ["first of all"]);
      const text = await ask("get", "metric", "--run", "first of all", "--metric", "training/odd");
      // Python writes what JSON has not as it is: no reader of JSON takes that.
      const quoted = text.replaceAll(/"value": (-?[A-Za-z]+)/g, '"value": "$1"')
        .replaceAll(/"value": -0.0/g, '"value": "-0"');
      const { values } = JSON.parse(quoted) as { values: { step: number; value: unknown }[] };
      assert.deepEqual(values.map(({ value }) => Number(value)), odd);
      assert.deepEqual(values.map(({ step }) => step), odd.map((_, i) => 2 ** 53 - 20 + i));
      const about = await ask("get", "run", "--run", "first of all");
      assert.match(about, /"seed": 9223372036854775808,/);
      const { config } = JSON.parse(about.replace("-Infinity", '"-Infinity"'));
      assert.deepEqual(
        [config.lr, config["deep.name"], config.none, config["training/far"], config.stemma.status],
        [0.25, "cnn", null, "-Infinity", "FINISHED"],
      );
    }],

    ["points that were logged together are one row, with their time", async () => {
      let run = startRun({ experiment: "rows", runId: "run-1" });
      for (let step = 0; step < 3; step++) {
        const timestamp = Date.UTC(2023, 10, 14, 22, 13, step);
        run = logMetrics(run, { loss: step, acc: 1 }, { context: "training", step, timestamp });
        run = logMetrics(run, { loss: step }, { step, timestamp });
        run = logMetric(run, "loss", step, { step, timestamp });
      }
      const report = await pushed(endRun(run));
      const [start, ...rows] = await rowsOf(run);
      assert.deepEqual(start.metrics, {});
      assert.equal(rows.length, 6);
      assert.deepEqual(rows.slice(0, 2).map(({ metrics }) => Object.keys(metrics)), [
        ["training/loss", "training/acc", "loss", "stemma.time"],
        ["loss", "stemma.time"],
      ]);
      assert.equal(rows[2].metrics["stemma.time"], "2023-11-14T22:13:01.000Z");
      assert.deepEqual(report.changed.map(({ path, to }) => [path, to]), [[
        "metrics",
        "stemma.time",
      ]]);
    }],

    [
      "pushes that end anywhere, by workers that do not know each other, lose and double nothing",
      async () => {
        // Every line of this run is four points; the pushes of two workers end within them.
        for (let seed = 1; seed <= 4; seed++) {
          const start = startRun({ experiment: "cuts", runId: `run-${seed}` });
          const runs = [start];
          for (let step = 0; step < 8; step++) {
            for (const key of ["a", "b", "c", "d"]) {
              runs.push(logMetric(runs.at(-1)!, key, step, { step, timestamp: step * 1000 }));
            }
          }
          let state = seed;
          const next = (below: number) => (state = (state * 48271) % 2147483647) % below;
          const workers = [make(), make()];
          const tasks: Promise<unknown>[] = [];
          const at = [0, 0];
          for (let i = 0; i < 14; i++) {
            const which = next(2);
            at[which] = Math.min(runs.length - 1, at[which] + next(7));
            tasks.push(workers[which].push(runs[at[which]]));
            if (next(3) === 0) await Promise.all(tasks.splice(0));
            if (next(5) === 0) [workers[which], at[which]] = [make(), 0];
          }
          const whole = runs.at(-1)!;
          await Promise.all(workers.map((worker) => pushed(whole, worker)));
          assert.deepEqual(await heldOf(server.folder, "cuts", whole), expected(whole), `${seed}`);
        }
      },
    ],

    ["a server that is killed in the middle and started again gets the rest", async () => {
      const run = endRun(grow(startRun({ experiment: "killed", runId: "run-1" }), 0, 3000));
      let requests = 0;
      const destination = make({
        async fetch(url: string, init: RequestInit) {
          const answer = await fetch(url, init);
          if (url.endsWith("bulk_log") && ++requests === 3) await server.kill();
          return answer;
        },
      });
      const { failed, sent } = await destination.push(run);
      assert.ok(isStemmaError(failed[0].error) && failed[0].error.code === "SINK_NETWORK");
      assert.ok(sent > 0 && sent < run.length);
      await server.restart();
      await pushed(run, destination);
      assert.ok(requests > 3 && requests < 9, "what was there is not sent again");
      assert.deepEqual(await heldOf(server.folder, "killed", run), expected(run));
    }],

    ["a run that was deleted on the server is there again after the next push", async () => {
      const destination = make();
      let run = grow(startRun({ experiment: "deleted", runId: "run-1" }), 0, 5);
      await pushed(run, destination);
      const deleted = await fetch(`${server.url}/api/delete_run`, {
        method: "POST",
        headers: { "content-type": "application/json", "x-trackio-write-token": server.token },
        body: JSON.stringify({ project: "deleted", run: run.name, run_id: run.runId }),
      });
      assert.deepEqual(await deleted.json(), { data: true });
      run = endRun(grow(run, 5, 6));
      await pushed(run, destination);
      assert.deepEqual(await heldOf(server.folder, "deleted", run), expected(run));
    }],

    ["a run that went on from before what was pushed keeps its own points", async () => {
      const base = grow(startRun({ experiment: "forked", runId: "run-1" }), 0, 4);
      await pushed(logMetric(base, "lost", 1, { timestamp: 1 }));
      const other = logMetric(base, "found", 2, { timestamp: 2 });
      await pushed(other);
      const { points } = await heldOf(server.folder, "forked", other);
      assert.deepEqual([points.lost, points.found], [[[0, 1]], [[0, 2]]]);
    }],

    ["any name arrives, and the report says which became another one", async () => {
      let run = startRun({ experiment: "../x", runId: "it's/ä%", name: "Robert'); --" });
      const names = [...hostileNames, "step", "time", "_type", "stemma.time", "stemma", "_Group"];
      names.forEach((name, i) => {
        run = logMetric(run, name, i, { step: 0, timestamp: i });
        run = logParam(run, name, i);
      });
      run = logParam(run, "long", "x".repeat(10_000));
      const report = await pushed(endRun(run));
      const to = new Map(report.changed.map(({ path, to }) => [path, to]));
      assert.equal(to.get("projects/../x"), "_x2e__x2e__x2f_x");
      assert.match(to.get("metrics/step")!, /^step_[0-9a-f]{16}$/);
      assert.equal(to.get("metrics/a\0b"), "a_x0_b");
      const { rows, configs } = await readTrackio(
        server.folder,
        to.get("projects/../x")!,
        run.runId,
      );
      const values = new Map(rows.flatMap(({ metrics }) => Object.entries(metrics)));
      names.forEach((name, i) => {
        assert.equal(fromHex(String(values.get(to.get(`metrics/${name}`) ?? name))), i, name);
        assert.equal(configs[0][to.get(`params/${name}`) ?? name], i, name);
      });
      assert.equal(rows[0].name, "Robert'); --");
      assert.equal(configs[0].long, "x".repeat(10_000));
    }],

    ["two that would be one are refused; everything else arrives", async () => {
      let run = startRun({ experiment: "twins", runId: "run-1" });
      run = logMetric(run, "loss", 1, { context: "training" });
      run = logMetric(run, "training/loss", 2);
      run = logMetric(run, "acc", 3);
      run = logParam(logParam(run, "a/b", 1), "b", 2, { context: "a" });
      const destination = make();
      for (let i = 0; i < 2; i++) {
        const { failed } = await destination.push(run);
        assert.deepEqual(failed.map(({ path }) => path), ["metrics/training/loss", "params/a/b"]);
        assert.ok(failed.every(({ error }) => isStemmaError(error) && error.code === "SINK_NAME"));
      }
      const { points, params } = await heldOf(server.folder, "twins", run);
      assert.deepEqual([points["training/loss"], points.acc, params["a/b"]], [
        [[0, 1]],
        [[0, 3]],
        "1",
      ]);
    }],

    ["runs of two experiments in one project stay two, whatever their ids", async () => {
      const runs = ["one", "two"].map((experiment) =>
        endRun(grow(startRun({ experiment, runId: "same" }), 0, 2))
      );
      for (const run of runs) await pushed(run, make({ project: "both" }));
      for (const run of runs) {
        const { rows } = await readTrackio(server.folder, "both", `${run.experiment}/same`);
        assert.equal(rows.length, 3);
      }
    }],

    ["a wrong token is told with what to do, and shown nowhere", async () => {
      const { failed } = await make({ token: "not-it" }).push(startRun({ experiment: "token" }));
      assert.match(failed[0].error.message, /TRACKIO_WRITE_TOKEN, or write_token in the address/);
      assert.ok(!JSON.stringify([failed, failed[0].error.message]).includes("not-it"));
    }],

    ["files are named as skipped", async () => {
      let run = startRun({ experiment: "files" });
      run = logArtifact(run, bytesAsset("model.bin", new Uint8Array(3)));
      const { skipped } = await pushed(run);
      assert.match(skipped[0].path, /^artifacts\/.*model\.bin$/);
    }],
  ];
}

test("trackio() pushes to a Space by a token of Hugging Face", needsTrackio, async () => {
  const token = "hf_of_a_test";
  // Its own token is the one that a Space lets in without asking Hugging Face.
  const server = await startTrackioServer({ SYSTEM: "spaces", HF_TOKEN: token });
  try {
    const run = endRun(grow(startRun({ experiment: "space" }), 0, 2));
    assert.equal((await trackio(server.url, { token: "other", retry }).push(run)).failed.length, 1);
    assert.deepEqual((await trackio(server.url, { token, retry }).push(run)).failed, []);
    // It keeps its database locked.
    await server.kill();
    assert.deepEqual(await heldOf(server.folder, "space", run), expected(run));
  } finally {
    await server.stop();
  }
});

test("trackio() refuses what is no address, token or project", () => {
  const wrong: [() => unknown, RegExp][] = [
    [() => trackio("ftp://x", { token: "t" }), /http or https/],
    [() => trackio("http://x", {} as { token: string }), /write token/],
    [() => trackio("http://x", { token: "a b" }), /write token/],
    [() => trackio("http://x", { token: "t", project: "" }), /project must be a name/],
    [() => trackio("http://x", { token: "t", projekt: "p" } as { token: string }), /"project"/],
  ];
  for (const [call, message] of wrong) assert.throws(call, { name: "TypeError", message });
});

test("trackio() keeps away from trackio's registries", async () => {
  const destination = trackio("http://x", { token: "t", fetch: () => assert.fail() });
  const { failed } = await destination.push(startRun({ experiment: "Registry-a" }));
  assert.match(failed[0].error.message, /begin with "registry-"/);
});
