import assert from "node:assert/strict";
import test from "node:test";
import {
  artifacts,
  contexts,
  datasets,
  digest,
  memorySink,
  metrics,
  models,
  params,
  runFromFiles,
  saveRun,
  series,
  summarize,
  tags,
  toProv,
} from "stemma";
import { runFromYprov4ml } from "stemma/yprov4ml";
import { eventsOf, folderOf, folders, versions } from "./yprov4ml_folders.ts";

const imports = new Map<string, ReturnType<typeof runFromYprov4ml>>();

/** The import of a version's folder, made once. */
function imported(version: string): ReturnType<typeof runFromYprov4ml> {
  const known = imports.get(version) ?? runFromYprov4ml(folderOf(version));
  imports.set(version, known);
  return known;
}

const GIVEN = [["lr", 0.001], ["batch", 32], ["name", 'π "q"']];
const COMMAND = ["execution_command", "python workspace/mnist_0/artifacts/train.py"];

/** The parameters of each version, in order. */
const expectedParams: Readonly<Record<string, unknown[][]>> = {
  "0.1.19": [
    ["execution_start_time", 1795229209.0058022],
    ...GIVEN,
    ["train_stat_batch_size", 8],
    ["train_stat_num_workers", 0],
    ["train_stat_total_steps", 8],
    ["train_stat_total_samples", 64],
    ["model_name", "final"],
    ["total_params", 58],
    ["memory_of_model", 0.000232],
    ["total_memory_load_of_model", 0.000696],
    ["execution_end_time", 1795229209.0203395],
  ],
  "1.0.0": [
    ["execution_start_time", 1795229214.8050597],
    ...GIVEN,
    ["train_stat_batch_size", 8],
    ["train_stat_num_workers", 0],
    ["train_stat_total_steps", 8],
    ["train_stat_total_samples", 64],
    ["model_name", "final"],
    ["total_params", 58],
    ["memory_of_model", 0.000232],
    ["total_memory_load_of_model", 0.000696],
    ["execution_end_time", 1795229214.8098876],
  ],
  "2.0.10": [
    ["execution_start_time", 1795229220.5798018],
    ...GIVEN,
    COMMAND,
    ["execution_end_time", 1795229220.5860772],
  ],
  "3.2.0": [...GIVEN, COMMAND],
  "3.2.8": [...GIVEN, COMMAND],
};

const expectedContexts: Readonly<Record<string, string[]>> = {
  "0.1.19": ["training", "validation"],
  "1.0.0": ["training", "validation"],
  "2.0.10": ["training", "validation", "testing", "datasets", "models"],
  "3.2.0": ["training", "validation"],
  "3.2.8": ["training", "validation"],
};

/** Start and end as the documents state them, in milliseconds. */
const expectedTimes: Readonly<Record<string, [number, number]>> = {
  "0.1.19": [1795229209005.8022, 1795229209020.3395],
  "1.0.0": [1795229214805.0597, 1795229214809.8876],
  "2.0.10": [1795229220579.8018, 1795229220586.0772],
  "3.2.0": [
    Date.parse("2026-11-21T02:47:03.754Z") + 0.608,
    Date.parse("2026-11-21T02:47:04.764Z") + 0.123,
  ],
  "3.2.8": [
    Date.parse("2026-11-21T02:47:07.269Z") + 0.337,
    Date.parse("2026-11-21T02:47:08.464Z") + 0.058,
  ],
};

/** The points in a version's files by another way than the import's: lines split at their marks. */
function rawPoints(version: string, key: string): string[][] {
  const found = [...folderOf(version)].find(([path]) =>
    /\/(?:tmp|metrics_GR0)\//.test(path) && path.split("/").at(-1)!.startsWith(`${key}_`) &&
    /^_(?:Context|training|validation)/.test(path.split("/").at(-1)!.slice(key.length))
  );
  const lines = new TextDecoder().decode(found![1]).trim().split("\n").slice(1);
  return lines.map((line) => line.split(/[,\t]/)).filter(([, value]) => value !== "None");
}

