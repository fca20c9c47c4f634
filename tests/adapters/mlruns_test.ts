import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import test from "node:test";
import {
  datasets,
  endRun,
  logArtifact,
  logDataset,
  logMetric,
  logParam,
  metrics,
  params,
  referenceAsset,
  type Run,
  runFiles,
  series,
  setTag,
  startRun,
  tags,
  textAsset,
} from "stemma";
import { fsSink } from "stemma/fs";
import { mlrunsFiles } from "stemma/mlflow";
import { verifyRun } from "stemma/seal";
import { hostileNames } from "../hostile_names.ts";
import { scriptedEnv, scriptedRun } from "../scripted_run.ts";
import { askMlflow, needsMlflow } from "../servers/mlflow.ts";

type Point = [step: number, timestamp: number, value: string];

/** A run as MLflow reads it. */
interface ReadRun {
  readonly runId: string;
  readonly name: string;
  readonly status: string;
  readonly start: number;
  readonly end: number | null;
  readonly user: string;
  readonly params: Record<string, string>;
  readonly tags: Record<string, string>;
  readonly metrics: Record<string, Point[]>;
  readonly datasets: {
    name: string;
    digest: string;
    profile: string;
    tags: Record<string, string>;
  }[];
  readonly artifacts: Record<string, string>;
}

type Reading = Record<"folder" | "database", Record<string, ReadRun[]>>;

const odd = 'odd: "name" #1\n\u0085\u2028\u{1f600}';

/** A run whose every name is one that something trips over. */
function hostileRun(): Run {
  const env = scriptedEnv();
  const parent = startRun({ experiment: odd, runId: "../../etc/passwd", env });
  const first = { "stemma.own": "1", "a@b": "2", plain: "3" };
  let run = startRun({ experiment: odd, runId: "con", name: `- ${odd}`, parent, tags: first, env });
  for (const [i, name] of hostileNames.entries()) {
    run = logParam(run, name, `${name}\r\n${i}`);
    run = logMetric(run, name, i, { context: name, timestamp: i + 0.75 });
    run = setTag(run, name, name);
    run = logArtifact(run, textAsset(name, name));
    run = logDataset(run, { samples: i, name }, { label: name });
  }
  for (const key of ["loss", "loss/a", "loss/a/b", "Loss", "LOSS/A", "loss-2"]) {
    run = logMetric(run, key, 1);
    run = logParam(run, key, key);
  }
  const values = [NaN, Infinity, -Infinity, -0, 5e-324, Number.MAX_VALUE, 1e21, 0.1 + 0.2];
  for (const value of values) run = logMetric(run, "value", value, { step: 2 ** 53 - 1 });
  run = logParam(run, "long", "x\u{1f600}".repeat(5000));
  run = logParam(run, "one", 1, { context: "a" });
  run = logParam(run, "a/one", 2);
  const link = referenceAsset("s3://bucket/key", { sha256: "2".repeat(64) });
  run = logDataset(run, { uri: "s3://bucket/key", files: [link] }, { label: "far" });
  return endRun(run, { status: "FAILED", error: new Error(odd) });
}

