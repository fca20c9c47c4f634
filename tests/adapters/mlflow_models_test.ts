import assert from "node:assert/strict";
import test from "node:test";
import {
  bytesAsset,
  endRun,
  events,
  logArtifact,
  logModel,
  type Model,
  models,
  referenceAsset,
  replay,
  type Run,
  saveModelVersion,
  startRun,
} from "stemma";
import type { PushReport } from "stemma/destination";
import { mlflow, type MlflowOptions } from "stemma/mlflow";
import { hostileNames } from "../hostile_names.ts";
import { faultyFetch } from "../servers/faulty_fetch.ts";
import { askMlflow, needsMlflow, startMlflowServer } from "../servers/mlflow.ts";

/** What MLflow's own client finds of the models of a run. */
interface Found {
  readonly models: readonly {
    readonly id: string;
    readonly name: string;
    readonly type: string | null;
    readonly status: string;
    readonly params: Record<string, string>;
    readonly tags: Record<string, string>;
    readonly files: Record<string, string>;
  }[];
  /** The steps of what the run made, by the server's ids. */
  readonly outputs: Record<string, number>;
  readonly inputs: readonly string[];
  readonly registered: Record<string, {
    readonly aliases: Record<string, string>;
    readonly versions: Record<string, [source: string, run: string, model: string, status: string]>;
  }>;
}

interface Server {
  open(options?: MlflowOptions): ReturnType<typeof mlflow>;
  /** Checks what MLflow's own client finds, when all is done. */
  expect(report: PushReport, check: (found: Found) => void, ...names: string[]): void;
}

const retry = { attempts: 3, delayMs: 1, timeoutMs: 20_000 };

test("mlflow() sends the models of runs", needsMlflow, async (t) => {
  const server = await startMlflowServer();
  const open: Server["open"] = (options) => mlflow(server.url, { retry, ...options });
  const questions: string[][] = [];
  const expected: ((found: Found) => void)[] = [];
  const expect: Server["expect"] = ({ url }, check, ...names) => {
    const [, experiment, run] = /\/experiments\/(\d+)\/runs\/(\w+)/.exec(url!)!;
    questions.push([experiment, run, ...names]);
    expected.push(check);
  };
  try {
    for (const [name, check] of Object.entries(checks)) {
      await t.test(name, () => check({ open, expect }));
    }
    await t.test("and MLflow's own client finds them all", async () => {
      const script = "tests/adapters/mlflow_models_read.py";
      const found = await askMlflow(script, server.url, JSON.stringify(questions)) as Found[];
      for (const [i, check] of expected.entries()) check(found[i]);
    });
  } finally {
    await server.stop();
  }
});

let made = 0;
/** A run that saved states of a model, with other names where they are given. */
function trained(states: number, name = "cnn"): Run {
  let run = startRun({ experiment: "models", runId: `models-${++made}` });
  for (let step = 0; step < states; step++) {
    const weights = bytesAsset("weights.bin", Uint8Array.of(made, step));
    run = saveModelVersion(run, weights, { name, step, context: "training" });
  }
  return run;
}

/** That MLflow holds each model of a run once, with its weights, linked to the run. */
function assertModels(run: Run, { models: found, outputs, inputs }: Found): void {
  const all = models(run);
  assert.equal(found.length, all.length);
  for (const [i, model] of all.entries()) {
    const at = found.find(({ tags }) => tags["stemma.model"] === keyOf(model, all.slice(0, i)))!;
    assert.equal(at.status, "READY");
    assert.equal(at.tags["stemma.sha256"], model.sha256);
    const digests = model.path === undefined ? [] : [model.sha256];
    assert.deepEqual(Object.values(at.files), digests);
    if (model.direction === "input") assert.ok(inputs.includes(at.id));
    else assert.equal(outputs[at.id], model.step ?? 0);
  }
  assert.equal(Object.keys(outputs).length + inputs.length, all.length);
}

function keyOf({ name, version }: Model, before: readonly Model[]): string {
  const same = before.filter((each) => each.name === name && each.version === undefined).length;
  const key = JSON.stringify([name, version ?? (same === 0 ? "" : `#${same + 1}`)]);
  return key.length > 1000 ? "(long)" : key;
}

