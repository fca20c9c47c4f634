import type { BareWorker, BuiltWorker } from "../servers/bare_workerd.ts";
import { absent } from "./peer.ts";
import type { Job, Row, Side } from "./row.ts";

/** What a request costs from outside: a Worker's own clock stands still while it computes. */
type Cost = (worker: BareWorker, path: string) => Promise<number>;

const wall: Cost = async ({ url }, path) => {
  const start = performance.now();
  const answer = await fetch(url + path);
  const text = await answer.text();
  const end = performance.now();
  if (!answer.ok) throw new Error(`${path} was answered by ${answer.status}: ${text}`);
  return end - start;
};

const processor: Cost = async (worker, path) => {
  const start = worker.processorTime();
  await wall(worker, path);
  // The answer is here before the thread that sent it has come to rest.
  await new Promise((resolve) => setTimeout(resolve, 3));
  return worker.processorTime() - start;
};

type Sample = (worker: BuiltWorker, path: string, cost: Cost, job: Job) => Promise<number[]>;

/** The first request of a path in a fresh process whose modules were evaluated, above a request that
 * does nothing. */
const first: Sample = async (built, path, cost, { smoke }) => {
  const samples: number[] = [];
  for (let i = 0; i < (smoke ? 1 : 10); i++) {
    const worker = await built.start();
    try {
      const nothing = await cost(worker, "/");
      samples.push(await cost(worker, path) - nothing);
    } finally {
      await worker.stop();
    }
  }
  return samples;
};

/** Later requests of a path, above the median of as many that do nothing. */
const warm: Sample = async (built, path, cost, { smoke }) => {
  const worker = await built.start();
  const ask = async (path: string, times: number) => {
    const costs: number[] = [];
    for (let i = 0; i < times; i++) costs.push(await cost(worker, path));
    return costs;
  };
  try {
    await ask(path, smoke ? 1 : 50);
    const nothing = (await ask("/", smoke ? 1 : 200)).sort((a, b) => a - b);
    const costs = await ask(path, smoke ? 1 : 200);
    return costs.map((cost) => cost - nothing[nothing.length >> 1]);
  } finally {
    await worker.stop();
  }
};

function side(name: string, path: string, sample: Sample, cost: Cost): Side {
  return {
    name,
    async measure(job) {
      // Here, since the module brings esbuild and Graphviz with it.
      const { buildWorker, lacksWorkerd } = await import("../servers/bare_workerd.ts");
      const lacking = lacksWorkerd();
      if (lacking !== undefined) return absent(lacking);
      const built = await buildWorker("tests/bench/request_worker.ts");
      try {
        return await sample(built, path, cost, job);
      } finally {
        built.remove();
      }
    },
  };
}

const rowOf = (id: string, work: string, sides: Side[], bar?: string): Row => ({
  id: `worker/${id}`,
  work,
  unit: "ms",
  better: "less",
  bar,
  sides,
});

/** Requests to workerd, above a request that does nothing; processor time is that of the thread which
 * answers, where others compile beside it. */
export const workerRows: readonly Row[] = [
  rowOf("first-log", "first startRun and logMetric of an isolate, processor time", [
    side("logMetric", "/log", first, processor),
  ], "<= 2"),
  rowOf("prov", "a request that logs 2,000 points and answers PROV-JSON, processor time", [
    side("stemma", "/prov", warm, processor),
    side("push and JSON.stringify", "/push", warm, processor),
  ], "<= 10"),
  rowOf("prov-first", "the same, the first of an isolate", [
    side("stemma", "/prov", first, processor),
    side("push and JSON.stringify", "/push", first, processor),
  ]),
  rowOf("svg-first", "the first picture of a small run in an isolate, processor time", [
    side("renderSvg", "/svg", first, processor),
  ], "<= 60"),
  rowOf("svg-first-wall", "the same, until the answer is there", [
    side("renderSvg", "/svg", first, wall),
  ]),
  rowOf("svg", "a later picture of a small run, processor time", [
    side("renderSvg", "/svg", warm, processor),
  ], "<= 15"),
];
