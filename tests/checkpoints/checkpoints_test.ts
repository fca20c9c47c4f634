import assert from "node:assert/strict";
import { test } from "node:test";
import {
  artifacts,
  bytesAsset,
  endRun,
  fetchSink,
  memorySink,
  memorySource,
  models,
  provToJson,
  referenceAsset,
  type Run,
  runFiles,
  type Sink,
  startRun,
  toProv,
} from "stemma";
import { checkpoints, type CheckpointsOptions, latestCheckpoint } from "stemma/checkpoints";
import { fsSink, fsSource } from "stemma/fs";
import { inFolder } from "../assets/temporary_folder.ts";
import { scriptedEnv } from "../scripted_run.ts";

const freshRun = () =>
  startRun({ experiment: "digits", name: "cnn", runId: "r", env: scriptedEnv() });
const weights = (...bytes: number[]) => bytesAsset("weights.bin", Uint8Array.from(bytes));
const foldersOf = (files: ReadonlyMap<string, unknown>) =>
  [
    ...new Set(
      [...files.keys()].filter((path) => path.includes("/")).map((path) =>
        path.slice(0, path.lastIndexOf("/"))
      ),
    ),
  ].sort();

/** Saves one checkpoint an epoch. */
async function train(
  sink: Sink,
  epochs: number,
  options: CheckpointsOptions = {},
  loss: (epoch: number) => number = (epoch) => 1 / epoch,
): Promise<Run> {
  const keeper = checkpoints(sink, options);
  let run = freshRun();
  for (let epoch = 1; epoch <= epochs; epoch++) {
    const metrics = { loss: loss(epoch) };
    run = await keeper.save(run, weights(epoch), { epoch, batch: epoch * 10, metrics });
  }
  assert.deepEqual(keeper.report().failed, []);
  return run;
}

test("checkpoints() logs versions with digest and place, and the run holds no bytes of them", async () => {
  const run = await train(memorySink(), 3);
  const found = models(run);
  assert.deepEqual(found.map(({ version, step }) => [version, step]), [
    ["v0", 10],
    ["v1", 20],
    ["v2", 30],
  ]);
  assert.equal(found[1].sha256, weights(2).sha256);
  assert.equal(found[1].uri, "cnn-ep2-ba20/weights.bin");
  assert.equal(found[1].path, undefined);
  assert.ok(!runFiles(run).some(({ path }) => path.includes("/artifacts/")));
  assert.match(provToJson(toProv(endRun(run))), /cnn-ep2-ba20/);
});

test("checkpoints() takes several files and a description, and logs what each is", async () => {
  const sink = memorySink();
  const keeper = checkpoints(sink);
  const more = bytesAsset("optimizer.bin", Uint8Array.of(9));
  let run = await keeper.save(freshRun(), [weights(1), more], { epoch: 1, batch: 2 });
  const described = { kind: "Dense", parameters: 7, weights: weights(2), attributes: { a: 1 } };
  run = await keeper.save(run, described, { epoch: 2, batch: 4, context: "training" });
  assert.deepEqual(artifacts(run).map(({ name }) => name), ["cnn-ep1-ba2/optimizer.bin"]);
  assert.equal(models(run)[1].info?.parameters, 7);
  assert.equal(models(run)[1].context, "training");
  const source = memorySource(sink.files);
  const first = (await latestCheckpoint(source, "cnn"))!.catalog.kept[0];
  assert.deepEqual(first.files.map(({ path }) => path), [
    "cnn-ep1-ba2/weights.bin",
    "cnn-ep1-ba2/optimizer.bin",
  ]);
  assert.equal((await latestCheckpoint(source, "cnn"))!.epoch, 2);
});

