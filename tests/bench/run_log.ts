import { events, type Run, runFiles, runFromFiles } from "stemma";
import { LogReader } from "../../lib/run/read_log.ts";
import { writeLog } from "../../lib/run/write_log.ts";
import { logRoot } from "../../lib/seal/digest.ts";
import { milliseconds, perSecond } from "./measure.ts";
import type { Job, Row } from "./row.ts";
import { loopRun, noisyRun } from "./sample_runs.ts";

type Maker = (points: number) => Run;

interface Line {
  key: string;
  value: number;
  step: number;
  timestamp: number;
  context?: string;
}

/** The points as a list of objects, as the obvious JavaScript keeps them. */
function listOf(run: Run): Line[] {
  const keys: { key: string; context?: string }[] = [];
  const list: Line[] = [];
  for (const event of events(run)) {
    if (event.type === "series") keys.push({ key: event.key, context: event.context });
    if (event.type !== "metric") continue;
    const { key, context } = keys[event.series];
    list.push({ key, value: event.value, step: event.step, timestamp: event.timestamp, context });
  }
  return list;
}

function jsonLines(list: readonly Line[]): Uint8Array {
  let text = "";
  for (const point of list) text += `${JSON.stringify(point)}\n`;
  return new TextEncoder().encode(text);
}

function write(run: Run, root: Uint8Array): Uint8Array[] {
  return [...writeLog(run, root)];
}

const sizeOf = (pieces: readonly Uint8Array[]) =>
  pieces.reduce((sum, piece) => sum + piece.length, 0);

const POINTS = 1_000_000;
const pointsOf = ({ smoke }: Job) => smoke ? 10_000 : POINTS;
const repeatsOf = ({ smoke }: Job) => smoke ? { warm: 0, repeats: 1 } : { warm: 2, repeats: 5 };

function sizeRow(id: string, work: string, make: Maker): Row {
  return {
    id: `run-log/${id}`,
    work,
    unit: "bytes/point",
    better: "less",
    bar: "<= 12",
    sides: [
      {
        name: "run.log",
        measure(job) {
          const run = make(pointsOf(job));
          return [sizeOf(write(run, logRoot(run))) / pointsOf(job)];
        },
      },
      {
        name: "JSON lines",
        measure: (job) => [jsonLines(listOf(make(pointsOf(job)))).length / pointsOf(job)],
      },
    ],
  };
}

function writeRow(id: string, work: string, make: Maker): Row {
  return {
    id: `run-log/${id}`,
    work,
    unit: "points/s",
    better: "more",
    sides: [
      {
        name: "run.log",
        async measure(job) {
          const run = make(pointsOf(job));
          const root = logRoot(run);
          const times = await milliseconds(repeatsOf(job), () => sizeOf(write(run, root)));
          return perSecond(pointsOf(job), times);
        },
      },
      {
        name: "JSON lines",
        async measure(job) {
          const list = listOf(make(pointsOf(job)));
          const times = await milliseconds(repeatsOf(job), () => jsonLines(list).length);
          return perSecond(pointsOf(job), times);
        },
      },
    ],
  };
}

function readRow(id: string, work: string, make: Maker): Row {
  return {
    id: `run-log/${id}`,
    work,
    unit: "points/s",
    better: "more",
    sides: [
      {
        name: "run.log",
        async measure(job) {
          const run = make(pointsOf(job));
          const pieces = write(run, logRoot(run));
          const times = await milliseconds(repeatsOf(job), () => {
            const reader = new LogReader();
            for (const piece of pieces) reader.push(piece);
            return reader.end().run.length;
          });
          return perSecond(pointsOf(job), times);
        },
      },
      {
        name: "JSON lines",
        async measure(job) {
          const bytes = jsonLines(listOf(make(pointsOf(job))));
          const times = await milliseconds(repeatsOf(job), () => {
            const lines = new TextDecoder().decode(bytes).split("\n");
            const list: Line[] = [];
            for (const line of lines) if (line !== "") list.push(JSON.parse(line));
            return list.length;
          });
          return perSecond(pointsOf(job), times);
        },
      },
    ],
  };
}

const checked: Row = {
  id: "run-log/checked",
  work: "runFromFiles, ordinary loop, 1 M points, Merkle root checked",
  unit: "points/s",
  better: "more",
  sides: [{
    name: "runFromFiles",
    async measure(job) {
      const files = runFiles(loopRun(pointsOf(job)), { formats: [] });
      const saved = new Map(files.map((file) => [file.path, file.bytes()]));
      const times = await milliseconds(repeatsOf(job), () => runFromFiles(saved).length);
      return perSecond(pointsOf(job), times);
    },
  }],
};

/** The size of `run.log`, and how fast it is written and read. */
export const runLogRows: readonly Row[] = [
  sizeRow("size-loop", "run.log, ordinary loop of 5 metrics, 1 M points", loopRun),
  sizeRow("size-noisy", "run.log, noisy curves, a time for each point, 1 M points", noisyRun),
  writeRow("write", "write run.log, ordinary loop, 1 M points", loopRun),
  readRow("read", "read run.log, ordinary loop, 1 M points", loopRun),
  checked,
];
