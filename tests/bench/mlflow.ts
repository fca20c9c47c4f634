import { logMetric, type Run } from "stemma";
import { mlflow } from "stemma/mlflow";
import { fakeMlflow } from "../servers/fake_mlflow.ts";
import { needsMlflow, startMlflowServer } from "../servers/mlflow.ts";
import { now } from "./measure.ts";
import { absent } from "./peer.ts";
import type { Job, Row } from "./row.ts";
import { freshRun } from "./sample_runs.ts";

const SERIES = 20;
const START = 1_700_000_000_000;
const HEADERS = { "content-type": "application/json" };

type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** A server: a real one, or in smoke mode one that starts at once. */
async function withServer(
  smoke: boolean,
  act: (url: string, fetch: Fetch) => Promise<number[]>,
): Promise<number[]> {
  if (smoke) return await act("http://mlflow.test", fakeMlflow().fetch);
  if (needsMlflow.skip !== false) return absent("MLflow 3.17.2");
  const server = await startMlflowServer();
  try {
    return await act(server.url, (url, init) => fetch(url, init));
  } finally {
    await server.stop();
  }
}

/** The points from one number to another: of the run, and as bodies of full batches. */
function grow(run: Run, from: number, to: number): Run {
  for (let i = from; i < to; i++) {
    const step = Math.floor(i / SERIES);
    const options = { context: "training", step, timestamp: START + i };
    run = logMetric(run, `metric ${i % SERIES}`, Math.sin(i), options);
  }
  return run;
}

function bodies(runId: string, from: number, to: number): string[] {
  const all: string[] = [];
  for (let at = from; at < to; at += 1000) {
    const metrics = Array.from({ length: Math.min(1000, to - at) }, (_, n) => {
      const i = at + n;
      const step = Math.floor(i / SERIES);
      const key = `training/metric ${i % SERIES}`;
      return { key, value: Math.sin(i), timestamp: START + i, step };
    });
    all.push(JSON.stringify({ run_id: runId, metrics }));
  }
  return all;
}

/** Pushes a growing run, in turns with a bare loop that sends the same points in full batches made
 * before, so that a busy minute hits both: our time over that of the loop. */
function pushed({ smoke }: Job): Promise<number[]> {
  const [turns, points] = smoke ? [1, 1998] : [5, 19_980];
  return withServer(smoke, async (url, fetch) => {
    const post = async (call: string, body: string) => {
      const init = { method: "POST", headers: HEADERS, body };
      const answer = await fetch(`${url}/api/2.0/mlflow/${call}`, init);
      const told = await answer.json();
      if (answer.status !== 200) throw new Error(JSON.stringify(told));
      return told;
    };
    const { experiment_id } = await post(
      "experiments/create",
      JSON.stringify({ name: "bare", tags: [] }),
    );
    const create = { experiment_id, run_name: "bare", start_time: START, tags: [] };
    const { run: bare } = await post("runs/create", JSON.stringify(create));
    const destination = mlflow(url, { fetch });
    let run = freshRun();
    await destination.push(run);
    const time = { ours: 0, theirs: 0 };
    const measure = async (who: keyof typeof time, work: () => Promise<void>) => {
      const start = now();
      await work();
      time[who] += now() - start;
    };
    for (let turn = 0; turn < turns; turn++) {
      const [from, to] = [turn * points, (turn + 1) * points];
      run = grow(run, from, to);
      const batches = bodies(bare.info.run_id, from, to);
      const ours = () =>
        measure("ours", async () => {
          const { failed } = await destination.push(run);
          if (failed.length > 0) throw failed[0].error;
        });
      const theirs = () =>
        measure("theirs", async () => {
          for (const body of batches) await post("runs/log-batch", body);
        });
      for (const act of turn % 2 === 0 ? [ours, theirs] : [theirs, ours]) await act();
    }
    return [time.ours / time.theirs];
  });
}

/** What a call of push() takes of a training loop, while the server is slow. */
async function pushCalls({ smoke }: Job): Promise<number[]> {
  const server = fakeMlflow();
  server.delay = () => new Promise((resolve) => setTimeout(resolve, 5));
  const destination = mlflow("http://mlflow.test", { fetch: server.fetch });
  let run = freshRun();
  const samples: number[] = [];
  for (let i = 0; i < (smoke ? 200 : 20_000); i++) {
    run = logMetric(run, "loss", Math.sin(i));
    const start = performance.now();
    destination.push(run);
    samples.push((performance.now() - start) * 1000);
    if (i % 100 === 99) await new Promise((resolve) => setTimeout(resolve, 0));
  }
  await destination.close?.();
  samples.sort((a, b) => a - b);
  return [samples[Math.floor(samples.length * 0.99)]];
}

/** Runs in a real MLflow server, against the time that the server itself needs. */
export const mlflowRows: readonly Row[] = [
  {
    id: "mlflow/push",
    work:
      "push 100,000 points of 20 series to a real MLflow 3.17.2 (SQLite), in turns with a bare " +
      "loop of full batches",
    unit: "times the loop",
    better: "less",
    sides: [{ name: "mlflow()", measure: pushed }],
    bar: "<= 1.2",
  },
  {
    id: "mlflow/call",
    work: "a call of push() in a training loop, 99th percentile of 20,000",
    unit: "µs",
    better: "less",
    sides: [{ name: "mlflow()", measure: pushCalls }],
    bar: "<= 10 µs",
  },
];