test("checkpoints() keeps the last, the best and the aliased, and deletes the others", async () => {
  const sink = memorySink();
  const keeper = checkpoints(sink, { keep: 2, best: { metric: "loss" } });
  let run = freshRun();
  for (let epoch = 1; epoch <= 9; epoch++) {
    const aliases = epoch === 2 ? ["paper"] : [];
    const metrics = { loss: epoch === 1 ? NaN : Math.abs(epoch - 4) };
    run = await keeper.save(run, weights(epoch), { epoch, batch: 0, metrics, aliases });
  }
  assert.deepEqual(foldersOf(sink.files), [
    "cnn-ep2-ba0",
    "cnn-ep4-ba0",
    "cnn-ep8-ba0",
    "cnn-ep9-ba0",
  ]);
  assert.deepEqual([keeper.report().saved, keeper.report().deleted], [9, 5]);
  // An alias that moves lets go what had it.
  await keeper.save(run, weights(10), { epoch: 10, batch: 0, aliases: ["paper"] });
  assert.deepEqual(foldersOf(sink.files), ["cnn-ep10-ba0", "cnn-ep4-ba0", "cnn-ep9-ba0"]);
  const source = memorySource(sink.files);
  for (const [alias, epoch] of [["best", 4], ["paper", 10], [undefined, 10]] as const) {
    const found = await latestCheckpoint(source, "cnn", { alias });
    assert.deepEqual([found?.epoch, await found?.bytes()], [epoch, Uint8Array.of(epoch)]);
  }
  assert.equal(await latestCheckpoint(source, "cnn", { alias: "none" }), undefined);
  assert.equal(await latestCheckpoint(source, "cnn", { alias: "__proto__" }), undefined);
});

test("checkpoints() tells the best by the greatest value where it is asked to", async () => {
  const sink = memorySink();
  const best = { metric: "loss", goal: "max" } as const;
  await train(sink, 5, { keep: 1, best }, (epoch) => [1, Infinity, 3, NaN, 2][epoch - 1]);
  const found = await latestCheckpoint(memorySource(sink.files), "cnn", { alias: "best" });
  assert.deepEqual([found?.epoch, found?.metrics], [2, { loss: Infinity }]);
});

test("checkpoints() saves by epochs, batches or seconds, and makes no model before", async () => {
  let now = 0;
  const env = { now: () => now, randomId: () => "x" };
  const saved = async (every: CheckpointsOptions["every"], resumed?: number) => {
    const sink = memorySink();
    const resume = resumed === undefined ? undefined : { epoch: 0, batch: resumed };
    const keeper = checkpoints(sink, {
      every,
      env,
      resume: resume &&
        {
          ...resume,
          name: "cnn",
          catalog: { name: "cnn", kept: [], aliases: {}, dropped: [] },
        } as never,
    });
    let run = freshRun();
    const made: number[] = [];
    for (let batch = (resumed ?? 0) + 1; batch <= 40; batch++) {
      now += 1000;
      const make = () => (made.push(batch), weights(batch));
      const before = run;
      run = await keeper.saveIfDue(run, make, { epoch: Math.floor(batch / 10), batch });
      assert.equal(run === before, made.at(-1) !== batch);
    }
    return made;
  };
  assert.deepEqual(await saved({ epochs: 1 }), [10, 20, 30, 40]);
  assert.deepEqual(await saved({ epochs: 2 }), [20, 40]);
  assert.deepEqual(await saved({ batches: 15 }), [15, 30]);
  assert.deepEqual(await saved({ batches: 15 }, 17), [30]);
  assert.deepEqual(await saved({ seconds: 12 }), [12, 24, 36]);
  assert.deepEqual(await saved({ epochs: 3, batches: 25 }), [25, 30]);
  assert.deepEqual(await saved(undefined), [10, 20, 30, 40]);
});

test("checkpoints() overwrites nothing: a folder that is taken gets a number", async () => {
  const sink = memorySink();
  const keeper = checkpoints(sink, { name: "{name}" });
  let run = freshRun();
  for (let i = 1; i <= 3; i++) run = await keeper.save(run, weights(i), { epoch: i });
  assert.deepEqual(foldersOf(sink.files), ["cnn", "cnn~2", "cnn~3"]);
  assert.deepEqual(sink.files.get("cnn/weights.bin"), Uint8Array.of(1));
  // On some disks this would be the very same name: it is told, and nothing is stored.
  assert.equal(await keeper.save(run, weights(4), { name: "CNN" }), run);
  const [{ path, error }] = keeper.report().failed;
  assert.deepEqual([path, (error as { code?: string }).code], ["CNN", "SINK_PATH"]);
  assert.deepEqual(foldersOf(sink.files), ["cnn", "cnn~2", "cnn~3"]);
});

