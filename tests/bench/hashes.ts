import { createHash, hash } from "node:crypto";
import { createSHA256 } from "hash-wasm";
import { digest, eventBytes, events, logMetric, logParam } from "stemma";
import { concat } from "../../lib/base/bytes.ts";
import { milliseconds, perSecond } from "./measure.ts";
import type { Job, Row } from "./row.ts";
import { freshRun, loopRun } from "./sample_runs.ts";
import { sha256Rows } from "./sha256.ts";

const eventsOf = ({ smoke }: Job) => smoke ? 5_000 : 1_000_000;
const paramsOf = ({ smoke }: Job) => smoke ? 500 : 100_000;
const few = ({ smoke }: Job) => smoke ? { warm: 0, repeats: 1 } : { warm: 1, repeats: 3 };
const some = ({ smoke }: Job) => smoke ? { warm: 0, repeats: 1 } : { warm: 3, repeats: 15 };

type HashOne = (bytes: Uint8Array) => Uint8Array;

/** The Merkle tree of RFC 9162 by one hash a leaf and a node; leaves come with their prefix. */
function rootBy(hashOne: HashOne, leaves: readonly Uint8Array[]): Uint8Array {
  const node = new Uint8Array(65);
  node[0] = 1;
  let level = leaves.map(hashOne);
  while (level.length > 1) {
    const above: Uint8Array[] = [];
    for (let i = 0; i + 1 < level.length; i += 2) {
      node.set(level[i], 1);
      node.set(level[i + 1], 33);
      above.push(hashOne(node));
    }
    if (level.length % 2 === 1) above.push(level[level.length - 1]);
    level = above;
  }
  return level[0];
}

/** The digest of a run by one hash a leaf and a node. The bytes of the leaves are made beforehand,
 * which ours does within its time. */
async function digestBy(job: Job, hashOne: HashOne): Promise<number[]> {
  const leaves = Array.from(
    events(loopRun(eventsOf(job))),
    (event) => concat([Uint8Array.of(0), eventBytes(event)]),
  );
  const times = await milliseconds(few(job), () => rootBy(hashOne, leaves)[0]);
  return perSecond(eventsOf(job), times);
}

const whole: Row = {
  id: "digest/whole",
  work: "digest of a run of 1 M events, tree included",
  unit: "leaves/s",
  better: "more",
  bar: ">= 2 M on Deno and Node, >= 1 M on Bun",
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
      name: "node:crypto `hash` a leaf",
      measure: (job) => digestBy(job, (bytes) => hash("sha256", bytes, "buffer")),
    },
    {
      name: "node:crypto `createHash` a leaf",
      measure: (job) => digestBy(job, (bytes) => createHash("sha256").update(bytes).digest()),
    },
    {
      name: "hash-wasm a leaf",
      async measure(job) {
        const sha = await createSHA256();
        return digestBy(job, (bytes) => sha.init().update(bytes).digest("binary"));
      },
    },
  ],
};

const more: Row = {
  id: "digest/more",
  work: "digest after 1,000 more events, 1 M events",
  unit: "ms",
  better: "less",
  bar: "<= 1",
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

const params: Row = {
  id: "digest/params",
  work: "digest of a run of 100 k params",
  unit: "leaves/s",
  better: "more",
  sides: [{
    name: "digest",
    async measure(job) {
      const count = paramsOf(job);
      const times = await milliseconds(some(job), (run) => digest(run).length, () => {
        let run = freshRun();
        for (let i = 0; i < count; i++) run = logParam(run, `param ${i}`, i / 8);
        return run;
      });
      return perSecond(count, times);
    },
  }],
};

/** SHA-256: of a run's events, and of a file's bytes. */
export const hashRows: readonly Row[] = [whole, more, params, ...sha256Rows];
