import { createHash } from "node:crypto";
import { createReadStream, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSHA256 } from "hash-wasm";
import { fileAsset } from "stemma/fs";
import { createSha256 } from "../../lib/core/sha256.ts";
import {
  plainSha256Begin,
  plainSha256End,
  plainSha256Update,
} from "../../lib/core/sha256_plain.ts";
import { milliseconds, perSecond } from "./measure.ts";
import type { Job, Row } from "./row.ts";

const PIECE = 2 ** 20;
const piecesOf = ({ smoke }: Job) => smoke ? 1 : 32;
const fileSizeOf = ({ smoke }: Job) => smoke ? 2 ** 20 : 2 ** 28;
const some = ({ smoke }: Job) => smoke ? { warm: 0, repeats: 1 } : { warm: 2, repeats: 7 };

const stream: Row = {
  id: "sha256/stream",
  work: "SHA-256 of 32 MiB in pieces of 1 MiB",
  unit: "MB/s",
  better: "more",
  bar: ">= 1.1 of hash-wasm",
  sides: [
    {
      name: "createSha256",
      measure: (job) =>
        hashed(job, (pieces) => {
          const hash = createSha256();
          for (const piece of pieces) hash.update(piece);
          return hash.digest();
        }),
    },
    {
      name: "hash-wasm",
      async measure(job) {
        const sha = await createSHA256();
        return hashed(job, (pieces) => {
          sha.init();
          for (const piece of pieces) sha.update(piece);
          return sha.digest("binary");
        });
      },
    },
    {
      name: "node:crypto",
      measure: (job) =>
        hashed(job, (pieces) => {
          const hash = createHash("sha256");
          for (const piece of pieces) hash.update(piece);
          return hash.digest();
        }),
    },
    {
      name: "plain TypeScript",
      measure: (job) =>
        hashed(job, (pieces) => {
          const state = plainSha256Begin();
          for (const piece of pieces) plainSha256Update(state, piece);
          return plainSha256End(state);
        }),
    },
  ],
};

async function hashed(
  job: Job,
  hash: (pieces: readonly Uint8Array[]) => Uint8Array,
): Promise<number[]> {
  const pieces = Array.from(
    { length: piecesOf(job) },
    (_, i) => Uint8Array.from({ length: PIECE }, (_, j) => (i * 31 + j * 7) & 255),
  );
  const times = await milliseconds(some(job), () => hash(pieces)[0]);
  return perSecond(pieces.length * PIECE / 1e6, times);
}

/** Describes or hashes a file that was just written, so that it lies in the page cache. */
async function hashedFile(job: Job, hash: (path: string) => Promise<string>): Promise<number[]> {
  const folder = mkdtempSync(join(tmpdir(), "stemma-bench-"));
  const path = join(folder, "weights.bin");
  try {
    const piece = Uint8Array.from({ length: PIECE }, (_, i) => (i * 31) >>> 3);
    for (let at = 0; at < fileSizeOf(job); at += PIECE) writeFileSync(path, piece, { flag: "a" });
    return await milliseconds(some(job), async () => (await hash(path)).length);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const file: Row = {
  id: "sha256/file",
  work: "a file of 256 MiB, from the path to its SHA-256",
  unit: "ms",
  better: "less",
  bar: "<= 1.1 of `node:crypto` alone",
  sides: [
    {
      name: "fileAsset",
      measure: (job) => hashedFile(job, async (path) => (await fileAsset(path)).sha256),
    },
    {
      name: "node:crypto, file in memory",
      async measure(job) {
        let bytes: Uint8Array | undefined;
        return await hashedFile(job, async (path) => {
          bytes ??= await readFile(path);
          return createHash("sha256").update(bytes).digest("hex");
        });
      },
    },
    {
      name: "node:crypto, read stream",
      measure: (job) =>
        hashedFile(job, async (path) => {
          const sha = createHash("sha256");
          for await (const piece of createReadStream(path, { highWaterMark: PIECE })) {
            sha.update(piece);
          }
          return sha.digest("hex");
        }),
    },
  ],
};

/** SHA-256 of bytes and of files. */
export const sha256Rows: readonly Row[] = [stream, file];
