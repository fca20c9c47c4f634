import assert from "node:assert/strict";
import { test } from "node:test";
import {
  artifacts,
  bytesAsset,
  datasets,
  digest,
  events,
  logArtifact,
  logCommand,
  logDataset,
  logEnvironment,
  logInput,
  logModel,
  logOptimizer,
  logOutput,
  logSource,
  models,
  param,
  params,
  referenceAsset,
  replay,
  type Run,
  saveModelVersion,
  startRun,
  textAsset,
} from "stemma";
import { assertSameRun, tickingEnv } from "./same_run.ts";

const start = () => startRun({ experiment: "digits", env: tickingEnv() });
const named = (name: string, text = "x") => ({ ...textAsset("a.txt", text), name });
const lastOf = (run: Run) => [...events(run)].at(-1) as unknown as Record<string, unknown>;

test("steps, sizes and times of -0 are 0, so that what is logged can be read", () => {
  let run = logArtifact(start(), { ...named("a"), size: -0 }, { step: -0, timestamp: -0 });
  run = saveModelVersion(run, { parameters: -0 }, { name: "m", step: -0, timestamp: -0 });
  assert.ok(Object.is(models(run)[0].info?.parameters, -0));
  assertSameRun(replay(JSON.parse(JSON.stringify([...events(run)]))), run);
});

test("`logModel()` keeps figures, layers where asked for, and weights", () => {
  const model = {
    name: "cnn",
    kind: "Sequential",
    parameters: 2 ** 40,
    attributes: { big: 2n ** 70n, odd: NaN },
    layers: [{ name: "a", kind: "Dense", outputShape: [null, 10] }],
    weights: bytesAsset("w.bin", new Uint8Array([1])),
  };
  const full = models(logModel(start(), model, { layers: true, context: "training" }))[0];
  assert.deepStrictEqual(full.info, {
    kind: "Sequential",
    parameters: 2 ** 40,
    attributes: { big: 2n ** 70n, odd: NaN },
  });
  assert.deepEqual(full.layers, model.layers);
  assert.deepEqual([full.direction, full.context, full.path], [
    "output",
    "training",
    "artifacts/models/cnn/w.bin",
  ]);
  const bare = models(
    logModel(start(), model, { info: false, asArtifact: false, name: "x", direction: "input" }),
  )[0];
  assert.deepEqual([bare.info, bare.layers, bare.path, bare.name, bare.direction], [
    undefined,
    undefined,
    undefined,
    "x",
    "input",
  ]);
  assert.equal(models(logModel(start(), {}))[0].name, "model");
  for (
    const options of [{ info: "yes" }, { layers: 1 }, { asArtifact: null }, { name: "" }, {
      direction: 1,
    }]
  ) {
    assert.throws(() => logModel(start(), model, options as never), TypeError);
  }
  for (const layers of ["none", [1], [[]], {}]) {
    assert.throws(() => logModel(start(), { layers } as never, { layers: true }), TypeError);
  }
  for (const wrong of [null, [], "m", { weights: 5 }, { fn: () => 1 }, { name: 5 }]) {
    assert.throws(() => logModel(start(), wrong as never), TypeError);
  }
  assert.throws(() => logModel(start(), model, { layrs: true } as never), /did you mean "layers"/);
});

test("`saveModelVersion()` makes v0, v1, … of each name, apart on each line", () => {
  let run = start();
  run = saveModelVersion(run, bytesAsset("w.bin", new Uint8Array([1])), { name: "m", step: 0 });
  run = logModel(run, { name: "m" });
  run = saveModelVersion(run, { kind: "n" }, { name: "n" });
  const left = saveModelVersion(run, {}, { name: "m" });
  const right = saveModelVersion(saveModelVersion(run, {}, { name: "m" }), {}, { name: "m" });
  const versions = (run: Run) => models(run).map(({ name, version }) => `${name} ${version}`);
  assert.deepEqual(versions(left), ["m v0", "m undefined", "n v0", "m v1"]);
  assert.deepEqual(versions(right), ["m v0", "m undefined", "n v0", "m v1", "m v2"]);
  for (const options of [undefined, {}, { name: "" }, { name: "m", step: "1" }]) {
    assert.throws(() => saveModelVersion(run, {}, options as never), TypeError);
  }
  assert.throws(
    () => saveModelVersion(run, {}, { name: "m", stp: 1 } as never),
    /did you mean "step"/,
  );
  assertSameRun(replay(events(right)), right);
});

test("`replay()` refuses versions that are not due", () => {
  const run = saveModelVersion(logArtifact(start(), named("a")), {}, { name: "m" });
  for (const event of [...events(run)].slice(1)) {
    assert.throws(() => replay([...events(run), event]), /has version "v0", v1 was due/);
  }
});

