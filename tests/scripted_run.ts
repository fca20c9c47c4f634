import {
  bytesAsset,
  Context,
  defineContext,
  defineMetric,
  endRun,
  type Env,
  jsonAsset,
  logArtifact,
  logCommand,
  logDataset,
  logEnvironment,
  logInput,
  logMetric,
  logMetrics,
  logModel,
  logOptimizer,
  logOutput,
  logParam,
  logParams,
  logSource,
  referenceAsset,
  type Run,
  saveModelVersion,
  setDescription,
  setTags,
  startRun,
  textAsset,
} from "stemma";

/** A clock that ticks by one second, and ids that count. */
export function scriptedEnv(start = 1_700_000_000_000): Env {
  let now = start;
  let id = 0;
  return {
    now: () => now += 1000,
    randomId: () => `00000000-0000-7000-8000-${String(++id).padStart(12, "0")}`,
  };
}

/** One run in which every verb has its place; equal facts at every call. */
export function scriptedRun(env: Env = scriptedEnv()): Run {
  let run = startRun({
    experiment: "digits",
    name: "scripted",
    namespace: "www.example.org",
    agent: { id: "https://orcid.org/0000-0001-2345-6789", name: "Ada Lovelace" },
    tags: { team: "vision" },
    description: "Every verb once.",
    env,
  });
  run = logEnvironment(run, {
    runtime: { name: "none", version: "1.0.0" },
    os: { name: "any", arch: "x86_64" },
    memory: 2 ** 34,
    packages: [{ name: "fflate", version: "0.8.3", registry: "npm" }],
  });
  run = logSource(run, {
    commit: "0123456789abcdef0123456789abcdef01234567",
    remote: "https://example.org/digits.git",
    dirty: true,
    files: [{ path: "train.ts", status: "modified", size: 3, sha256: "0".repeat(64) }],
    assets: [textAsset("train.ts", "run\n")],
  });
  run = logCommand(run, { arguments: ["deno", "run", "train.ts", "--epochs=3"] });
  run = logParams(run, {
    epochs: 3,
    rate: 0.01,
    adam: { beta: [0.9, 0.999] },
    big: 9007199254740993n,
    huge: 2n ** 70n,
    odd: NaN,
    bound: -Infinity,
    zero: -0,
    when: new Date(Date.UTC(2026, 10, 21)),
    none: null,
    deep: true,
    "名前": '値 "q" \\ \n',
  });
  run = logParam(run, "best epoch", 2, { direction: "output", context: Context.VALIDATION });
  run = logDataset(run, {
    samples: 1000,
    batches: 10,
    batchSize: 100,
    workers: 2,
    shuffle: true,
    shape: [28, 28, 1],
    classes: ["0", "1"],
    license: "CC0-1.0",
    files: [referenceAsset("https://example.org/digits.bin", { sha256: "1".repeat(64), size: 9 })],
  }, { label: "train", context: Context.TRAINING });
  run = logDataset(run, { samples: 100 }, { label: "test", context: Context.TESTING });
  run = logOptimizer(run, { name: "adam", learningRate: 0.01, beta1: 0.9 });
  run = logInput(run, textAsset("vocabulary.txt", "0 1"), { context: Context.TRAINING });
  run = defineContext(run, "warm-up", { parent: Context.TRAINING });
  run = defineMetric(run, "accuracy", { fold: "max", unit: "%" });
  for (let epoch = 0; epoch < 3; epoch++) {
    const value = 1 / (epoch + 1);
    run = logMetrics(run, { loss: value, accuracy: 1 - value / 4 }, {
      context: Context.TRAINING,
      step: epoch,
    });
    run = logMetric(run, "loss", epoch === 1 ? NaN : value * 1.1, { context: Context.VALIDATION });
    run = logMetric(run, "loss", value, { context: "warm-up", source: "probe/α", unit: "nats" });
    run = saveModelVersion(run, bytesAsset("weights.bin", new Uint8Array([epoch])), {
      name: "cnn",
      context: Context.TRAINING,
      step: epoch,
    });
  }
  run = logModel(run, {
    name: "cnn",
    kind: "Sequential",
    parameters: 7850,
    layers: [{ name: "dense", kind: "Dense", outputShape: [null, 10], parameters: 7850 }],
  }, { layers: true });
  run = logArtifact(run, jsonAsset("confusion.json", [[9, 1], [0, 10]]), {
    context: Context.TESTING,
    aliases: ["best"],
    attributes: { rows: 2, "per class": "yes" },
  });
  run = logArtifact(run, jsonAsset("confusion.json", [[10, 0], [0, 10]]), {
    context: Context.TESTING,
    aliases: ["best"],
  });
  run = logOutput(run, 0.97, { name: "test accuracy", context: Context.TESTING });
  run = logArtifact(run, textAsset("../odd: name?.txt", "odd"));
  run = setTags(run, { sweep: "7" });
  run = setDescription(run, "Every verb, once.");
  return endRun(run);
}