const checks: Readonly<Record<string, (server: Server) => Promise<void>>> = {
  async "as they are saved, each once, with figures and weights"({ open, expect }) {
    const faulty = faultyFetch();
    const destination = open({ fetch: faulty.fetch });
    let run = trained(2);
    await destination.push(run);
    run = logModel(run, {
      name: "cnn",
      kind: "Sequential",
      parameters: 7850,
      attributes: { loss: "mse", rate: NaN },
    });
    run = logModel(run, { name: "base", weights: bytesAsset("base.bin", Uint8Array.of(7)) }, {
      direction: "input",
    });
    run = logModel(run, { name: "far", weights: referenceAsset("s3://bucket/far.bin") });
    run = logModel(run, { name: "far" });
    run = endRun(run);
    const report = await destination.push(run);
    assert.deepEqual(report.failed, []);
    expect(report, (found) => {
      assertModels(run, found);
      const whole = found.models.find(({ type }) => type === "Sequential")!;
      assert.deepEqual(whole.params, {
        kind: "Sequential",
        parameters: "7850",
        "attributes.loss": "mse",
        "attributes.rate": "NaN",
      });
    });
    const puts = () => faulty.seen.filter(({ method }) => method === "PUT").map(({ url }) => url);
    assert.equal(puts().filter((url) => url.includes("/weights.bin")).length, 2);
    assert.ok(puts().every((url) => !url.includes("/artifacts/artifacts/models/")));
    const before = faulty.seen.length;
    await open({ fetch: faulty.fetch }).push(run);
    assert.equal(faulty.seen.length, before + 2, "after a restart it is looked for, and found");
  },

  async "with names that MLflow refuses"({ open, expect }) {
    let run = trained(0);
    for (const name of hostileNames) {
      if (name.length > 900) continue;
      run = saveModelVersion(run, bytesAsset(name, Uint8Array.of(1)), { name });
    }
    run = endRun(run);
    const report = await open().push(run);
    assert.deepEqual(report.failed, []);
    assert.ok(report.changed.some(({ path }) => path === "models/../x/v0"));
    expect(report, (found) => assertModels(run, found));
  },

  async "and registers them, with the aliases of the same bytes"({ open, expect }) {
    let run = trained(3);
    const best = bytesAsset("best.bin", Uint8Array.of(made, 1));
    run = endRun(logArtifact(run, best, { aliases: ["best", "latest", "v1", "no space"] }));
    const faulty = faultyFetch();
    let at = 0;
    faulty.otherwise = () => ++at % 2 === 0 ? "lose" : "pass";
    const register = ({ name }: Model) => `${name}-registered`;
    const destination = open({ register, fetch: faulty.fetch });
    for (let tries = 0; tries < 20; tries++) {
      if ((await destination.push(run)).failed.length === 0) break;
    }
    faulty.otherwise = undefined;
    const report = await open({ register }).push(run);
    assert.deepEqual(report.failed, []);
    expect(report, (found) => {
      assertModels(run, found);
      const { aliases, versions } = found.registered["cnn-registered"];
      assert.deepEqual(Object.keys(versions).sort(), ["1", "2", "3"]);
      const sources = Object.values(versions).map(([source]) => source);
      const ids = found.models.map(({ id }) => `models:/${id}`);
      assert.deepEqual(sources.toSorted(), ids.toSorted());
      const model = found.models.find(({ tags }) => tags["stemma.version"] === "v1")!;
      assert.deepEqual(Object.keys(aliases), ["best"]);
      assert.equal(versions[aliases.best][0], `models:/${model.id}`);
    }, "cnn-registered");
  },

  async "never half: a failed upload is told, shown, and mended"({ open, expect }) {
    for (const fault of [413, 500, "page"] as const) {
      const faulty = faultyFetch();
      const destination = open({ fetch: faulty.fetch });
      const run = endRun(trained(2));
      let puts = 0;
      faulty.otherwise = (url, { method }) => {
        if (method === "PUT" && url.includes("/weights.bin")) puts++;
        return method === "PUT" && url.includes("/weights.bin") && puts > 1 ? fault : "pass";
      };
      const first = await destination.push(run);
      assert.deepEqual(first.failed.map(({ path }) => path), ["models/cnn/v1"], String(fault));
      const ends = faulty.seen.filter(({ method }) => method === "PATCH")
        .map(({ body }) => JSON.parse(body as string).status);
      assert.deepEqual(ends.toSorted(), ["LOGGED_MODEL_READY", "LOGGED_MODEL_UPLOAD_FAILED"]);
      faulty.otherwise = undefined;
      const second = await open().push(run);
      assert.deepEqual(second.failed, []);
      expect(second, (found) => assertModels(run, found));
    }
  },

  async "each once, though several workers push one run"({ open, expect }) {
    const run = endRun(trained(3));
    const register = "shared";
    await Promise.all([0, 1, 2].map(() => open({ register }).push(run)));
    const report = await open({ register }).push(run);
    assert.deepEqual(report.failed, []);
    expect(report, (found) => {
      assertModels(run, found);
      assert.equal(Object.keys(found.registered[register].versions).length, 3);
    }, register);
  },

  async "all of them, though a push was aborted"({ open, expect }) {
    const faulty = faultyFetch();
    const destination = open({ fetch: faulty.fetch });
    const run = endRun(trained(12));
    const controller = new AbortController();
    faulty.otherwise = (url, { method }) => {
      if (method === "PUT" && url.includes("/weights.bin")) controller.abort();
      return "pass";
    };
    const { failed } = await destination.push(run, { signal: controller.signal });
    assert.ok(failed.length > 0);
    faulty.otherwise = undefined;
    const report = await destination.push(run);
    assert.deepEqual(report.failed, []);
    expect(report, (found) => assertModels(run, found));
  },

  async "whose bytes are gone are told, and not shown as whole"({ open, expect }) {
    const run = endRun(replay(events(trained(1))));
    const report = await open().push(run);
    assert.deepEqual(report.skipped.map(({ path }) => path), ["models/cnn/v0"]);
    expect(report, ({ models }) => {
      assert.deepEqual(models.map(({ status }) => status), ["FAILED"]);
    });
  },

  async "to a server that knows none as files of the run"({ open }) {
    const faulty = faultyFetch();
    const none = () => Response.json({ error_code: "ENDPOINT_NOT_FOUND" }, { status: 404 });
    faulty.otherwise = (url) => url.includes("logged-models") ? none : "pass";
    const report = await open({ fetch: faulty.fetch }).push(endRun(trained(1)));
    assert.deepEqual(report.failed, []);
    assert.ok(report.written.some(({ path }) => path === "artifacts/models/cnn/v0/weights.bin"));
    assert.ok(report.written.some(({ path }) => path === "manifest.json"));
  },
};
