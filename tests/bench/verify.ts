import { createHash } from "node:crypto";
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import process from "node:process";
import { digest, logArtifact, type Run, runFiles } from "stemma";
import { verifyRun } from "stemma/seal";
import { LogReader } from "../../lib/run/read_log.ts";
import { consume, milliseconds } from "./measure.ts";
import type { Job, Row } from "./row.ts";
import { loopRun } from "./sample_runs.ts";

/** The zeros of a file that takes no room on the disk. */
function hashZeros(size: number): string {
  const hash = createHash("sha256");
  const zeros = new Uint8Array(2 ** 20);
  for (let at = 0; at < size; at += zeros.length) {
    hash.update(zeros.subarray(0, Math.min(zeros.length, size - at)));
  }
  return hash.digest("hex");
}

/** Makes the folder of a run with one large artifact, and gives its name and its files. */
function runFolder(points: number, size: number): { folder: string; paths: string[] } {
  mkdirSync(".cache", { recursive: true });
  const folder = mkdtempSync(join(".cache", "verify-"));
  const unread = () => {
    throw new Error("The artifact is not read here");
  };
  const weights = {
    name: "weights.bin",
    mediaType: "application/octet-stream",
    size,
    sha256: hashZeros(size),
    bytes: unread,
    stream: unread,
  };
  const files = runFiles(logArtifact(loopRun(points), weights), { folder: "" });
  for (const file of files) {
    const path = join(folder, file.path);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, file.sha256 === weights.sha256 ? "" : file.bytes());
    if (file.sha256 === weights.sha256) truncateSync(path, size);
  }
  return { folder, paths: files.map(({ path }) => join(folder, path)) };
}

async function inFolder(
  points: number,
  size: number,
  measure: (made: ReturnType<typeof runFolder>) => Promise<number[]>,
): Promise<number[]> {
  const made = runFolder(points, size);
  try {
    return await measure(made);
  } finally {
    rmSync(made.folder, { recursive: true });
  }
}

async function verify(folder: string): Promise<number> {
  const { ok, coverage } = await verifyRun(folder);
  if (!ok) throw new Error("The folder does not stand");
  return coverage.files.bytes;
}

/** The run of a folder, none of whose roots was made yet. */
async function readUnchecked(folder: string): Promise<Run> {
  const reader = new LogReader();
  reader.push(await readFile(join(folder, "run.log")));
  return reader.end().run;
}

/** Without the cost of streams and promises. */
function hashFile(path: string, piece: Uint8Array): number {
  const hash = createHash("sha256");
  const file = openSync(path, "r");
  for (let size; (size = readSync(file, piece)) > 0;) hash.update(piece.subarray(0, size));
  closeSync(file);
  return hash.digest()[0];
}

const MANY = ({ smoke }: Job) => ({
  points: smoke ? 5000 : 1_000_000,
  size: smoke ? 2e6 : 2 ** 29,
});
const FEW = ({ smoke }: Job) => ({ warm: smoke ? 0 : 1, repeats: smoke ? 1 : 5 });

const folderRow: Row = {
  id: "verify/folder",
  work: "verifyRun, 1 M points and their exports, an artifact of 512 MiB",
  unit: "ms",
  better: "less",
  bar: "<= 1.2 of the files hashed, and the digest",
  sides: [
    {
      name: "verifyRun",
      measure(job) {
        const { points, size } = MANY(job);
        return inFolder(points, size, ({ folder }) => milliseconds(FEW(job), () => verify(folder)));
      },
    },
    {
      name: "each file hashed by the host, and one digest of the log",
      measure(job) {
        const { points, size } = MANY(job);
        return inFolder(points, size, async ({ folder, paths }) => {
          // A run's tree is kept with it: each digest is the first of its run.
          const piece = new Uint8Array(2 ** 20);
          const runs: Run[] = [];
          const { warm, repeats } = FEW(job);
          for (let i = 0; i < warm + repeats; i++) runs.push(await readUnchecked(folder));
          return await milliseconds(FEW(job), (run) => {
            let sum = 0;
            for (const path of paths) sum += hashFile(path, piece);
            return sum + digest(run).length;
          }, () => runs.pop()!);
        });
      },
    },
  ],
};

const memoryRow: Row = {
  id: "verify/memory",
  work: "peak memory that verifying an artifact of 2 GiB adds",
  unit: "MiB",
  better: "less",
  bar: "<= 64",
  sides: [{
    name: "verifyRun",
    measure({ smoke }) {
      return inFolder(1000, smoke ? 2e6 : 2 ** 31, async ({ folder }) => {
        const before = process.resourceUsage().maxRSS;
        consume(await verify(folder));
        return [(process.resourceUsage().maxRSS - before) / 1024];
      });
    },
  }],
};

/** What it costs to verify a run's folder. */
export const verifyRows: readonly Row[] = [folderRow, memoryRow];
