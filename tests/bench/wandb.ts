import { events, type LogEvent, type Run } from "stemma";
import { wandbFiles } from "stemma/wandb";
import { crc32 } from "../../lib/base/crc32.ts";
import { milliseconds, perSecond } from "./measure.ts";
import { pythonSamples } from "./peer.ts";
import type { Job, Row, Side } from "./row.ts";
import { loopRun, noisyRun } from "./sample_runs.ts";

const pointsOf = ({ smoke }: Job): number => smoke ? 5_000 : 1_000_000;
/** The slow ones write fewer, and are measured by the point as well. */
const fewOf = ({ smoke }: Job): number => smoke ? 1_000 : 100_000;
const repeatsOf = ({ smoke }: Job) => smoke ? { warm: 0, repeats: 1 } : { warm: 1, repeats: 4 };

const utf8 = (text: string) => new TextEncoder().encode(text);

/** The obvious writer: a history line an object, a message put together from small arrays. */
function naiveLog(list: Iterable<LogEvent>): number {
  const keys: string[] = [];
  const pieces: Uint8Array[] = [];
  const varint = (value: number) => {
    const bytes = [];
    for (; value >= 128; value = Math.floor(value / 128)) bytes.push((value % 128) | 128);
    return [...bytes, value];
  };
  const field = (number: number, bytes: Iterable<number>) => {
    const list = [...bytes];
    return [...varint(number * 8 + 2), ...varint(list.length), ...list];
  };
  let line: Record<string, number> = { _step: -1 };
  let size = 0;
  const end = () => {
    const items = Object.entries(line).flatMap(([key, value]) =>
      field(1, [...field(1, utf8(key)), ...field(16, utf8(String(value)))])
    );
    const step = field(2, [0x08, ...varint(line._step)]);
    const record = Uint8Array.from([0x08, 1, ...field(2, [...items, ...step])]);
    crc32(record);
    size += record.length;
    pieces.push(record);
  };
  for (const event of list) {
    if (event.type === "series") keys.push(event.key);
    if (event.type !== "metric") continue;
    if (event.step !== line._step) {
      if (line._step >= 0) end();
      line = { _step: event.step, _timestamp: event.timestamp / 1000 };
    }
    line[keys[event.series]] = event.value;
  }
  end();
  return size;
}

function side(
  name: string,
  make: (points: number) => Run,
  write: (run: Run) => number,
  countOf = pointsOf,
): Side {
  return {
    name,
    async measure(job) {
      const run = make(countOf(job));
      return perSecond(countOf(job), await milliseconds(repeatsOf(job), () => write(run)));
    },
  };
}

const written = (run: Run) => wandbFiles(run).reduce((sum, { size }) => sum + size, 0);

const OFFLINE = `
import json, os, sys, tempfile, time
import wandb
count = int(sys.argv[1])
samples = []
out = sys.stdout
sys.stdout = open(os.devnull, "w")
for _ in range(2):
    with tempfile.TemporaryDirectory() as folder:
        settings = wandb.Settings(mode="offline", silent=True, console="off", x_disable_stats=True)
        run = wandb.init(project="p", dir=folder, settings=settings)
        start = time.perf_counter()
        for i in range(count // 5):
            run.log({"loss": i / 7, "accuracy": i / 8, "learning rate": i / 9, "norm": i, "speed": -i})
        run.finish()
        samples.append(count / (time.perf_counter() - start))
print(json.dumps(samples), file=out)
`;

/** Offline runs of W&B. */
export const wandbRows: readonly Row[] = [{
  id: "wandb/loop",
  work: "offline run of W&B, ordinary loop of 5 metrics, 1 M points",
  unit: "points/s",
  better: "more",
  bar: ">= 500 k",
  sides: [
    side("wandbFiles", loopRun, written),
    side("lines of small arrays", loopRun, (run) => naiveLog(events(run)), fewOf),
    {
      name: "wandb offline",
      measure: (job) => pythonSamples(["wandb"], OFFLINE, job.smoke ? "100" : "25000"),
    },
  ],
}, {
  id: "wandb/noisy",
  work: "offline run of W&B, noisy curves of 2 contexts, 1 M points",
  unit: "points/s",
  better: "more",
  bar: ">= 500 k",
  sides: [
    side("wandbFiles", noisyRun, written),
    side("lines of small arrays", noisyRun, (run) => naiveLog(events(run)), fewOf),
  ],
}];
