import { logMetric, type Run } from "stemma";
import { mlflow } from "stemma/mlflow";
import { fakeMlflow } from "../servers/fake_mlflow.ts";
import { needsMlflow, startMlflowServer } from "../servers/mlflow.ts";
import { milliseconds } from "./measure.ts";
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

function grow(run: Run, count: number): Run {
  for (let i = 0; i < count; i++) {
    const step = Math.floor(i / SERIES);
    const options = { context: "training", step, timestamp: START + i };
    run = logMetric(run, `metric ${i % SERIES}`, Math.sin(i), options);
  }
  return run;
}

/** Pushes a run as a user does; the points were logged before. */
function pushed({ smoke }: Job): Promise<number[]> {
  const count = smoke ? 2000 : 100_000;
  return withServer(
    smoke,
    (url, fetch) =>
      milliseconds({ warm: 0, repeats: 1 }, async (run: Run) => {
        const { sent, failed } = await mlflow(url, { fetch }).push(run);
        if (failed.length > 0) throw failed[0].error;
        return sent;
      }, () => grow(freshRun(), count)).then(seconds),
  );
}

/** Sends the same points in full batches, made before, one after the other: what the server needs. */
function bareLoop({ smoke }: Job): Promise<number[]> {
  const count = smoke ? 2000 : 100_000;
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
    const { run } = await post("runs/create", JSON.stringify(create));
    const bodies: string[] = [];
    for (let from = 0; from < count; from += 1000) {
      const metrics = Array.from({ length: 1000 }, (_, n) => {
        const i = from + n;
        const step = Math.floor(i / SERIES);
        const key = `training/metric ${i % SERIES}`;
        return { key, value: Math.sin(i), timestamp: START + i, step };
      });
      bodies.push(JSON.stringify({ run_id: run.info.run_id, metrics }));
    }
    return await milliseconds({ warm: 0, repeats: 1 }, async () => {
      for (const body of bodies) await post("runs/log-batch", body);
      return bodies.length;
    }).then(seconds);
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

const seconds = (samples: readonly number[]) => samples.map((ms) => ms / 1000);

/** Runs in a real MLflow server: {@link pushed} against the time the server itself needs. */
export const mlflowRows: readonly Row[] = [
  {
    id: "mlflow/push",
    work: "push 100,000 points of 20 series to a real MLflow 3.17.2 (SQLite)",
    unit: "s",
    better: "less",
    sides: [
      { name: "mlflow()", measure: pushed },
      { name: "bare loop of full batches", measure: bareLoop },
    ],
    bar: "<= 1.2 of the bare loop",
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
