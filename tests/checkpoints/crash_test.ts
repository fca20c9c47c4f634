import assert from "node:assert/strict";
import { test } from "node:test";
import {
  bytesAsset,
  memorySink,
  memorySource,
  models,
  type Run,
  type Sink,
  startRun,
} from "stemma";
import { checkpoints, type CheckpointsOptions, latestCheckpoint } from "stemma/checkpoints";

const OPTIONS: CheckpointsOptions = { keep: 2, best: { metric: "loss" } };
const EPOCHS = 7;
const loss = (epoch: number) => Math.abs(epoch - 3);

/** A process that dies at one call of its sink, before or after the call has acted. */
function mortal(sink: Sink, dies: number, acts: boolean): Sink & { isDead(): boolean } {
  let calls = 0;
  const step = async (act: () => Promise<void>) => {
    const call = calls++;
    if (call < dies || call === dies && acts) await act();
    if (call >= dies) throw new Error("dead");
  };
  return {
    put: (file) => step(() => sink.put(file)),
    delete: (path) => step(() => sink.delete!(path)),
    isDead: () => calls > dies,
  };
}

async function train(
  sink: Sink,
  [from, to]: [number, number],
  options: CheckpointsOptions,
  isDead = () => false,
) {
  const keeper = checkpoints(sink, options);
  let run: Run = startRun({ experiment: "digits", name: "cnn" });
  for (let epoch = from; epoch <= to && !isDead(); epoch++) {
    const files = [
      bytesAsset("a.bin", Uint8Array.of(epoch)),
      bytesAsset("b.bin", Uint8Array.of(99)),
    ];
    const metrics = { loss: loss(epoch) };
    run = await keeper.save(run, files, { epoch, batch: 0, metrics });
  }
  return { run, report: keeper.report() };
}

for (const acts of [false, true]) {
  const when = acts ? "after it has acted" : "before it acts";
  test(`a process that dies at any call, ${when}, leaves a latest that is whole, and loses nothing`, async () => {
    for (let dies = 0;; dies++) {
      const memory = memorySink();
      const sink = mortal(memory, dies, acts);
      const { report } = await train(sink, [1, EPOCHS], OPTIONS, sink.isDead);
      const source = memorySource(memory.files);
      const latest = await latestCheckpoint(source, "cnn");
      assert.ok((latest?.epoch ?? 0) >= report.saved, `latest at ${dies}`);
      for (const facts of latest?.catalog.kept ?? []) {
        for (const { path } of facts.files) {
          assert.equal(
            memory.files.get(path)?.[0],
            path.endsWith("b.bin") ? 99 : facts.epoch,
            path,
          );
        }
      }
      const best = await latestCheckpoint(source, "cnn", { alias: "best" });
      assert.equal(best?.epoch, latest && Math.min(3, latest.epoch!));

      // The next process goes on from there, and tidies up.
      const more: [number, number] = [(latest?.epoch ?? 0) + 1, EPOCHS + 1];
      await train(memory, more, { ...OPTIONS, resume: latest });
      const folders = new Set([...memory.files.keys()].map((path) => path.split("/")[0]));
      const named = ["cnn-ep3-ba0", "cnn-ep7-ba0", "cnn-ep8-ba0", "cnn-latest.json"];
      const stray = [...folders].filter((folder) => !named.includes(folder));
      assert.deepEqual(stray, [], `left behind by the death at call ${dies}`);
      assert.equal(folders.size, named.length);
      if (!sink.isDead()) break;
    }
  });
}

test("a call that fails once is told, the run stays as it was, and the next checkpoint stands", async () => {
  for (let fails = 0; fails < 12; fails++) {
    for (const acts of [false, true]) {
      const memory = memorySink();
      let calls = 0;
      const step = async (act: () => Promise<void>) => {
        const isIt = calls++ === fails;
        if (!isIt || acts) await act();
        if (isIt) throw new Error("once");
      };
      const sink: Sink = {
        put: (file) => step(() => memory.put(file)),
        delete: (path) => step(() => memory.delete(path)),
      };
      const { run, report } = await train(sink, [1, EPOCHS], OPTIONS);
      assert.equal(report.failed.length, 1);
      assert.equal(models(run).length, report.saved);
      const latest = await latestCheckpoint(memorySource(memory.files), "cnn");
      assert.equal(latest?.epoch, EPOCHS);
      assert.deepEqual(await latest?.bytes("a.bin"), Uint8Array.of(EPOCHS));
      const folders = new Set([...memory.files.keys()].map((path) => path.split("/")[0]));
      // Of what failed nothing is left, unless it failed while the last one was saved.
      assert.ok(
        folders.size === 4 || fails === 8 && folders.size === 3,
        `${[...folders]} at ${fails}`,
      );
    }
  }
});

test("latestCheckpoint() refuses content that was changed, and a pointer that is none", async () => {
  const memory = memorySink();
  await train(memory, [1, EPOCHS], OPTIONS);
  const source = memorySource(memory.files);
  const latest = (await latestCheckpoint(source, "cnn"))!;
  const path = latest.files[0].path;
  const refused = (work: Promise<unknown>, code: string, message: RegExp) =>
    assert.rejects(work, (error: { code?: string; message: string }) => {
      assert.equal(error.code, code);
      assert.match(error.message, message);
      return true;
    });
  memory.files.set(path, Uint8Array.of(8));
  await refused(latest.bytes(), "SINK_CONTENT", /^Cannot get .* has the SHA-256/);
  // Not by `new Response()`: in Chromium that hides why a stream failed.
  await refused(latest.stream().pipeTo(new WritableStream()), "SINK_CONTENT", /SHA-256/);
  memory.files.set(path, Uint8Array.of(7, 7));
  await refused(latest.bytes(), "SINK_CONTENT", /longer/);
  memory.files.delete(path);
  await refused(latest.bytes(), "SINK_CONTENT", /not there/);
  await refused(latest.bytes("none"), "SINK_IO", /no such file/);

  const pointer = "cnn-latest.json";
  const good = JSON.parse(new TextDecoder().decode(memory.files.get(pointer)));
  const stray = { ...good.latest, files: [{ ...good.latest.files[0], path: "other/run.log" }] };
  for (
    const changed of [
      "",
      "{",
      "[]",
      "null",
      { ...good, format: "x" },
      { ...good, latest: undefined },
      { ...good, kept: {} },
      { ...good, latest: { ...good.latest, path: "../x" } },
      { ...good, latest: { ...good.latest, epoch: -1 } },
      { ...good, latest: { ...good.latest, files: [] } },
      { ...good, latest: stray },
      { ...good, dropped: [{ path: "x", files: stray.files }] },
      { ...good, dropped: [{ path: "", files: [] }] },
      { ...good, aliases: { best: 7 } },
    ]
  ) {
    const text = typeof changed === "string" ? changed : JSON.stringify(changed);
    memory.files.set(pointer, new TextEncoder().encode(text));
    await refused(latestCheckpoint(source, "cnn"), "SINK_CONTENT", /no list of checkpoints/);
  }
  memory.files.set(pointer, new Uint8Array([0xff, 0xfe]));
  await refused(latestCheckpoint(source, "cnn"), "SINK_CONTENT", /no list of checkpoints/);
  await assert.rejects(latestCheckpoint({} as never, "cnn"), TypeError);
  await assert.rejects(latestCheckpoint(source, ""), TypeError);
});
