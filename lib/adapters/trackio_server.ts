import { isStemmaError, SinkError } from "../../mod.ts";
import type { HttpAnswer, HttpClient } from "../destination.ts";
import { nameOf } from "../base/options.ts";

/** The calls that a trackio server answers. */
export interface TrackioServer {
  /** Writes lines of one run; those that are there already stay as they are.
   *
   * @param logs the lines as JSON */
  write(logs: readonly string[], signal?: AbortSignal): Promise<void>;
  /** Whether the project has the run. */
  hasRun(project: string, runId: string, signal?: AbortSignal): Promise<boolean>;
  /** Asks the project's database; at most 10,000 rows come. */
  query(
    project: string,
    sql: string,
    signal?: AbortSignal,
  ): Promise<readonly Readonly<Record<string, unknown>>[]>;
}

/** Creates the calls of one server.
 *
 * @param base its address: what stands before `/api`
 */
export function trackioServer(base: URL, client: HttpClient): TrackioServer {
  const root = base.pathname.replace(/\/+$/, "");

  async function call(
    name: string,
    body: string,
    { path, doing, signal }: { path: string; doing: string; signal?: AbortSignal },
  ): Promise<unknown> {
    const url = new URL(base);
    url.pathname = `${root}/api/${name}`;
    url.search = "";
    const headers = { "content-type": "application/json" };
    let answer: HttpAnswer;
    try {
      answer = await client.request({ path, doing, method: "POST", url, headers, body, signal });
    } catch (error) {
      throw explain(error, path, doing);
    }
    const json = answer.json();
    if (isRecord(json) && "data" in json) return json.data;
    throw unusable(path, doing, `a member "data" was expected`);
  }

  return {
    async write(logs, signal) {
      const body = `{"logs":[${logs.join(",")}],"hf_token":null}`;
      await call("bulk_log", body, { path: "lines", doing: "send", signal });
    },
    async hasRun(project, runId, signal) {
      const at = { path: "runs", doing: "read", signal };
      const runs = await call("get_runs_for_project", JSON.stringify({ project }), at);
      if (!Array.isArray(runs)) throw unusable("runs", "read", "a list was expected");
      return runs.some((run) => isRecord(run) && run.id === runId);
    },
    async query(project, query, signal) {
      const at = { path: "lines", doing: "read", signal };
      const found = await call("query_project", JSON.stringify({ project, query }), at);
      const rows = isRecord(found) ? found.rows : undefined;
      if (Array.isArray(rows) && rows.every(isRecord)) return rows;
      throw unusable("lines", "read", "rows were expected");
    },
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function unusable(path: string, doing: string, reason: string): SinkError {
  return new SinkError(
    "SINK_ANSWER",
    `Cannot ${doing} ${nameOf(path)}: the server's answer cannot be used: ${reason}`,
    { path },
  );
}

/** Says what to do where the server's own words speak of trackio's Python functions. */
function explain(error: unknown, path: string, doing: string): unknown {
  if (!isStemmaError(error) || error.code !== "SINK_HTTP") return error;
  const { status, body } = error.details;
  const advice = status === 400 && /write_token/.test(String(body))
    ? "it does not take the token; give trackio() the one that it was started with: " +
      "TRACKIO_WRITE_TOKEN, or write_token in the address that it printed"
    : status === 404 && /Unknown API/.test(String(body))
    ? "it is older than trackio 0.43; update it"
    : undefined;
  if (advice === undefined) return error;
  return new SinkError(
    "SINK_HTTP",
    `Cannot ${doing} ${nameOf(path)}: the server answered ${status}: ${advice}`,
    { ...error.details, path, retryable: false },
    { cause: error },
  );
}
