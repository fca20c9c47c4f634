import { spawn } from "node:child_process";
import { resolve } from "node:path";
import process from "node:process";
import { createInterface } from "node:readline";
import { python } from "./mlflow.ts";

/** A point: step, time in ms, value. */
export type MlflowPoint = readonly [step: number, timestamp: number, value: number];

/** What an MLflow server holds of a run, by its own Python client. */
export interface MlflowRun {
  readonly runId: string;
  readonly experimentId: string;
  readonly name: string;
  readonly status: string;
  readonly lifecycle: "active" | "deleted";
  readonly start: number;
  readonly end: number | null;
  readonly artifactUri: string;
  readonly params: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly latest: Readonly<Record<string, number>>;
  readonly metrics: Readonly<Record<string, readonly MlflowPoint[]>>;
  readonly datasets: readonly {
    readonly name: string;
    readonly digest: string;
    readonly sourceType: string;
    readonly source: string;
    readonly schema: string;
    readonly profile: string;
    readonly tags: Readonly<Record<string, string>>;
  }[];
}

/** A Python process that reads an MLflow server. */
export interface MlflowReader {
  /** The runs of an experiment, by start; those of one id of ours where it is given. */
  runs(
    experiment: string,
    options?: { view?: "active" | "deleted" | "all"; runId?: string },
  ): Promise<MlflowRun[]>;
  /** Ends the process. */
  close(): void;
}

/** Starts a reader: a process for all questions, for it takes a second to start. */
export function openMlflowReader(url: string): MlflowReader {
  const child = spawn(python, [resolve("tests/servers/mlflow_read.py"), url], {
    env: { ...process.env, MLFLOW_DISABLE_TELEMETRY: "true", GIT_PYTHON_REFRESH: "quiet" },
    stdio: ["pipe", "pipe", "ignore"],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  let last: Promise<unknown> = Promise.resolve();
  async function ask(question: unknown): Promise<MlflowRun[]> {
    child.stdin.write(`${JSON.stringify(question)}\n`);
    const { value, done } = await lines.next();
    if (done) throw new Error("The reader of MLflow has ended");
    const answer = JSON.parse(value);
    if (!Array.isArray(answer)) throw new Error(answer.error);
    return answer.map(withNumbers);
  }
  return {
    runs(experiment, options) {
      const answer = last.then(() => ask({ experiment, ...options }));
      // The one who asked hears of it.
      last = answer.catch(() => {});
      return answer;
    },
    close: () => child.stdin.end(),
  };
}

/** What JSON has no number for came as a text. */
function withNumbers(run: MlflowRun): MlflowRun {
  const metrics = Object.entries(run.metrics).map(([name, points]) => [
    name,
    points.map(([step, timestamp, value]) => [step, timestamp, Number(value)] as const),
  ]);
  const latest = Object.entries(run.latest).map(([name, value]) => [name, Number(value)]);
  return { ...run, metrics: Object.fromEntries(metrics), latest: Object.fromEntries(latest) };
}
