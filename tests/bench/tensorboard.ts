import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { events, type LogEvent, logMetrics, type Run } from "stemma";
import { tensorboard, tensorboardFiles } from "stemma/tensorboard";
import { milliseconds, perSecond } from "./measure.ts";
import { pythonSamples } from "./peer.ts";
import type { Job, Row, Side } from "./row.ts";
import { freshRun, loopRun } from "./sample_runs.ts";

const pointsOf = ({ smoke }: Job): number => smoke ? 5_000 : 1_000_000;
/** The slow ones write fewer, and are measured by the point as well. */
const fewOf = ({ smoke }: Job): number => smoke ? 1_000 : 100_000;
const repeatsOf = ({ smoke }: Job) => smoke ? { warm: 0, repeats: 1 } : { warm: 1, repeats: 4 };
const peerPointsOf = ({ smoke }: Job) => smoke ? 500 : 50_000;

const crcTable = Int32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  return crc;
});

function maskedCrc(bytes: readonly number[] | Uint8Array): number {
  let crc = -1;
  for (const byte of bytes) crc = crcTable[(crc ^ byte) & 0xff] ^ (crc >>> 8);
  crc = ~crc;
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}

/** The obvious writer: each record is put together from small arrays. */
function naiveFile(list: Iterable<LogEvent>): number {
  const keys: string[] = [];
  const pieces: Uint8Array[] = [];
  const fixed = (value: number, kind: "Float64" | "Float32" | "Uint32") => {
    const view = new DataView(new ArrayBuffer(kind === "Float64" ? 8 : 4));
    view[`set${kind}`](0, value, true);
    return [...new Uint8Array(view.buffer)];
  };
  const varint = (value: number) => {
    const bytes = [];
    for (; value >= 128; value = Math.floor(value / 128)) bytes.push((value % 128) | 128);
    return [...bytes, value];
  };
  for (const event of list) {
    if (event.type === "series") keys.push(event.key);
    if (event.type !== "metric") continue;
    const tag = [...new TextEncoder().encode(keys[event.series])];
    const value = [0x0a, ...varint(tag.length), ...tag, 0x15, ...fixed(event.value, "Float32")];
    const summary = [0x0a, ...varint(value.length), ...value];
    const data = [
      ...[0x09, ...fixed(event.timestamp / 1000, "Float64")],
      ...[0x10, ...varint(event.step), 0x2a, ...varint(summary.length), ...summary],
    ];
    const length = [...fixed(data.length, "Uint32"), 0, 0, 0, 0];
    pieces.push(Uint8Array.from([
      ...[...length, ...fixed(maskedCrc(length), "Uint32")],
      ...[...data, ...fixed(maskedCrc(data), "Uint32")],
    ]));
  }
  const whole = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole.length;
}

function side(name: string, write: (run: Run) => number, countOf = pointsOf): Side {
  return {
    name,
    async measure(job) {
      const run = loopRun(countOf(job));
      return perSecond(countOf(job), await milliseconds(repeatsOf(job), () => write(run)));
    },
  };
}

const PEER = (write: string) => `
import json, sys, tempfile, time
count = int(sys.argv[1])
keys = ["loss", "accuracy", "learning rate", "gradient norm", "throughput"]
samples = []
for _ in range(3):
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
${write}
        samples.append(count / (time.perf_counter() - start))
print(json.dumps(samples))
`;

const tensorboardX = PEER(`
        from tensorboardX import SummaryWriter
        writer = SummaryWriter(folder)
        for i in range(count):
            writer.add_scalar(keys[i % 5], i / 7, i // 5, walltime=1.7e9 + i)
        writer.close()`);

const eventFileWriter = PEER(`
        from tensorboard.compat.proto.event_pb2 import Event
        from tensorboard.compat.proto.summary_pb2 import Summary
        from tensorboard.summary.writer.event_file_writer import EventFileWriter
        writer = EventFileWriter(folder)
        for i in range(count):
            value = Summary.Value(tag=keys[i % 5], simple_value=i / 7)
            writer.add_event(Event(wall_time=1.7e9 + i, step=i // 5, summary=Summary(value=[value])))
        writer.close()`);

/** Event files for TensorBoard. */
export const tensorboardRows: readonly Row[] = [{
  id: "tensorboard/files",
  work: "event files of 1 M points in 5 series",
  unit: "points/s",
  better: "more",
  bar: ">= 500 k",
  sides: [
    side("tensorboardFiles", (run) => {
      return tensorboardFiles(run).reduce((sum, { size }) => sum + size, 0);
    }),
    side("events() alone", (run) => {
      let sum = 0;
      for (const event of events(run)) if (event.type === "metric") sum += event.step;
      return sum;
    }),
    side("records of small arrays", (run) => naiveFile(events(run)), fewOf),
    {
      name: "tensorboardX",
      measure: (job) => pythonSamples(["tensorboardX"], tensorboardX, String(peerPointsOf(job))),
    },
    {
      name: "EventFileWriter of tensorboard",
      measure: (job) => pythonSamples(["tensorboard"], eventFileWriter, String(peerPointsOf(job))),
    },
  ],
}, {
  id: "tensorboard/live",
  work: "100 pushes of 10,000 points to a log directory",
  unit: "points/s",
  better: "more",
  bar: ">= 500 k",
  sides: [{
    name: "tensorboard().push",
    async measure(job) {
      const points = pointsOf(job);
      const times = await milliseconds(repeatsOf(job), async () => {
        const logs = mkdtempSync(join(tmpdir(), "stemma-tb-"));
        const destination = tensorboard(logs);
        let run = freshRun();
        for (let step = 0; step * 5 < points; step++) {
          const values = { a: step, b: step / 2, c: step / 3, d: step / 4, e: step / 5 };
          run = logMetrics(run, values, { context: "training", step, timestamp: step * 40 });
          if (step % 2_000 === 1_999) await destination.push(run);
        }
        const { sent } = await destination.push(run);
        await destination.close();
        rmSync(logs, { recursive: true });
        return sent;
      });
      return perSecond(points, times);
    },
  }],
}];
