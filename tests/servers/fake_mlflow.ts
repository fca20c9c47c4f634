import { bodies, invalid, Refused } from "./fake_mlflow_checks.ts";
import { type FakeFiles, listFiles, putFile } from "./fake_mlflow_files.ts";

/** A run of the fake server. */
export interface FakeRun {
  readonly id: string;
  readonly experimentId: string;
  name: string;
  status: string;
  readonly start: number;
  end?: number;
  isDeleted: boolean;
  readonly params: Map<string, string>;
  readonly tags: Map<string, string>;
  /** By name; equal points are one. */
  readonly metrics: Map<string, Map<string, { step: number; timestamp: number; value: unknown }>>;
  readonly datasets: Map<string, Record<string, string>>;
}

/** An MLflow server in memory, stricter than the real one: it refuses what that would swallow, so a
 * test sees it. */
export interface FakeMlflow {
  fetch(url: string, init: RequestInit): Promise<Response>;
  readonly runs: Map<string, FakeRun>;
  readonly files: FakeFiles;
  readonly experiments: Map<string, { id: string; name: string; isDeleted: boolean }>;
  /** Waits before a request is acted on, and before it is answered. */
  delay: () => Promise<void>;
}

type Body = Record<string, never>;
const MAX_BYTES = 1_000_000;

