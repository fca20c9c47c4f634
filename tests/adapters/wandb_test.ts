import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import fc from "fast-check";
import {
  bytesAsset,
  defineMetric,
  endRun,
  events,
  logArtifact,
  logMetric,
  logMetrics,
  logParams,
  type Run,
  saveModelVersion,
  startRun,
  textAsset,
} from "stemma";
import { wandbFiles } from "stemma/wandb";
import { _md5 } from "../../lib/adapters/md5.ts";
import { _wandbNumber, _writeJson, _writeSeconds } from "../../lib/adapters/wandb_json.ts";
import { _WandbLog } from "../../lib/adapters/wandb_log.ts";
import { toHex } from "../../lib/base/bytes.ts";
import {
  inspectRecords,
  inspectSummary,
  needsWandb,
  syncFolder,
  writeFiles,
} from "../servers/wandb.ts";
import { startWandbStub } from "../servers/wandb_stub.ts";
import { failedRun, hostileRun, PNG, steadyEnv } from "./tensorboard_runs.ts";

async function inFolder(act: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "stemma-wandb-"));
  try {
    await act(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const freshRun = (runId: string) => startRun({ experiment: "digits", runId, env: steadyEnv() });

/** The points of a run by the names they have at W&B, as [step, value]. */
function pointsOf(run: Run): Record<string, [number, number][]> {
  const names: string[] = [];
  const points: Record<string, [number, number][]> = Object.create(null);
  for (const event of events(run)) {
    if (event.type === "metric") {
      (points[names[event.series]] ??= []).push([event.step, event.value]);
    } else if (event.type === "series") {
      const { key, context, source } = event;
      const path = context === undefined ? key : `${context}/${key}`;
      const name = source === undefined ? path : `${path}@${source}`;
      names.push(names.includes(name) ? `${name} (2)` : name);
    }
  }
  return points;
}

/** The same from the lines of a history, in their order. */
function pointsIn(lines: readonly Record<string, number>[], column = "_step") {
  const points: Record<string, [number, number][]> = Object.create(null);
  for (const line of lines) {
    for (const [name, value] of Object.entries(line)) {
      if (name.startsWith("_") && name !== "__proto__" || name === column) continue;
      (points[name] ??= []).push([line[column], value]);
    }
  }
  return points;
}

test("a log begins as W&B's does, and cuts records at the ends of blocks", () => {
  const log = new _WandbLog();
  assert.equal(toHex(log.written()), "3a572642e1be00");
  log.add(new TextEncoder().encode("123456789"));
  // The checksum of 01 and the text, its length, its kind.
  assert.equal(toHex(log.written().subarray(7, 14)), "c02eb521090001");
  log.add(new Uint8Array(100_000));
  const bytes = log.written();
  assert.equal(bytes.length, 7 + 16 + 100_000 + 4 * 7);
  assert.deepEqual([29, 32_774, 65_542, 98_310].map((at) => bytes[at]), [2, 3, 3, 4]);
});

test("numbers and times are written as their texts", () => {
  const text = (write: typeof _writeJson, value: number) => {
    const bytes = new Uint8Array(40);
    return new TextDecoder().decode(bytes.subarray(0, write(bytes, 0, value)));
  };
  const number = fc.oneof(fc.double(), fc.integer(), fc.constantFrom(-0, 0, 1e21, 2 ** 53));
  fc.assert(fc.property(number, (value) => {
    assert.equal(text(_writeJson, value), _wandbNumber(value));
    assert.ok(Object.is(Number(text(_writeJson, value)), value));
  }));
  const time = fc.oneof(fc.maxSafeInteger(), fc.integer({ min: 0, max: 2e12 }), fc.double());
  fc.assert(fc.property(time, (ms) => {
    assert.equal(text(_writeSeconds, ms), _wandbNumber(ms / 1000));
  }));
});

test("`wandbFiles()` gives equal bytes for equal facts", () => {
  const digests = () => wandbFiles(failedRun("r1")).map(({ path, sha256 }) => [path, sha256]);
  assert.deepEqual(digests(), digests());
  assert.deepEqual(digests().map(([path]) => path), [
    "offline-run-20231114_221320-r1/run-r1.wandb",
    "offline-run-20231114_221320-r1/files/artifacts/curve.png",
    "offline-run-20231114_221320-r1/files/artifacts/curve.v1.png",
    "offline-run-20231114_221320-r1/files/artifacts/wrong.png",
  ]);
  const [{ path }] = wandbFiles(freshRun("a/b: c".repeat(30)));
  assert.match(path, /^offline-run-20231114_221320-([\w-]{1,64})\/run-\1\.wandb$/);
});

test("`wandbFiles()` refuses wrong options", () => {
  const run = freshRun("r1");
  assert.throws(() => wandbFiles(run, { projekt: "a" } as never), /project/);
  assert.throws(() => wandbFiles(run, { project: "" }), TypeError);
  assert.throws(() => wandbFiles(run, { entity: 1 as never }), TypeError);
});

test("W&B reads every record of a log of many blocks", needsWandb, async () => {
  let run = freshRun("many");
  for (let step = 0; step < 4000; step++) {
    const values = { loss: 1 / (step + 1), acc: Math.sin(step) * 1e-300, [`n${step % 50}`]: step };
    run = logMetrics(run, values, { context: "training", step: step * 1000 });
  }
  run = endRun(run);
  await inFolder(async (folder) => {
    const { records, complaint } = await inspectRecords(writeFiles(folder, wandbFiles(run)));
    assert.equal(complaint, "");
    assert.equal(records.length, 2 + 4000 + 2);
    assert.deepEqual(records.map(({ num }) => num), records.map((_, i) => i + 1));
    const lines = records.filter(({ type }) => type === "history")
      .map(({ history }: Record<string, { item: Record<string, number> }>) => history.item);
    assert.deepEqual(pointsIn(lines), pointsOf(run));
  });
});

test("`wandb sync` sends what was logged, value by value", needsWandb, async () => {
  const stub = await startWandbStub();
  try {
    await inFolder(async (folder) => {
      const run = failedRun("hostile");
      const offline = writeFiles(folder, wandbFiles(run, { project: "p", entity: "e" }));
      const { records, complaint } = await inspectRecords(offline);
      assert.equal(complaint, "");
      assert.equal(records[1].run["entity"], "e");
      assert.equal(records.filter(({ type }) => type === "metric").length, 15);
      await syncFolder(offline, stub.url);
      const { config, exitCode, facts, files, history, output, summary } = stub.runs.get(
        "hostile",
      )!;
      // A step is there twice, another one goes back: lines are counted.
      assert.deepEqual(history.map((line) => line._step), history.map((_, i) => i));
      assert.deepEqual(pointsIn(history, "step"), pointsOf(run));
      assert.deepEqual(facts.displayName, "a | name");
      assert.deepEqual(facts.notes, "# What it is\n\nfor *people*");
      assert.deepEqual(facts.tags, ["team: a|b <i>"]);
      const values = Object.fromEntries(
        Object.entries(config).filter(([key]) => key !== "_wandb")
          .map(([key, { value }]) => [key, value]),
      );
      const { stemma, ...params } = values as Record<string, Record<string, unknown>>;
      assert.deepEqual(params, {
        lr: 0.001,
        "optimizer.name": "adam",
        "optimizer.beta.0": 0.9,
        "optimizer.beta.1": 0.99,
        amp: true,
        seed: Number(9007199254740993n),
        since: "1970-01-01T00:00:00.000Z",
        none: null,
        nothing: NaN,
        long: "y".repeat(10_000),
        "| `x` *y* <b> [z]": "1\n2",
        "training/lr": 0.01,
      });
      assert.equal(stemma.experiment, "tricky/ones");
      assert.deepEqual(stemma.tags, { team: "a|b <i>" });
      assert.equal(summary.accuracy, 0.97);
      assert.equal(summary["training/loss"], -(2 ** 53));
      assert.equal(exitCode, 1);
      assert.match(output.join(""), /Error: out of \| memory/);
      assert.deepEqual(files.get("artifacts/curve.v1.png"), new Uint8Array(PNG));
    });
  } finally {
    await stub.close();
  }
});

test("a run that goes on has no end, and an ended one has W&B's", needsWandb, async () => {
  await inFolder(async (folder) => {
    const states: [Run, string][] = [
      [hostileRun("running"), "running"],
      [endRun(freshRun("finished")), "finished"],
      [failedRun("failed"), "failed"],
    ];
    for (const [run, state] of states) {
      const summary = await inspectSummary(writeFiles(folder, wandbFiles(run)));
      assert.equal(summary.state, state, run.runId);
      assert.equal(summary.run_id, run.runId);
    }
  });
});

test(
  "rising steps are W&B's own, and the summary folds as it was defined",
  needsWandb,
  async () => {
    let run = defineMetric(freshRun("folds"), "loss", { fold: "min" });
    run = logParams(run, { best: 1 }, { direction: "output" });
    for (const [step, loss] of [3, 1, 2].entries()) {
      run = logMetric(run, "loss", loss, { context: "training", step: step * 2 ** 40 });
      if (step > 0) {
        run = logMetric(run, "loss", -0, {
          context: "validation",
          step: step * 2 ** 40,
        });
      }
    }
    await inFolder(async (folder) => {
      const { records } = await inspectRecords(writeFiles(folder, wandbFiles(run)));
      const lines = records.filter(({ type }) => type === "history")
        .map(({ history }: Record<string, { item: Record<string, number> }>) => history.item);
      assert.deepEqual(lines.map((line) => line._step), [0, 2 ** 40, 2 ** 41]);
      assert.deepEqual(pointsIn(lines), pointsOf(run));
      const { update } = records.find(({ type }) => type === "summary")!.summary as never as {
        update: Record<string, number>;
      };
      assert.deepEqual(update, { best: 1, "training/loss": 1, "validation/loss": -0 });
    });
  },
);

test("MD5 is the host's, at every length", () => {
  for (const length of [0, 1, 55, 56, 57, 63, 64, 65, 119, 120, 128, 1000, 65_537]) {
    const bytes = Uint8Array.from({ length }, (_, i) => (i * 131) ^ (i >> 8));
    assert.equal(toHex(_md5(bytes)), createHash("md5").update(bytes).digest("hex"));
  }
});

test("with a directory the versions that a run made are artifacts", needsWandb, async () => {
  let run = freshRun("versions");
  for (const text of ["first", "second"]) {
    run = logArtifact(run, textAsset("notes: é.txt", text), { aliases: [text] });
  }
  run = logArtifact(run, textAsset("data.csv", "1,2"), { direction: "input" });
  run = saveModelVersion(run, { name: "cnn", weights: bytesAsset("w.bin", PNG) }, { name: "cnn" });
  run = endRun(run);
  const stub = await startWandbStub();
  try {
    await inFolder(async (directory) => {
      await syncFolder(writeFiles(directory, wandbFiles(run, { directory })), stub.url);
      const { artifacts, files } = stub.runs.get("versions")!;
      const md5 = (bytes: string | Uint8Array, encoding: "base64" | "hex" = "base64") =>
        createHash("md5").update(bytes).digest(encoding);
      const expected = [
        ["notes_x3a__x20__xe9_.txt", "file", "first"],
        ["notes_x3a__x20__xe9_.txt", "file", "second"],
        ["cnn", "model", PNG],
      ] as const;
      assert.equal(artifacts.length, expected.length);
      for (const [name, type, content] of expected) {
        const at = artifacts.findIndex(({ input, manifest }) =>
          input.artifactCollectionName === name &&
          Object.values<{ digest: string }>(manifest!.contents)[0].digest === md5(content)
        );
        const { input, manifest } = artifacts[at];
        const [path] = Object.keys(manifest!.contents);
        const text = `wandb-artifact-manifest-v1\n${path}:${md5(content)}\n`;
        assert.equal(input.artifactTypeName, type);
        assert.equal(input.digest, md5(text, "hex"));
        const sent = files.get(`artifact ${at}/${path}`)!;
        assert.deepEqual(Buffer.from(sent), Buffer.from(content as string));
        const aliases = (input.aliases as { alias: string }[]).map(({ alias }) => alias);
        assert.deepEqual(aliases, typeof content === "string" ? [content, "latest"] : ["latest"]);
      }
      assert.deepEqual([...files.keys()].filter((name) => name.startsWith("artifacts/")), [
        "artifacts/data.csv",
      ]);
    });
  } finally {
    await stub.close();
  }
});