test("checkpoints() goes on from what an earlier process kept", async () => {
  const sink = memorySink();
  await train(sink, 3, { keep: 2 });
  const resume = await latestCheckpoint(memorySource(sink.files), "cnn");
  const keeper = checkpoints(sink, { keep: 2, resume });
  await keeper.save(freshRun(), weights(4), { epoch: 4, batch: 40 });
  assert.deepEqual(foldersOf(sink.files), ["cnn-ep3-ba30", "cnn-ep4-ba40"]);
  // The same place of training again, from an older state: both stand.
  await keeper.save(freshRun(), weights(44), { epoch: 4, batch: 40 });
  assert.deepEqual(foldersOf(sink.files), ["cnn-ep4-ba40", "cnn-ep4-ba40~2"]);
});

test("checkpoints() on a disk leaves whole checkpoints and no empty folder", () =>
  inFolder({}, async (folder) => {
    await train(fsSink(folder), 5, { keep: 2, name: "{name}/{run}/ep{epoch}" });
    const paths: string[] = [];
    for await (const { path } of fsSource(folder).list!("")) paths.push(path);
    assert.deepEqual(paths.sort(), [
      "cnn-latest.json",
      "cnn/r/ep4/weights.bin",
      "cnn/r/ep5/weights.bin",
    ]);
    const latest = await latestCheckpoint(fsSource(folder), "cnn");
    const text = await new Response(latest!.stream("weights.bin")).arrayBuffer();
    assert.deepEqual(new Uint8Array(text), Uint8Array.of(5));
  }));

test("checkpoints() saves one after the other, also where nobody waits", async () => {
  const sink = memorySink();
  const keeper = checkpoints(sink, { keep: 1 });
  const run = freshRun();
  await Promise.all(
    Array.from({ length: 20 }, (_, i) => keeper.save(run, weights(i), { epoch: i, batch: i })),
  );
  assert.deepEqual(foldersOf(sink.files), ["cnn-ep19-ba19"]);
});

test("checkpoints() refuses wrong arguments, and a checkpoint without a field of the template", async () => {
  const sink = memorySink();
  const refused = (options: object, error: object) =>
    assert.throws(() => checkpoints(sink, options), error);
  refused({ name: "{nmae}" }, /"nmae" is no field; fields are name/);
  for (const name of ["{name", "name}", "{{name}}", 7]) refused({ name }, TypeError);
  for (const name of ["/{name}", "../{name}", "a/../{name}", "a\\{name}", "{name}/", ""]) {
    refused({ name }, RangeError);
  }
  refused({ latest: "{epoch}.json" }, TypeError);
  refused({ every: { epoch: 1 } }, /"epochs"/);
  refused({ every: { epochs: 0 } }, RangeError);
  refused({ keep: 0 }, RangeError);
  refused({ best: { key: "loss" } }, TypeError);
  assert.throws(
    () => checkpoints(fetchSink("https://example.org"), { keep: 3 }),
    /must have delete/,
  );
  assert.throws(() => checkpoints({} as Sink), TypeError);
  const keeper = checkpoints(sink, { best: { metric: "loss" } });
  const rejected = (work: Promise<unknown>, message: RegExp) => assert.rejects(work, message);
  await rejected(keeper.save(freshRun(), weights(1), { epoch: 1 }), /the checkpoint has no batch/);
  await rejected(keeper.save({} as Run, weights(1)), /a Run was expected/);
  const at = { epoch: 1, batch: 1 };
  await rejected(keeper.save(freshRun(), weights(1), { ...at, aliases: ["best"] }), /not free/);
  await rejected(keeper.save(freshRun(), weights(1), { ...at, epochs: 1 } as object), /"epoch"/);
  await rejected(keeper.save(freshRun(), { kind: "Dense" }, at), /assets with bytes/);
  await rejected(keeper.save(freshRun(), [], at), /assets with bytes/);
  await rejected(keeper.save(freshRun(), referenceAsset("https://x.org/a"), at), /with bytes/);
  await rejected(keeper.save(freshRun(), [weights(1), weights(2)], at), /of one name/);
  await rejected(keeper.save(endRun(freshRun()), weights(1), at), /it ended as FINISHED/);
  assert.equal(sink.files.size, 0);
  await keeper.save(freshRun(), weights(1), at);
  assert.equal(sink.files.size, 2);
});
