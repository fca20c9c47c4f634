import assert from "node:assert/strict";
import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { endRun, logMetric, logParam, type Run, startRun } from "stemma";
import { tensorboard, tensorboardFiles } from "stemma/tensorboard";
import { destinationLaws, grow, type Held } from "../destinations/conformance.ts";
import {
  hexNumber,
  needsTensorboard,
  startTensorboardReader,
  type TensorboardReader,
} from "../servers/tensorboard.ts";
import { failedRun, hostileRun, steadyEnv } from "./tensorboard_runs.ts";

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
