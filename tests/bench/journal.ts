import { createWriteStream, fdatasync, mkdirSync, openSync, write } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { setImmediate } from "node:timers";
import { promisify } from "node:util";
import { digest, logMetric, type Run } from "stemma";
import { openJournal, recoverRun } from "stemma/fs";
import { proveEvent } from "stemma/seal";
import { consume, milliseconds, perSecond } from "./measure.ts";
import { settled } from "./memory.ts";
import type { Job, Row, Side } from "./row.ts";
import { freshRun, loopRun } from "./sample_runs.ts";

const START = 1_700_000_000_000;
const KEYS = ["loss", "accuracy", "learning rate", "gradient norm", "throughput"];
const VALUES = Float64Array.from({ length: 1024 }, (_, i) => Math.exp(-i / 300) + (i % 7) / 100);

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

async function inFolder<Result>(act: (folder: string) => Promise<Result>): Promise<Result> {
  mkdirSync(".cache", { recursive: true });
  const folder = await mkdtemp(join(".cache", "journal-"));
  try {
    return await act(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Logs so many points, with a turn of the event loop after every thousand, as training has many. */
type Loop = (points: number) => Promise<number>;

/** Makes what logs into a folder. */
type Open = (folder: string) => Promise<Loop>;

const bare: Open = () => {
  let run = freshRun();
  return Promise.resolve(async (points) => {
    for (let i = 0; i < points; i++) {
      run = logNth(run, i);
      if (i % 1000 === 999) await turn();
    }
    return run.length;
  });
};

const journalled: Open = async (folder) => {
  let run = freshRun();
  // Not more than a millisecond: the last events of the loop are waited for as well.
  const journal = await openJournal(folder, run, { every: { events: 1000, ms: 1 } });
  return async (points) => {
    for (let i = 0; i < points; i++) {
      journal.push(run = logNth(run, i));
      if (i % 1000 === 999) await turn();
    }
    while (journal.report().pending > 0) await turn();
    return run.length;
  };
};

const jsonLines: Open = (folder) => {
  const stream = createWriteStream(join(folder, "log.jsonl"));
  const drained = () => new Promise<void>((resolve) => stream.once("drain", () => resolve()));
  return Promise.resolve(async (points) => {
    let isFull = false;
    for (let i = 0; i < points; i++) {
      const point = {
        key: KEYS[i % 5],
        value: VALUES[i & 1023],
        step: Math.floor(i / 5),
        timestamp: START + i,
        context: "training",
      };
      isFull = !stream.write(`${JSON.stringify(point)}\n`);
      if (i % 1000 === 999) await (isFull ? drained() : turn());
    }
    await new Promise<void>((resolve) => stream.write("\n", () => resolve()));
    return points;
  });
};

function logNth(run: Run, i: number): Run {
  return logMetric(run, KEYS[i % 5], VALUES[i & 1023], {
    context: "training",
    step: Math.floor(i / 5),
    timestamp: START + i,
  });
}

function loopSide(name: string, open: Open): Side {
  return {
    name,
    measure: ({ smoke }) =>
      inFolder(async (folder) => {
        const points = smoke ? 5_000 : 500_000;
        const loop = await open(folder);
        const repeats = smoke ? { warm: 0, repeats: 1 } : { warm: 2, repeats: 6 };
        const times = await milliseconds(repeats, () => loop(points));
        return times.map((ms) => ms * 1e6 / points);
      }),
  };
}

/** An event that is on the disk before the next one comes: a frame of its own, and a root. */
const syncEach: Open = async (folder) => {
  let run = freshRun();
  const journal = await openJournal(folder, run, { every: "sync" });
  return async (events) => {
    for (let i = 0; i < events; i++) {
      journal.push(run = logNth(run, i));
      await journal.sync();
    }
    return journal.report().bytes;
  };
};

/** The same bytes without a journal. */
const writeEach: Open = async (folder) => {
  const events = 100;
  const size = Math.round(await (await syncEach(folder))(events) / events);
  const bytes = new Uint8Array(size).fill(1);
  const file = openSync(join(folder, "bytes"), "wx");
  const [writeTo, syncData] = [promisify(write), promisify(fdatasync)];
  let at = 0;
  return async (events) => {
    for (let i = 0; i < events; i++) {
      await writeTo(file, bytes, 0, size, at);
      at += size;
      await syncData(file);
    }
    return at;
  };
};

function durableSide(name: string, open: Open): Side {
  return {
    name,
    measure: ({ smoke }) =>
      inFolder(async (folder) => {
        const events = smoke ? 20 : 400;
        const loop = await open(folder);
        const repeats = smoke ? { warm: 0, repeats: 1 } : { warm: 1, repeats: 8 };
        const times = await milliseconds(repeats, () => loop(events));
        return times.map((ms) => ms * 1000 / events);
      }),
  };
}

const pointsOf = ({ smoke }: Job) => smoke ? 10_000 : 1_000_000;

/** Journals a run of the ordinary loop. */
async function journalOf(folder: string, points: number): Promise<void> {
  const journal = await openJournal(folder, loopRun(points));
  await journal.close();
}

const recovery: Side = {
  name: "recoverRun",
  measure: (job) =>
    inFolder(async (folder) => {
      await journalOf(folder, pointsOf(job));
      const repeats = job.smoke ? { warm: 0, repeats: 1 } : { warm: 1, repeats: 5 };
      const recover = async () => (await recoverRun(folder)).run.length;
      return perSecond(pointsOf(job), await milliseconds(repeats, recover));
    }),
};

function memorySide(name: string, make: (folder: string, points: number) => Promise<Run>): Side {
  return {
    name,
    measure: (job) =>
      inFolder(async (folder) => {
        await journalOf(folder, pointsOf(job));
        const warmUp = async () => consume((await make(folder, 5)).length);
        await warmUp();
        await turn();
        const before = settled();
        const run = await make(folder, pointsOf(job));
        const after = settled();
        consume(run.length);
        return [(after - before) / pointsOf(job)];
      }),
  };
}

/** A root at each of 1,000 moments of a run that grows, or one at its end. */
function rootSide(name: string, moments: number): Side {
  return {
    name,
    async measure(job) {
      const every = pointsOf(job) / moments;
      const times = await milliseconds(
        job.smoke ? { warm: 0, repeats: 1 } : { warm: 1, repeats: 3 },
        (points) => {
          let run = freshRun();
          let sum = 0;
          for (let i = 0; i < points; i++) {
            run = logNth(run, i);
            if (i % every === every - 1) sum += digest(run).length;
          }
          return sum;
        },
        () => pointsOf(job),
      );
      return times;
    },
  };
}

function proofSide(name: string, share: number): Side {
  return {
    name,
    async measure(job) {
      const run = loopRun(pointsOf(job) * share);
      digest(run);
      const count = job.smoke ? 10 : 1000;
      const times = await milliseconds({ warm: 1, repeats: job.smoke ? 1 : 5 }, () => {
        let sum = 0;
        for (let i = 0; i < count; i++) {
          sum += proveEvent(run, (i * 7919) % run.length).path.length;
        }
        return sum;
      });
      return times.map((ms) => ms * 1000 / count);
    },
  };
}

/** A log on disk that grows with the run: what it costs to write, to read again and to vouch for. */
export const journalRows: readonly Row[] = [
  {
    id: "journal/push",
    work: "logMetric and push, on the disk every 1,000 events, 500 k points",
    unit: "ns/point",
    better: "less",
    bar: "<= 2 times logMetric, <= 0.2 of JSON lines",
    sides: [
      loopSide("logMetric, push", journalled),
      loopSide("logMetric", bare),
      loopSide("JSON lines through createWriteStream", jsonLines),
    ],
  },
  {
    id: "journal/durable",
    work: "on the disk after every event",
    unit: "µs/event",
    better: "less",
    bar: "<= 1.3 times",
    sides: [durableSide("push, sync()", syncEach), durableSide("write, fdatasync", writeEach)],
  },
  {
    id: "journal/recovery",
    work: "recoverRun, 1 M points",
    unit: "points/s",
    better: "more",
    bar: ">= 5 M",
    sides: [recovery],
  },
  {
    id: "journal/recovery-memory",
    work: "memory of a recovered point, 1 M points",
    unit: "bytes/point",
    better: "less",
    bar: "<= 2 times the points'",
    sides: [
      memorySide("recoverRun", async (folder) => (await recoverRun(folder)).run),
      memorySide("logged", (_folder, points) => Promise.resolve(loopRun(points))),
    ],
  },
  {
    id: "journal/checkpoints",
    work: "log 1 M points, with a root after each thousand",
    unit: "ms",
    better: "less",
    bar: "O(new events)",
    sides: [rootSide("1,000 roots", 1000), rootSide("one root at the end", 1)],
  },
  {
    id: "journal/proof",
    work: "proveEvent, 1 M points",
    unit: "µs",
    better: "less",
    bar: "O(log events)",
    sides: [proofSide("1 M points", 1), proofSide("10 k points", 0.01)],
  },
];
