import { Buffer } from "node:buffer";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

/** What `wandb sync` sent of one run. */
export interface SyncedRun {
  /** The variables of the call that made the run. */
  readonly facts: Record<string, unknown>;
  /** Its config, as the last call of that kind told it. */
  config: Record<string, { value: unknown }>;
  /** The lines of the history. */
  readonly history: Record<string, number>[];
  summary: Record<string, unknown>;
  /** The program's output. */
  readonly output: string[];
  /** Files by their names. */
  readonly files: Map<string, Uint8Array>;
  /** What ended it; absent where it goes on. */
  exitCode?: number;
}

/** A server that takes what `wandb sync` sends, as W&B's own would. */
export interface WandbStub {
  readonly url: string;
  /** By the run's id. */
  readonly runs: Map<string, SyncedRun>;
  close(): Promise<void>;
}

/** Starts the server on the loopback interface. */
export async function startWandbStub(): Promise<WandbStub> {
  const runs = new Map<string, SyncedRun>();
  let url = "";
  const server = createServer(async (request, response) => {
    const body = await bytesOf(request);
    const path = decodeURIComponent(new URL(request.url!, url).pathname);
    const answer = (data: unknown) => {
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify(data));
    };
    if (path === "/graphql") {
      const { query, variables } = JSON.parse(new TextDecoder().decode(body));
      return answer({ data: answerTo(query, variables, runs, url) });
    }
    const stream = /^\/files\/.*\/([^/]+)\/file_stream$/.exec(path);
    if (stream !== null) {
      takeStream(runs.get(stream[1])!, readLoose(new TextDecoder().decode(body)));
      return answer({});
    }
    const upload = /^\/upload\/([^/]+)\/(.*)$/.exec(path);
    if (upload !== null && request.method === "PUT") {
      runs.get(upload[1])!.files.set(upload[2], body);
      return response.end();
    }
    response.statusCode = 404;
    response.end();
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    runs,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

function answerTo(
  query: string,
  variables: Record<string, unknown>,
  runs: Map<string, SyncedRun>,
  url: string,
): unknown {
  if (query.includes("upsertBucket")) {
    const id = variables.name as string;
    const known = runs.get(id) ??
      { facts: variables, config: {}, history: [], summary: {}, output: [], files: new Map() };
    runs.set(id, known);
    if (typeof variables.config === "string") known.config = readLoose(variables.config);
    const project = { name: variables.project, entity: { name: variables.entity } };
    const bucket = { id, name: id, displayName: variables.displayName, config: "{}", project };
    return { upsertBucket: { bucket: { ...bucket, historyLineCount: 0 }, inserted: true } };
  }
  if (query.includes("createRunFiles")) {
    const { run, files } = variables as { run: string; files: string[] };
    const urls = files.map((name) => ({
      name,
      uploadUrl: `${url}/upload/${run}/${encodeURIComponent(name)}`,
    }));
    return { createRunFiles: { runID: run, uploadHeaders: [], files: urls } };
  }
  if (query.includes("viewer")) return { viewer: { id: "u", entity: "ent", username: "u" } };
  return { serverInfo: null };
}

interface Chunk {
  offset: number;
  content: string[];
}

function takeStream(
  run: SyncedRun,
  { files = {}, complete, exitcode }: {
    files?: Record<string, Chunk>;
    complete?: boolean;
    exitcode?: number;
  },
): void {
  for (const [name, { content }] of Object.entries(files)) {
    for (const line of content) {
      if (name === "wandb-history.jsonl") run.history.push(readLoose(line) as never);
      else if (name === "wandb-summary.json") run.summary = readLoose(line) as never;
      else if (name === "output.log") run.output.push(line);
    }
  }
  if (complete) run.exitCode = exitcode;
}

/** Reads JSON with NaN and the infinities bare, as Python and W&B write it. */
export function readLoose(text: string): Record<string, never> {
  const strict = text.replace(
    /"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g,
    (found) => found.startsWith('"') ? found : JSON.stringify({ $: found }),
  );
  return JSON.parse(strict, (_, value) => value?.$ === undefined ? value : Number(value.$));
}

async function bytesOf(request: IncomingMessage): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const piece of request) pieces.push(piece);
  return new Uint8Array(Buffer.concat(pieces));
}
