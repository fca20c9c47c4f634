import { createHash } from "node:crypto";
import { digest, eventBytes, events, logMetric } from "stemma";
import { createSha256 } from "../../lib/core/sha256.ts";
import {
  plainSha256Begin,
  plainSha256End,
  plainSha256Update,
} from "../../lib/core/sha256_plain.ts";
import { milliseconds, perSecond } from "./measure.ts";
import type { Job, Row } from "./row.ts";
import { loopRun } from "./sample_runs.ts";

const PIECE = 2 ** 20;
const eventsOf = ({ smoke }: Job) => smoke ? 5_000 : 1_000_000;
const piecesOf = ({ smoke }: Job) => smoke ? 1 : 32;
const few = ({ smoke }: Job) => smoke ? { warm: 0, repeats: 1 } : { warm: 1, repeats: 3 };
const some = ({ smoke }: Job) => smoke ? { warm: 0, repeats: 1 } : { warm: 2, repeats: 7 };

/** The Merkle tree of RFC 9162 by one `node:crypto` hash a leaf and a node. */
function cryptoRoot(leaves: readonly Uint8Array[]): Uint8Array {
  const leaf = Uint8Array.of(0);
  const node = Uint8Array.of(1);
  let level: Uint8Array[] = leaves.map((bytes) =>
    createHash("sha256").update(leaf).update(bytes).digest()
  );
  while (level.length > 1) {
    const above: Uint8Array[] = [];
    for (let i = 0; i + 1 < level.length; i += 2) {
      above.push(
        createHash("sha256").update(node).update(level[i]).update(level[i + 1]).digest(),
      );
    }
    if (level.length % 2 === 1) above.push(level[level.length - 1]);
    level = above;
  }
  return level[0];
}

const whole: Row = {
  id: "digest/whole",
  work: "digest of a run of 1 M events, tree included",
  unit: "leaves/s",
  better: "more",
  sides: [
    {
      name: "digest",
      async measure(job) {
        const make = () => loopRun(eventsOf(job));
        const times = await milliseconds(few(job), (run) => digest(run).length, make);
        return perSecond(eventsOf(job), times);
      },
    },
    {
      name: "node:crypto a leaf",
      async measure(job) {
        // The bytes of the leaves are made beforehand, which ours does within its time.
        const leaves = Array.from(events(loopRun(eventsOf(job))), eventBytes);
        const times = await milliseconds(few(job), () => cryptoRoot(leaves)[0]);
        return perSecond(eventsOf(job), times);
      },
    },
  ],
};

const more: Row = {
  id: "digest/more",
  work: "digest after 1,000 more events, 1 M events",
  unit: "ms",
  better: "less",
  sides: [{
    name: "digest",
    measure(job) {
      let run = loopRun(eventsOf(job));
      digest(run);
      return milliseconds(some(job), () => digest(run).length, () => {
        for (let i = 0; i < 1000; i++) run = logMetric(run, "loss", i, { timestamp: i });
      });
    },
  }],
};

const stream: Row = {
  id: "sha256/stream",
  work: "SHA-256 of 32 MiB in pieces of 1 MiB",
  unit: "MB/s",
  better: "more",
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

/** SHA-256: of a run's events, and of a file's bytes. */
export const hashRows: readonly Row[] = [whole, more, stream];