test("`logDataset()` keeps what describes it", () => {
  const files = [referenceAsset("https://example.org/a.bin", { sha256: "0".repeat(64), size: 1 })];
  const info = {
    samples: 8,
    batchSize: 2,
    workers: 1,
    shuffle: true,
    classes: ["a"],
    attributes: { x: -0 },
  };
  const [found] = datasets(
    logDataset(start(), { ...info, files }, { label: "train", context: "training" }),
  );
  assert.deepStrictEqual(found.info, info);
  assert.deepEqual([found.label, found.context, found.direction], ["train", "training", "input"]);
  assert.equal(found.files[0].uri, "https://example.org/a.bin");
  for (const wrong of [null, [], "d", { files: "x" }, { files: [5] }, { classes: [1, , 2] }]) {
    assert.throws(() => logDataset(start(), wrong as never, { label: "d" }), TypeError);
  }
  for (const options of [undefined, {}, { label: "" }, { label: "d", direction: "x" }]) {
    assert.throws(() => logDataset(start(), {}, options as never), TypeError);
  }
  assert.throws(() => logDataset(start(), {}, { lable: "d" } as never), /did you mean "label"/);
});

test("`logOptimizer()`, `logEnvironment()`, `logSource()` and `logCommand()` keep plain data", () => {
  let run = logOptimizer(start(), {
    name: "adam",
    learningRate: 1e-3,
    eps: NaN,
    amsgrad: undefined,
  });
  assert.deepEqual(lastOf(run).settings, {
    learningRate: 1e-3,
    eps: { $: "NaN", type: "xsd:double" },
  });
  run = logEnvironment(run, { runtime: { name: "deno" }, memory: 2 ** 34 });
  assert.deepEqual(lastOf(run).info, { runtime: { name: "deno" }, memory: 2 ** 34 });
  run = logSource(run, { commit: "0a", dirty: false, assets: [named("t.ts")] });
  assert.deepEqual(lastOf(run).info, { commit: "0a", dirty: false });
  assert.equal((lastOf(run).copies as { path: string }[])[0].path, "artifacts/source/t.ts");
  run = logCommand(run, { arguments: ["deno", ""], directory: "" });
  assert.deepEqual(lastOf(run).arguments, ["deno", ""]);
  assertSameRun(replay(events(run)), run);
  const wrong: (() => Run)[] = [
    () => logOptimizer(run, {} as never),
    () => logOptimizer(run, { name: "a", beta: [1] } as never),
    () => logOptimizer(run, null as never),
    () => logEnvironment(run, [] as never),
    () => logEnvironment(run, { runtime: new Map() } as never),
    () => logSource(run, "x" as never),
    () => logSource(run, { assets: "x" } as never),
    () => logSource(run, { assets: [{}] } as never),
    () => logCommand(run, { arguments: "deno" } as never),
    () => logCommand(run, { arguments: [1] } as never),
    () => logCommand(run, { arguments: [], directory: 1 } as never),
  ];
  for (const call of wrong) assert.throws(call, TypeError, String(call));
});

test("data as deep as `logModel()` takes has a digest", () => {
  let deep: unknown = 1;
  for (let i = 0; i < 189; i++) deep = [deep];
  const run = logModel(start(), { attributes: deep } as never);
  assert.equal(digest(run), digest(replay(events(run))));
  assert.throws(() => logModel(start(), { attributes: [deep] } as never), /nests deeper/);
});

test("`logInput()` and `logOutput()` log assets as artifacts and values as parameters", () => {
  let run = logInput(start(), 42);
  run = logInput(run, "x", { context: "training" });
  run = logInput(run, null);
  run = logOutput(run, NaN);
  run = logOutput(run, 1n, { name: "found", source: "search" });
  run = logInput(run, named("in"), { aliases: ["a"] });
  run = logOutput(run, named("out"));
  assert.deepStrictEqual(params(run).map(({ key, value, direction }) => [key, value, direction]), [
    ["input.0", 42, "input"],
    ["input.0", "x", "input"],
    ["input.1", null, "input"],
    ["output.0", NaN, "output"],
    ["found", 1n, "output"],
  ]);
  assert.equal(param(run, "input.0", { context: "training" }), "x");
  assert.deepEqual(artifacts(run).map(({ name, direction }) => [name, direction]), [
    ["in", "input"],
    ["out", "output"],
  ]);
  assert.throws(() => logInput(run, 1, { step: 1 } as never), TypeError);
  assert.throws(() => logInput(run, 1, { name: "" }), TypeError);
  assert.throws(() => logInput(run, 1, { name: null } as never), TypeError);
  assert.throws(() => logOutput(run, named("a"), { source: "x" } as never), TypeError);
  assert.throws(() => logOutput(run, {} as never), TypeError);
  assert.throws(() => logOutput(run, undefined as never), TypeError);
});