/** Makes a server without runs. */
export function fakeMlflow(): FakeMlflow {
  const runs: FakeMlflow["runs"] = new Map();
  const experiments: FakeMlflow["experiments"] = new Map();
  const files: FakeFiles = new Map();
  let made = 0;

  const calls: Record<string, (body: Body) => unknown> = {
    "experiments/create": ({ name }) => {
      if (experiments.has(name)) throw new Refused("RESOURCE_ALREADY_EXISTS", "it is there");
      experiments.set(name, { id: `${++made}`, name, isDeleted: false });
      return { experiment_id: `${made}` };
    },
    "experiments/restore": ({ experiment_id }) => {
      experimentOf(experiment_id).isDeleted = false;
      return {};
    },
    "runs/create": ({ experiment_id, run_name, start_time, tags }) => {
      if (experimentOf(experiment_id).isDeleted) throw invalid("experiment_id", "it is deleted");
      // The ids come in no order, as those of the real server.
      const id = ((++made * 0x9e3779b1) >>> 0).toString(16).padStart(8, "0").repeat(4);
      const run: FakeRun = {
        id,
        experimentId: experiment_id,
        name: run_name,
        status: "RUNNING",
        start: start_time,
        isDeleted: false,
        params: new Map(),
        tags: new Map(),
        metrics: new Map(),
        datasets: new Map(),
      };
      runs.set(id, run);
      files.set(id, new Map());
      setTags(run, [{ key: "mlflow.runName", value: run_name }, ...tags as never[]]);
      return { run: runOf(run) };
    },
    "runs/search": ({ experiment_ids, filter }) => {
      const [, key, value] = /^tags\.`([^`]+)` = '([^']*)'$/.exec(filter) ?? [];
      if (key === undefined) throw invalid("filter", filter);
      const found = [...runs.values()].filter((run) =>
        (experiment_ids as string[]).includes(run.experimentId) && run.tags.get(key) === value
      );
      return found.length === 0 ? {} : { runs: found.map(runOf) };
    },
    "runs/update": ({ run_id, status, end_time }) => {
      const run = activeRun(run_id);
      run.status = status;
      if (end_time !== undefined) run.end = end_time;
      return { run_info: runOf(run).info };
    },
    "runs/delete": ({ run_id }) => {
      activeRun(run_id).isDeleted = true;
      return {};
    },
    "runs/set-tag": ({ run_id, key, value }) => {
      setTags(activeRun(run_id), [{ key, value }]);
      return {};
    },
    "runs/log-batch": (body) => {
      const { run_id, metrics = [], params = [], tags = [] } = body as Record<string, never>;
      const all: unknown[][] = [metrics, params, tags];
      if (all.reduce((sum, list) => sum + list.length, 0) > 1000) {
        throw invalid("batch", "over 1000");
      }
      const run = activeRun(run_id);
      logParams(run, params);
      logMetrics(run, metrics);
      setTags(run, tags);
      return {};
    },
    "runs/log-inputs": ({ run_id, datasets }) => {
      const run = activeRun(run_id);
      for (const { dataset, tags } of datasets as Body[]) {
        const { name, digest, source, profile } = dataset as Record<string, string>;
        JSON.parse(source);
        JSON.parse(profile);
        const [{ value: context }] = tags as { value: string }[];
        const key = `${name} ${digest}`;
        if (!run.datasets.has(key)) run.datasets.set(key, { ...dataset as object, context });
      }
      return {};
    },
  };

  function get(path: string, query: URLSearchParams): unknown {
    if (path === "experiments/get-by-name") {
      const found = experiments.get(query.get("experiment_name") ?? "");
      if (found === undefined) throw new Refused("RESOURCE_DOES_NOT_EXIST", "no experiment", 404);
      const stage = found.isDeleted ? "deleted" : "active";
      return { experiment: { experiment_id: found.id, name: found.name, lifecycle_stage: stage } };
    }
    if (path === "artifacts/list") return listFiles(files, query);
    if (path === "runs/get") return { run: runOf(anyRun(query.get("run_id")!)) };
    throw new Refused("ENDPOINT_NOT_FOUND", path, 404);
  }

  function experimentOf(id: string) {
    const found = [...experiments.values()].find((each) => each.id === id);
    if (found === undefined) throw new Refused("RESOURCE_DOES_NOT_EXIST", "no experiment", 404);
    return found;
  }

  function anyRun(id: string): FakeRun {
    const run = runs.get(id);
    if (run === undefined) throw new Refused("RESOURCE_DOES_NOT_EXIST", "no run", 404);
    return run;
  }

  function activeRun(id: string): FakeRun {
    const run = anyRun(id);
    if (run.isDeleted) throw invalid("run_id", `The run ${id} must be in the 'active' state`);
    return run;
  }

  const fake: FakeMlflow = {
    runs,
    files,
    experiments,
    delay: () => Promise.resolve(),
    async fetch(url, init) {
      const { pathname, searchParams } = new URL(url);
      await fake.delay();
      const path = pathname.replace("/api/2.0/mlflow/", "");
      const answer = await act(path, searchParams, init);
      await fake.delay();
      return answer;
    },
  };

  async function act(path: string, query: URLSearchParams, init: RequestInit): Promise<Response> {
    try {
      const put = await putFile(files, path, init);
      if (put !== undefined) return put;
      if (init.method !== "POST") return Response.json(get(path, query));
      if (calls[path] === undefined) throw new Refused("ENDPOINT_NOT_FOUND", path, 404);
      const type = new Headers(init.headers).get("content-type");
      if (type !== "application/json") throw new Refused("BAD_REQUEST", `${type}`);
      const bytes = new TextEncoder().encode(init.body as string);
      if (bytes.length > MAX_BYTES) throw new Refused("BAD_REQUEST", `${bytes.length} bytes`, 413);
      const body = JSON.parse(init.body as string);
      bodies[path](body, path);
      return Response.json(calls[path](body));
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      const { errorCode, message, status } = error;
      return Response.json({ error_code: errorCode, message }, { status });
    }
  }

  return fake;
}

function setTags(run: FakeRun, tags: readonly { key: string; value: string }[]): void {
  for (const { key, value } of tags) {
    run.tags.set(key, value);
    if (key === "mlflow.runName") run.name = value;
  }
}

function logParams(run: FakeRun, params: readonly { key: string; value: string }[]): void {
  const keys = new Set(params.map(({ key }) => key));
  if (keys.size < params.length) throw invalid("params", "a key is there twice");
  for (const { key, value } of params) {
    if ((run.params.get(key) ?? value) !== value) {
      throw invalid(key, "Changing param values is not allowed");
    }
  }
  for (const { key, value } of params) run.params.set(key, value);
}

function logMetrics(
  run: FakeRun,
  metrics: readonly { key: string; step: number; timestamp: number; value: unknown }[],
): void {
  for (const { key, ...point } of metrics) {
    if (!run.metrics.has(key)) run.metrics.set(key, new Map());
    run.metrics.get(key)!.set(`${point.step} ${point.timestamp} ${point.value}`, point);
  }
}

function runOf(run: FakeRun) {
  const pairs = (map: Map<string, string>) => [...map].map(([key, value]) => ({ key, value }));
  return {
    info: {
      run_id: run.id,
      experiment_id: run.experimentId,
      run_name: run.name,
      status: run.status,
      start_time: run.start,
      artifact_uri: `mlflow-artifacts:/${run.experimentId}/${run.id}/artifacts`,
      lifecycle_stage: run.isDeleted ? "deleted" : "active",
    },
    data: { params: pairs(run.params), tags: pairs(run.tags) },
    inputs: {},
  };
}
