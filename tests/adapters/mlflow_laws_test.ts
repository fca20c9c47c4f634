import { mlflow } from "stemma/mlflow";
import { destinationLaws, type Held } from "../destinations/conformance.ts";
import { faultyFetch } from "../servers/faulty_fetch.ts";
import { needsMlflow, startMlflowServer } from "../servers/mlflow.ts";
import { type MlflowRun, openMlflowReader } from "../servers/mlflow_reader.ts";

destinationLaws("mlflow()", async () => {
  const server = await startMlflowServer();
  const reader = openMlflowReader(server.url);
  const faulty = faultyFetch();
  return {
    faulty,
    make: (timeoutMs = 20_000) =>
      mlflow(server.url, { fetch: faulty.fetch, retry: { attempts: 3, delayMs: 10, timeoutMs } }),
    read: async ({ experiment, runId }) => heldOf(await reader.runs(experiment, { runId })),
    stop: () => {
      reader.close();
      return server.stop();
    },
  };
}, needsMlflow);

function heldOf(runs: readonly MlflowRun[]): Held {
  if (runs.length !== 1) throw new Error(`${runs.length} runs have this id`);
  const [{ params, metrics }] = runs;
  return {
    params: Object.fromEntries(Object.entries(params).filter(([name]) => name !== "stemma.runId")),
    points: Object.fromEntries(
      Object.entries(metrics).map(([name, points]) => [
        name,
        points.map(([step, , value]) => [step, value] as const).sort((a, b) => a[0] - b[0]),
      ]),
    ),
  };
}
