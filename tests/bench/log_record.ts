import { bytesAsset, logArtifact, logParam, startRun } from "stemma";
import { milliseconds } from "./measure.ts";
import type { Job, Row, Side } from "./row.ts";
import { freshRun } from "./sample_runs.ts";

const asset = bytesAsset("weights.bin", new Uint8Array(16));

/** Logs so many records of a kind and tells how many events there are. */
type Pass = (count: number) => number;

const params: Pass = (count) => {
  let run = freshRun();
  for (let i = 0; i < count; i++) run = logParam(run, `p${i}`, i);
  return run.length;
};

const files: Pass = (count) => {
  let run = freshRun();
  for (let i = 0; i < count; i++) run = logArtifact(run, asset, { name: `a${i % 1000}` });
  return run.length;
};

/** What a line of history costs that goes on from an earlier state at every step. */
const forks: Pass = (count) => {
  let run = startRun({ experiment: "bench" });
  for (let i = 0; i < count; i++) {
    const older = run;
    run = logParam(older, `p${i}`, i);
    logParam(older, `q${i}`, i);
    run = logParam(older, `r${i}`, i);
  }
  return run.length;
};

const obvious: Pass = (count) => {
  const known = new Map<string, { key: string; value: number; timestamp: number }>();
  for (let i = 0; i < count; i++) {
    known.set(`p${i}`, Object.freeze({ key: `p${i}`, value: i, timestamp: i }));
  }
  return known.size;
};

function side(name: string, count: number, pass: Pass): Side {
  return {
    name,
    async measure({ smoke }: Job) {
      const some = smoke ? Math.min(count, 200) : count;
      const repeats = smoke ? { warm: 0, repeats: 1 } : { warm: 1, repeats: 3 };
      const samples = await milliseconds(repeats, () => pass(some));
      return samples.map((ms) => ms * 1e6 / some);
    },
  };
}

/** Logging what is no point: the price of one must not depend on how many there are. */
export const logRecordRows: readonly Row[] = [
  {
    id: "log-record/params",
    work: "logParam, 1 M parameters in a run",
    unit: "ns each",
    better: "less",
    sides: [
      side("logParam", 1_000_000, params),
      side("logParam, 10 k in a run", 10_000, params),
      side("a frozen object in a Map", 1_000_000, obvious),
    ],
  },
  {
    id: "log-record/artifacts",
    work: "logArtifact, 200 k versions of 1,000 artifacts in a run",
    unit: "ns each",
    better: "less",
    sides: [
      side("logArtifact", 200_000, files),
      side("logArtifact, 10 k in a run", 10_000, files),
    ],
  },
  {
    id: "log-record/forks",
    work: "a fork of a fork, 2,000 deep, two params a level",
    unit: "ns each",
    better: "less",
    sides: [side("forks", 2_000, forks), side("forks, 200 deep", 200, forks)],
  },
];
