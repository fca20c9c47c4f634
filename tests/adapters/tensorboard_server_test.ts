import assert from "node:assert/strict";
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import test from "node:test";
import { endRun, events, logMetrics, logParams, type Run, startRun } from "stemma";
import { tensorboard, tensorboardFiles } from "stemma/tensorboard";
import { _eventFile } from "../../lib/adapters/tensorboard_files.ts";
import {
  hexNumber,
  needsTensorboard,
  startTensorboardReader,
  startTensorboardServer,
} from "../servers/tensorboard.ts";
import { failedRun, PNG, steadyEnv } from "./tensorboard_runs.ts";

type Point = [wall: number, step: number, value: number];

/** The points of a run as event files hold them, by folder and tag. */
function pointsOf(run: Run): Record<string, Record<string, Point[]>> {
  const folders: Record<string, string> = {
    Training: "Training~2",
    "con/text: 🎯": "con~2ftext~3a 🎯",
  };
  const places: [folder: string, tag: string][] = [];
  const found: Record<string, Record<string, Point[]>> = {};
  for (const event of events(run)) {
    if (event.type === "series") {
      const { key, context, source } = event;
      const folder = context === undefined ? "." : folders[context] ?? context;
      const name = source === undefined ? key : `${key}@${source}`;
      const isTaken = places.some(([place, tag]) => place === folder && tag === name);
      const tag = isTaken ? `${name} (2)` : name;
      places.push([folder, tag]);
      (found[folder] ??= Object.create(null))[tag] = [];
    } else if (event.type === "metric") {
      const [folder, tag] = places[event.series];
      found[folder][tag].push([event.timestamp / 1000, event.step, Math.fround(event.value)]);
    }
  }
  return found;
}

async function inLogs(act: (logs: string) => Promise<void>): Promise<void> {
  const logs = mkdtempSync(join(tmpdir(), "stemma-tb-"));
  try {
    await act(logs);
  } finally {
    rmSync(logs, { recursive: true });
  }
}

function write(logs: string, run: Run, folder?: string): void {
  for (const file of tensorboardFiles(run, { folder })) {
    mkdirSync(dirname(join(logs, file.path)), { recursive: true });
    writeFileSync(join(logs, file.path), file.bytes());
  }
}

test(
  "TensorBoard's own reader finds what was logged, value by value",
  needsTensorboard,
  async () => {
    const reader = startTensorboardReader();
    try {
      await inLogs(async (logs) => {
        const run = failedRun("r1");
        write(logs, run, "run");
        const found = await reader.read(join(logs, "run"));
        const expected = pointsOf(run);
        assert.deepEqual(Object.keys(found).sort(), Object.keys(expected).sort());
        for (const [folder, tags] of Object.entries(expected)) {
          assert.deepEqual(Object.keys(found[folder].scalars).sort(), Object.keys(tags).sort());
          for (const [tag, points] of Object.entries(tags)) {
            const read = found[folder].scalars[tag].map(([wall, step, value]) => [
              hexNumber(wall),
              step,
              hexNumber(value),
            ]);
            assert.deepEqual(read, points, `${folder} ${tag}`);
          }
        }
        const { hparams, texts, images, started, status, ended } = found["."];
        assert.deepEqual(hparams, {
          lr: 0.001,
          "optimizer.name": "adam",
          "optimizer.beta.0": 0.9,
          "optimizer.beta.1": 0.99,
          amp: true,
          seed: "9007199254740993",
          since: "1970-01-01T00:00:00.000Z",
          none: "null",
          nothing: "nan",
          long: "y".repeat(10_000),
          "| `x` *y* <b> [z]": "1\n2",
          "training/lr": 0.01,
        });
        assert.deepEqual([started, status, ended], [
          1_700_000_000.25,
          2,
          [...events(run)].at(-1)!.type === "end" ? ended : undefined,
        ]);
        assert.deepEqual(Object.keys(texts).sort(), [
          "run/description",
          "run/error",
          "run/facts",
          "run/params",
          "run/tags",
        ]);
        assert.equal(texts["run/description"][0][1], "# What it is\n\nfor *people*");
        assert.match(texts["run/params"][0][1], /\| optimizer\.name \| adam \|/);
        const hex = Array.from(PNG, (byte) => byte.toString(16).padStart(2, "0")).join("");
        assert.deepEqual(images, { "curve.png": [[3, "1", "1", hex], [4, "1", "1", hex]] });
      });
    } finally {
      reader.stop();
    }
  },
);

