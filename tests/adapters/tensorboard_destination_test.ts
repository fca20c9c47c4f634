import assert from "node:assert/strict";
import { readdirSync, rmSync, statSync, truncateSync } from "node:fs";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { events, logMetric, logParam, replay, type Run, startRun } from "stemma";
import { tensorboard } from "stemma/tensorboard";
import { destinationLaws, grow, type Held } from "../destinations/conformance.ts";
import {
  hexNumber,
  needsTensorboard,
  startTensorboardReader,
  type TensorboardReader,
} from "../servers/tensorboard.ts";
import { hostileRun, steadyEnv } from "./tensorboard_runs.ts";

const folderOf = ({ experiment, name, runId }: Run) =>
  `${experiment}/${name === runId ? runId : `${name} ${runId}`}`;

async function held(reader: TensorboardReader, folder: string): Promise<Held> {
  const folders = await reader.read(folder);
  const points: Record<string, [number, number][]> = {};
  for (const [place, { scalars }] of Object.entries(folders)) {
    for (const [tag, list] of Object.entries(scalars)) {
      points[place === "." ? tag : `${place}/${tag}`] = list.map((
        [, step, value],
      ): [number, number] => [step, hexNumber(value)]).sort((a, b) => a[0] - b[0]);
    }
  }
  const params = Object.entries(folders["."]?.hparams ?? {}).map(([k, v]) => [k, String(v)]);
  return { params: Object.fromEntries(params), points };
}

destinationLaws("tensorboard()", () => {
  const logs = mkdtempSync(join(tmpdir(), "stemma-tb-"));
  const reader = startTensorboardReader();
  return Promise.resolve({
    make: () => tensorboard(logs),
    read: (run) => held(reader, join(logs, folderOf(run))),
    kept: Math.fround,
    stop() {
      reader.stop();
      rmSync(logs, { recursive: true });
      return Promise.resolve();
    },
  });
}, needsTensorboard);

async function inLogs(act: (logs: string) => Promise<void>): Promise<void> {
  const logs = mkdtempSync(join(tmpdir(), "stemma-tb-"));
  try {
    await act(logs);
  } finally {
    rmSync(logs, { recursive: true });
  }
}

/** Pushes by a destination of its own, as a new process would. */
async function pushAnew(logs: string, run: Run) {
  const destination = tensorboard(logs, { folder: "run" });
  const report = await destination.push(run);
  await destination.close();
  assert.deepEqual(report.failed, []);
  return report;
}

function eventFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true }).map(String)
    .filter((name) => name.includes("tfevents")).map((name) => join(folder, name)).sort();
}

test("what a crash cut off is written again, wherever it was cut", needsTensorboard, async () => {
  const reader = startTensorboardReader();
  const base = grow(startRun({ experiment: "e", runId: "r", env: steadyEnv() }), 0, 8);
  const run = grow(base, 8, 12);
  await inLogs(async (whole) => {
    await pushAnew(whole, run);
    const expected = await reader.read(join(whole, "run"));
    for (const lost of [1, 3, 4, 17, 30, 46, 61, 99, 150]) {
      await inLogs(async (logs) => {
        await pushAnew(logs, base);
        for (const path of eventFiles(logs)) {
          truncateSync(path, Math.max(0, statSync(path).size - lost));
        }
        await pushAnew(logs, run);
        const found = await reader.read(join(logs, "run"));
        assert.deepEqual(
          Object.entries(found).map(([folder, { scalars }]) => [folder, scalars]).sort(),
          Object.entries(expected).map(([folder, { scalars }]) => [folder, scalars]).sort(),
        );
        assert.deepEqual(found["."].hparams, expected["."].hparams);
      });
    }
  });
  reader.stop();
});

test("a pushed run whose files are whole gets no byte more", async () => {
  await inLogs(async (logs) => {
    const run = hostileRun("r1");
    await pushAnew(logs, run);
    const sizes = () => eventFiles(logs).map((path) => [path, statSync(path).size]);
    const before = sizes();
    const report = await pushAnew(logs, run);
    assert.deepEqual(report.written, []);
    await pushAnew(logs, replay(events(run)));
    assert.deepEqual(sizes(), before);
  });
});

test("points of another line of history stay, and those of this one are written", async () => {
  await inLogs(async (logs) => {
    const base = grow(startRun({ experiment: "e", runId: "r", env: steadyEnv() }), 0, 3);
    await pushAnew(logs, grow(base, 3, 9));
    let other = base;
    for (let step = 3; step < 5; step++) other = logMetric(other, "speed", -step, { step });
    const { written } = await pushAnew(logs, other);
    assert.equal(written.length, 1);
    assert.deepEqual((await pushAnew(logs, other)).written, []);
  });
});

test("files that are none of ours, or lie, are passed over", async () => {
  await inLogs(async (logs) => {
    const run = grow(startRun({ experiment: "e", runId: "r", env: steadyEnv() }), 0, 3);
    await pushAnew(logs, run);
    const claim = new Uint8Array(40).fill(0xff);
    writeFileSync(join(logs, "run", "events.out.tfevents.1700000000.stemma.000007"), claim);
    writeFileSync(join(logs, "run", "events.out.tfevents.1.other.1"), claim);
    assert.deepEqual((await pushAnew(logs, run)).written, []);
    const { written } = await pushAnew(logs, grow(run, 3, 4));
    assert.ok(written.every(({ path }) => path.endsWith(".stemma.000008")));
  });
});

test("a push tells what was changed and left out", async () => {
  await inLogs(async (logs) => {
    const destination = tensorboard(logs);
    const run = hostileRun("r1");
    const { changed, skipped, failed } = await destination.push(run);
    assert.deepEqual(failed, []);
    assert.deepEqual(
      changed.filter(({ to }) => to !== "Infinity").map(({ path, to }) => [path, to]),
      [
        ["contexts/Training", "Training~2"],
        ["contexts/con/text: 🎯", "con~2ftext~3a 🎯"],
        ["metrics/a@b", "a@b (2)"],
      ],
    );
    assert.ok(
      changed.some(({ path, to }) => path === "metrics/training/loss" && to === "Infinity"),
    );
    assert.deepEqual(skipped, [
      { path: "artifacts/wrong.png", reason: "it is no PNG picture" },
    ]);
    const late = await destination.push(logParam(run, "late", 1));
    assert.deepEqual(late.changed.map(({ path, to }) => [path, to]), [[
      "params/late",
      "run/params",
    ]]);
  });
});

test("a folder that cannot be made is told", async () => {
  await inLogs(async (logs) => {
    writeFileSync(join(logs, "file"), "");
    const destination = tensorboard(join(logs, "file"));
    const run = startRun({ experiment: "e", env: steadyEnv() });
    const { failed } = await destination.push(run);
    assert.equal((failed[0].error as { code?: string }).code, "SINK_IO");
  });
});