for (const version of versions) {
  const era = version.startsWith("3") ? "E3" : version.startsWith("2") ? "E2" : "E1";

  test(`runFromYprov4ml() tells who, what and when of ${version}`, folders, async () => {
    const { run, runs } = await imported(version);
    assert.deepEqual(runs, [run]);
    assert.deepEqual(
      [run.experiment, run.runId, run.name, run.status],
      ["mnist", "mnist_GR0_0", "mnist_0", "FINISHED"],
    );
    assert.deepEqual(tags(run), { yProv4ML: era });
    const [start] = eventsOf(run, "start");
    const [end] = eventsOf(run, "end");
    assert.equal(start.rank, 0);
    assert.deepEqual(start.agent, { name: "ada", kind: "person" });
    const [from, to] = expectedTimes[version];
    assert.ok(Math.abs(start.timestamp - from) < 0.01, `${start.timestamp}`);
    assert.ok(Math.abs(end.timestamp - to) < 0.01, `${end.timestamp}`);
    const [{ info }] = eventsOf(run, "environment");
    assert.deepEqual(info.runtime, {
      name: "python",
      version: "3.12.1 (main, May  9 2026, 07:36:11) [GCC 12.2.0]",
    });
    if (era === "E1") assert.equal((info.packages as unknown[]).length, 37);
    if (era === "E3") {
      assert.deepEqual(info.os, { name: "Linux", version: "6.18.44-fc-v657", arch: "x86_64" });
    }
    if (era !== "E1") {
      const [command] = eventsOf(run, "command");
      assert.deepEqual(command.arguments, ["python", "workspace/mnist_0/artifacts/train.py"]);
    }
  });

  test(`runFromYprov4ml() keeps parameters and contexts of ${version}`, folders, async () => {
    const { run } = await imported(version);
    assert.deepEqual(params(run).map(({ key, value }) => [key, value]), expectedParams[version]);
    assert.ok(params(run).every(({ context }) => context === undefined));
    assert.deepEqual(contexts(run).map(({ name }) => name), expectedContexts[version]);
  });

  test(`runFromYprov4ml() keeps every point of ${version}`, folders, async () => {
    const { run } = await imported(version);
    const start = eventsOf(run, "start")[0].timestamp;
    let points = 0;
    for (const { key, context, source } of metrics(run)) {
      const found = series(run, key, { context, source })!;
      const raw = rawPoints(version, key);
      assert.deepEqual([...found.steps], raw.map(([step]) => Number(step)), key);
      assert.deepEqual(
        [...found.values],
        raw.map(([, value]) => value === "nan" ? NaN : Number(value)),
        key,
      );
      raw.forEach(([, , time], i) => {
        if (time !== "0") assert.equal(found.timestamps[i], Number(time), key);
        else assert.ok(found.timestamps[i] > start, `${key}: a time that nobody gave`);
      });
      points += raw.length;
    }
    const expected = { E1: [7, 22], E2: [11, 26], E3: [10, 23] }[era];
    assert.deepEqual([metrics(run).length, points], expected);
    const sources = new Set(metrics(run).map(({ source }) => source));
    assert.deepEqual(
      [...sources],
      {
        E1: [undefined],
        E2: [undefined, "LoggingItemKind.EXECUTION_TIME", "LoggingItemKind.SYSTEM_METRIC"],
        E3: [undefined, "psutil"],
      }[era],
    );
  });

  test(`runFromYprov4ml() keeps files, models and datasets of ${version}`, folders, async () => {
    const { run } = await imported(version);
    const files = folderOf(version);
    const byName = new Map(artifacts(run).map((artifact) => [artifact.name, artifact]));
    const document = era === "E1" ? "provgraph_mnist_GR0.json" : "prov_mnist_GR0_0.json";
    const whole = era === "E1" ? ["a.txt", document] : ["a.txt", "requirements.txt", document];
    assert.deepEqual([...byName.keys()], whole);
    assert.equal(byName.get(document)!.size, files.get(`mnist_0/${document}`)!.length);
    assert.equal(byName.get("a.txt")!.size, era === "E1" ? undefined : 5);
    assert.equal(byName.get("a.txt")!.direction, "output");
    if (era !== "E1") assert.equal(byName.get("requirements.txt")!.direction, "input");
    const versionsOf = models(run).map(({ name, version }) => [name, version]);
    assert.deepEqual(
      versionsOf.toSorted(),
      (era === "E1"
        ? [["final", undefined], ["final", "v0"], ["net", "v0"], ["net", "v1"]]
        : [["final", undefined], ["net", "v0"], ["net", "v1"]]).toSorted(),
    );
    const final = models(run).find(({ name, version }) => name === "final" && !version)!;
    assert.equal(final.info?.parameters, 58);
    assert.equal(final.info?.memory, 232);
    const [train] = datasets(run);
    assert.equal(train.label, "train");
    assert.equal(train.info.batchSize, 8);
    assert.equal(train.info.workers, 0);
    assert.equal(train.info.samples, { E1: 64, E2: 8, E3: 512 }[era]);
  });

  test(`runFromYprov4ml() reports what it set right in ${version}`, folders, async () => {
    const { repairs } = await imported(version);
    const kinds = new Set(repairs.map(({ kind }) => kind));
    const expected = {
      E1: ["namespace", "several-statements", "text-value", "local-time", "unknown-entity"],
      E2: ["namespace", "raw-number", "missing-file", "missing-time"],
      E3: ["namespace", "attribute-name", "local-time", "missing-value", "text-value"],
    }[era];
    for (const kind of expected) assert.ok(kinds.has(kind as never), kind);
    for (const { file, message } of repairs) {
      assert.ok(folderOf(version).has(file) && message !== "", file);
    }
    const unread = ["unreadable-file", "unreadable-point", "truncated-list", "unnamed-file"];
    assert.deepEqual(repairs.filter(({ kind }) => unread.includes(kind)), []);
  });

  test(`the imported run of ${version} is as good as any`, folders, async () => {
    const { run } = await imported(version);
    const reversed = new Map([...folderOf(version)].reverse());
    assert.equal(digest((await runFromYprov4ml(reversed)).run), digest(run));
    const sink = memorySink();
    assert.deepEqual((await saveRun(run, sink)).failed, []);
    assert.equal(digest(runFromFiles(sink.files)), digest(run));
    const loss = summarize(run).find(({ key }) => key === "loss")!;
    assert.deepEqual([loss.count, loss.max, loss.min], [12, 1, 1 / 12]);
    assert.ok(toProv(run).records.length > 40);
  });
}