/** Puts runs into a folder and reads them through MLflow, before and after its own migration. */
async function readBack(runs: readonly Run[], look: (read: Reading, folder: string) => unknown) {
  const folder = mkdtempSync(join(tmpdir(), "stemma-mlruns-"));
  try {
    for (const run of runs) {
      const sink = fsSink(folder); // Runs of one experiment share its meta.yaml.
      await Promise.all(mlrunsFiles(run).map((file) => sink.put(file)));
    }
    await look(await askMlflow("tests/adapters/mlruns_read.py", folder) as Reading, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What tells a thing of a run from the others of its kind. */
interface Named {
  readonly key: string;
  readonly context?: string | null;
  readonly source?: string | null;
}

/** What MLflow holds: by its name there, or by what the tags tell that it is called. */
function byOwnName<Value>(read: ReadRun, kind: "params" | "metrics" | "tags"): Map<string, Value> {
  const called = new Map<string, string>();
  for (const [tag, text] of Object.entries(read.tags)) {
    if (!/^stemma\.names(\.\d+)?$/.test(tag)) continue;
    for (const [each, place, key, context, source] of JSON.parse(text)) {
      if (each === kind) called.set(place, nameFor({ key, context, source }));
    }
  }
  const found = new Map<string, Value>();
  for (const [place, value] of Object.entries(read[kind])) {
    const name = called.get(place) ?? place;
    assert.ok(!found.has(name), `${name} is there twice`);
    found.set(name, value as Value);
  }
  return found;
}

/** A name that no other thing has. */
function nameFor({ key, context, source }: Named): string {
  return JSON.stringify([key, context ?? null, source ?? null]);
}

/** A number as Python writes it. */
function numberOf(text: string): number {
  return { nan: NaN, inf: Infinity, "-inf": -Infinity }[text] ?? Number(text);
}

test(
  "`mlrunsFiles()`: MLflow reads every value, from the folder and migrated",
  needsMlflow,
  async () => {
    const [plain, hostile] = [scriptedRun(), hostileRun()];
    await readBack([plain, hostile, startRun({ experiment: "empty" })], (read) => {
      for (const where of ["folder", "database"] as const) {
        const experiments = read[where];
        assert.equal(experiments.empty.length, 1, "a run without params and metrics is read");
        for (const run of [plain, hostile]) {
          assert.equal(experiments[run.experiment].length, 1);
          const found = experiments[run.experiment][0];
          checkFacts(run, found);
          checkParams(run, found, { newlines: where === "folder" });
          checkPoints(run, found, where === "folder" ? (value) => value : inDatabase);
          checkDatasets(run, found);
        }
      }
    });
  },
);

function checkFacts(run: Run, found: ReadRun): void {
  assert.deepEqual([found.name, found.status], [run.name, run.status]);
  assert.equal(found.tags["stemma.runId"], run.runId);
  const held = byOwnName<string>(found, "tags");
  for (const [key, text] of Object.entries(tags(run))) {
    assert.equal(held.get(nameIn(held, { key })), cut(text, 5000), `tag ${key}`);
  }
  const files = runFiles(run, { folder: "", formats: ["prov-json"] });
  const digests = Object.fromEntries(files.map(({ path, sha256 }) => [path, sha256]));
  assert.deepEqual(found.artifacts, digests);
}

function checkParams(run: Run, found: ReadRun, kept: { newlines: boolean }): void {
  const held = byOwnName<string>(found, "params");
  for (const { key, value, context } of params(run)) {
    const name = nameIn(held, { key, context });
    const text = value instanceof Date ? value.toISOString() : String(value);
    const whole = Object.is(value, -0) ? "-0" : kept.newlines ? text : text.replace("\r\n", "\n");
    assert.equal(held.get(name), cut(whole, 6000), `param ${name}`);
  }
}

function checkPoints(run: Run, found: ReadRun, kept: (value: number) => number): void {
  const held = byOwnName<Point[]>(found, "metrics");
  for (const { key, context, source } of metrics(run)) {
    const name = nameIn(held, { key, context, source });
    const { steps, values, timestamps } = series(run, key, { context, source })!;
    const points = Array.from(steps, (step, i) => [
      step,
      Math.floor(timestamps[i]),
      kept(values[i]),
    ]);
    const actual = held.get(name)!.map(([step, time, value]) => [step, time, numberOf(value)]);
    assert.deepEqual(actual.toSorted(byTime), points.toSorted(byTime), `metric ${name}`);
  }
}

/** What the migration leaves of a number. */
function inDatabase(value: number): number {
  if (Number.isNaN(value)) return value;
  return Math.min(Number.MAX_VALUE, Math.max(-Number.MAX_VALUE, value)) + 0;
}

function byTime(a: readonly number[], b: readonly number[]): number {
  return a[1] - b[1];
}

/** The name that something of the run has where MLflow's names are read back. */
function nameIn(held: ReadonlyMap<string, unknown>, named: Named): string {
  const name = nameFor(named);
  if (held.has(name)) return name;
  const key = named.source ? `${named.key}.${named.source}` : named.key;
  return named.context ? `${named.context}/${key}` : key;
}

/** What is left of a text where MLflow takes so many characters. */
function cut(text: string, most: number): string {
  const shown = text.replaceAll("\0", "\u2400");
  if (shown.length <= most) return shown;
  const kept = shown.slice(0, most - 1);
  return `${kept.isWellFormed() ? kept : kept.slice(0, -1)}…`;
}

function checkDatasets(run: Run, found: ReadRun): void {
  const expected = datasets(run).map(({ label, context, info }) => [
    cut(String(info.name ?? label), 500),
    cut(context ?? label, 500),
    cut(label, 500),
    info.samples,
  ]);
  const actual = found.datasets.map(({ name, tags, profile, digest }) => {
    assert.match(digest, /^[0-9a-f]{36}$/);
    return [name, tags["mlflow.data.context"], tags["stemma.label"], JSON.parse(profile).samples];
  });
  const sorted = (list: unknown[]) => list.map((each) => JSON.stringify(each)).toSorted();
  assert.deepEqual(sorted(actual), sorted(expected));
}

test("`mlrunsFiles()`: equal facts give equal bytes", () => {
  const digests = () => mlrunsFiles(hostileRun()).map(({ path, sha256 }) => [path, sha256]);
  assert.deepEqual(digests(), digests());
});

test("`mlrunsFiles()`: the record stands among the artifacts, beside other runs", async () => {
  const folder = mkdtempSync(join(tmpdir(), "stemma-mlruns-"));
  try {
    for (const run of [scriptedRun(), startRun({ experiment: "digits", runId: "other" })]) {
      const files = mlrunsFiles(run, { directory: folder });
      const sink = fsSink(folder);
      await Promise.all(files.map((file) => sink.put(file)));
      const log = files.find(({ path }) => path.endsWith("/artifacts/run.log"))!;
      const { ok, findings } = await verifyRun(dirname(join(folder, log.path)));
      assert.deepEqual(findings.filter(({ severity }) => severity === "error"), []);
      assert.ok(ok);
      const meta = new TextDecoder().decode(files[1].bytes());
      assert.ok(meta.includes(`artifact_uri: "${dirname(join(folder, log.path))}"`));
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test("`mlrunsFiles()` refuses what is no run, and unknown options", () => {
  assert.throws(() => mlrunsFiles({} as Run), TypeError);
  const run = startRun({ experiment: "digits" });
  assert.throws(() => mlrunsFiles(run, { dir: "x" } as object), /directory/);
  assert.throws(() => mlrunsFiles(run, { directory: 5 } as never), TypeError);
});
