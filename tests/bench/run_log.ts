import { decode, encode } from "@msgpack/msgpack";
import { events, type Run, runFiles, runFromFiles } from "stemma";
import { crc32c } from "../../lib/base/crc32c.ts";
import { LogReader } from "../../lib/run/read_log.ts";
import { writeLog } from "../../lib/run/write_log.ts";
import { logRoot } from "../../lib/seal/digest.ts";
import { milliseconds, perSecond } from "./measure.ts";
import type { Job, Row, Side } from "./row.ts";
import { floatRun, loopRun, manyRun, noisyRun } from "./sample_runs.ts";

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

/** The points as rows without names. */
function rowsOf(list: readonly Line[]): unknown[] {
  return list.map(({ key, context, step, value, timestamp }) => [
    key,
    context,
    step,
    value,
    timestamp,
  ]);
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
  const list = (job: Job) => listOf(make(pointsOf(job)));
  return {
    id: `run-log/size-${id}`,
    work: `run.log, ${work}, 1 M points`,
    unit: "bytes/point",
    better: "less",
    bar: "<= 11",
    sides: [
      {
        name: "run.log",
        measure(job) {
          const run = make(pointsOf(job));
          return [sizeOf(write(run, logRoot(run))) / pointsOf(job)];
        },
      },
      { name: "JSON lines", measure: (job) => [jsonLines(list(job)).length / pointsOf(job)] },
      {
        name: "@msgpack/msgpack",
        measure: (job) => [encode(rowsOf(list(job))).length / pointsOf(job)],
      },
    ],
  };
}

/** One side of a row of speed: what is worked on, and the work. */
function side<Subject>(
  name: string,
  prepare: (run: Run) => Subject,
  work: (on: Subject) => number,
) {
  return (make: Maker): Side => ({
    name,
    async measure(job) {
      const subject = prepare(make(pointsOf(job)));
      return perSecond(pointsOf(job), await milliseconds(repeatsOf(job), () => work(subject)));
    },
  });
}

const writers = [
  side("run.log", (run) => ({ run, root: logRoot(run) }), ({ run, root }) => {
    return sizeOf(write(run, root));
  }),
  side("JSON lines", listOf, (list) => jsonLines(list).length),
  side("@msgpack/msgpack", listOf, (list) => encode(rowsOf(list)).length),
];

const readers = [
  side("run.log", (run) => write(run, logRoot(run)), (pieces) => {
    const reader = new LogReader();
    for (const piece of pieces) reader.push(piece);
    return reader.end().run.length;
  }),
  side("JSON lines", (run) => jsonLines(listOf(run)), (bytes) => {
    const list: Line[] = [];
    for (const line of new TextDecoder().decode(bytes).split("\n")) {
      if (line !== "") list.push(JSON.parse(line));
    }
    return list.length;
  }),
  side("@msgpack/msgpack", (run) => encode(rowsOf(listOf(run))), (bytes) => {
    return (decode(bytes) as unknown[]).length;
  }),
];

function speedRow(
  id: string,
  work: string,
  make: Maker,
  bar: string,
  sides: typeof writers,
): Row {
  return {
    id: `run-log/${id}`,
    work: `${work}, 1 M points`,
    unit: "points/s",
    better: "more",
    bar,
    sides: sides.map((side) => side(make)),
  };
}

const KINDS: readonly [id: string, work: string, make: Maker, bar: string][] = [
  ["loop", "ordinary loop of 5 metrics", loopRun, ">= 20 M"],
  ["noisy", "noisy curves, a time for each point", noisyRun, ">= 20 M"],
  ["float32", "loss and accuracy as float32", floatRun, ">= 20 M"],
  ["many", "5,000 series", manyRun, ">= 5 M"],
];

/** The definition's table, a byte at a time. */
function byTable(): (bytes: Uint8Array) => number {
  const table = Int32Array.from({ length: 256 }, (_, byte) => {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
    return crc;
  });
  return (bytes) => {
    let crc = -1;
    for (let i = 0; i < bytes.length; i++) crc = table[(crc ^ bytes[i]) & 0xff] ^ (crc >>> 8);
    return ~crc >>> 0;
  };
}

function checksumSide(name: string, crc: (bytes: Uint8Array) => number): Side {
  return {
    name,
    async measure(job) {
      const size = job.smoke ? 2 ** 16 : 2 ** 24;
      const bytes = Uint8Array.from({ length: size }, (_, i) => Math.imul(i, 0x9e3779b1) >>> 13);
      const times = await milliseconds(repeatsOf(job), () => crc(bytes));
      return times.map((ms) => size / ms / 1000);
    },
  };
}

const checksum: Row = {
  id: "run-log/crc32c",
  work: "CRC-32C of 16 MiB",
  unit: "MB/s",
  better: "more",
  bar: ">= 3 times the table",
  sides: [
    checksumSide("crc32c", (bytes) => crc32c(bytes)),
    checksumSide("a table of bytes", byTable()),
  ],
};

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
  ...KINDS.map(([id, work, make]) => sizeRow(id, work, make)),
  ...KINDS.map(([id, work, make, bar]) =>
    speedRow(`write-${id}`, `write ${work}`, make, bar, writers)
  ),
  ...KINDS.map(([id, work, make, bar]) =>
    speedRow(`read-${id}`, `read ${work}`, make, bar, readers)
  ),
  checksum,
  checked,
];