/** A run that was pushed, torn by a crash and pushed on. */
async function tornRun(logs: string): Promise<Run> {
  let run = logParams(startRun({ experiment: "e", runId: "torn", env: steadyEnv() }), { lr: 0.5 });
  for (let step = 0; step < 60; step++) {
    if (step % 20 === 0) {
      await tensorboard(logs, { folder: "torn" }).push(run);
      // The beginning of a record that a crash cut off: its length says more than is there.
      const name = _eventFile(1_700_000_000, step / 20 - 1);
      if (step > 20) appendFileSync(join(logs, "torn/training", name), Uint8Array.of(30, 0, 0, 0));
    }
    const values = { loss: 1 / (step + 1), odd: step % 2 === 0 ? NaN : -Infinity };
    run = logMetrics(run, values, { context: "training", step });
  }
  run = endRun(run);
  await tensorboard(logs, { folder: "torn" }).push(run);
  return run;
}

for (const args of [[], ["--load_fast=false"]]) {
  const title = args.length === 0 ? "TensorBoard" : "TensorBoard's slow loader";
  test(
    `${title} serves points, texts and the table of hyper-parameters`,
    needsTensorboard,
    async () => {
      await inLogs(async (logs) => {
        write(logs, failedRun("r1"), "hostile");
        const torn = await tornRun(logs);
        const server = await startTensorboardServer(logs, args);
        try {
          const get = async (path: string) =>
            await (await fetch(`${server.url}/data/${path}`)).json();
          const query = (run: string, tag: string) => new URLSearchParams({ run, tag });
          const scalars = (run: string, tag: string) =>
            get(`plugin/scalars/scalars?${query(run, tag)}`);
          for (let waited = 0; waited < 200; waited++) {
            const runs: string[] = await get("runs");
            if (runs.includes("torn/training") && runs.includes("hostile/Training~2")) break;
            await new Promise((resolve) => setTimeout(resolve, 100));
          }
          await new Promise((resolve) => setTimeout(resolve, 1500));
          const { training } = pointsOf(torn);
          const number = (value: number | string) =>
            typeof value === "number" ? value : Number(value);
          for (const tag of ["loss", "odd"]) {
            const points = await scalars("torn/training", tag);
            assert.deepEqual(
              points.map(([wall, step, value]: Point) => [wall, step, number(value)]),
              training[tag],
            );
          }
          const name = "@ , = ( ) [ ] % + # ~ & ?";
          const hostile = await scalars("hostile", name);
          assert.deepEqual(
            hostile.map(([, step, value]: Point) => [step, number(value)]),
            pointsOf(failedRun("r1"))["."][name].map(([, step, value]) => [step, value]),
          );
          const texts = await get(`plugin/text/text?${query("hostile", "run/description")}`);
          assert.match(texts[0].text, /<h1>What it is<\/h1>\s*<p>for <em>people<\/em><\/p>/);
          const params = await get(`plugin/text/text?${query("hostile", "run/params")}`);
          assert.ok(params[0].text.includes("<td>&#124; `x` *y* &lt;b&gt; [z]</td>"));
          const answer = await fetch(`${server.url}/data/plugin/hparams/session_groups`, {
            method: "POST",
            headers: { "content-type": "application/json" },
            body: JSON.stringify({
              experimentName: "",
              startIndex: 0,
              sliceSize: 10,
              allowedStatuses: ["STATUS_SUCCESS", "STATUS_FAILURE", "STATUS_RUNNING"],
              colParams: [],
            }),
          });
          const { sessionGroups } = await answer.json();
          const sessions = sessionGroups.map((
            { name, hparams, sessions }: {
              name: string;
              hparams: Record<string, unknown>;
              sessions: {
                status: string;
                metricValues: { name: { group: string; tag: string } }[];
              }[];
            },
          ) => [name, hparams.lr, sessions[0].status]);
          assert.deepEqual(sessions.sort(), [
            ["hostile", 0.001, "STATUS_FAILURE"],
            ["torn", 0.5, "STATUS_SUCCESS"],
          ]);
        } finally {
          await server.stop();
        }
      });
    },
  );
}
