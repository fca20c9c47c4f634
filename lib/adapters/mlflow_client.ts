import { SinkError } from "../../mod.ts";
import type { HttpAnswer, HttpClient } from "../destination.ts";

/** What is asked of an MLflow server. */
export interface _MlflowRequest {
  /** What the request is for, in messages and the report: "runs/0199…". */
  readonly path: string;
  /** What is done with it, as a verb: "send". */
  readonly doing: string;
  /** The part of the address after `/api/2.0/mlflow/`, with a query. */
  readonly call: string;
  /** The body as JSON; a request without one is a GET. */
  readonly body?: string;
  /** How a body is sent.
   *
   * @default {"POST"} */
  readonly method?: "POST" | "PATCH" | "DELETE";
  /** Asked before every further try: the answer, where the one before was acted on. */
  readonly held?: () => Promise<HttpAnswer | undefined>;
  readonly signal?: AbortSignal;
}

/** An MLflow server, as the parts of the destination speak to it. */
export interface _MlflowClient {
  /** Its address. */
  readonly base: URL;
  /** Whatever else is asked of it, with the same headers, patience and secrets. */
  readonly http: HttpClient;
  /** Calls its REST interface. What MLflow refuses has its code in the error's details, as
   * `errorCode`.
   *
   * @throws {SinkError} as {@link HttpClient.request} */
  call(request: _MlflowRequest): Promise<HttpAnswer>;
}

/** Two workers that write the same at once: the one who comes second finds it there on another try,
 * once the first one is through. */
const TRIES = 6;

/** Makes the client of a server. */
export function _createMlflowClient(base: URL, http: HttpClient): _MlflowClient {
  async function once(
    { call, body, method = "POST", ...request }: _MlflowRequest,
  ): Promise<HttpAnswer> {
    const url = new URL(base);
    const [path, query = ""] = call.split("?");
    url.pathname = `${base.pathname.replace(/\/+$/, "")}/api/2.0/mlflow/${path}`;
    url.search = query;
    const sent = body === undefined
      ? { method: "GET" }
      : { method, body, headers: { "content-type": "application/json" } };
    try {
      const answer = await http.request({ ...request, ...sent, url });
      // A proxy's page is no answer, whatever its status.
      answer.json();
      return answer;
    } catch (error) {
      throw error instanceof SinkError ? explain(error, base) : error;
    }
  }

  async function call(request: _MlflowRequest): Promise<HttpAnswer> {
    for (let attempt = 1;; attempt++) {
      try {
        return await once(request);
      } catch (error) {
        if (attempt === TRIES || !isRace(error)) throw error;
        await new Promise((resolve) => setTimeout(resolve, 25 * 2 ** attempt));
      }
    }
  }

  return { base, http, call };
}

/** The code by which MLflow says what is wrong; `undefined` where it is another one who speaks. */
export function _errorCode(error: unknown): unknown {
  return error instanceof SinkError ? error.details.errorCode : undefined;
}

function isRace(error: unknown): boolean {
  return _errorCode(error) === "BAD_REQUEST" &&
    /IntegrityError|UNIQUE|[Dd]uplicate/.test(String(error));
}

function explain(error: SinkError, base: URL): SinkError {
  const { status, body } = error.details;
  if (error.code !== "SINK_HTTP" || typeof body !== "string") return error;
  const errorCode = /^\s*\{\s*"error_code"\s*:\s*"(\w+)"/.exec(body)?.[1];
  const remedy = errorCode === undefined ? remedyOf(status, body, base) : undefined;
  if (errorCode === undefined && remedy === undefined) return error;
  return new SinkError(
    error.code,
    remedy === undefined ? error.message : `${error.message}; ${remedy}`,
    { ...error.details, path: error.path, retryable: error.retryable, errorCode },
    { cause: error.cause },
  );
}

function remedyOf(status: unknown, body: string, base: URL): string | undefined {
  if (body.includes("Invalid Host header")) {
    return `start the server with --allowed-hosts ${JSON.stringify(base.host)}`;
  }
  if (body.includes("Cross-origin request blocked") || body.includes("Disallowed CORS origin")) {
    return "start the server with --cors-allowed-origins and this page's origin";
  }
  if (status === 401) return "give a token, or username and password, that the server knows";
  if (status === 403) return "the server knows who asks and does not let them";
  if (status === 404 || status === 405) {
    return "there is no MLflow at this address: give the one that its pages have";
  }
  return undefined;
}
