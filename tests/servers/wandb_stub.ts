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
  /** Its artifacts, as the calls that made them told, each with the manifest that followed. */
  readonly artifacts: { input: Record<string, never>; manifest?: Record<string, never> }[];
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
    const manifest = /^\/manifest\/([^/]+)\/(\d+)$/.exec(path);
    if (manifest !== null) {
      const [, id, number] = manifest;
      runs.get(id)!.artifacts[Number(number)].manifest = readLoose(new TextDecoder().decode(body));
      return response.end();
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
      {
        ...{ facts: variables, config: {}, history: [], summary: {}, output: [] },
        ...{ files: new Map(), artifacts: [] },
      };
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
  const made =
    /^\s*mutation (CreateArtifact|CreateArtifactManifest|CreateArtifactFiles|CommitArtifact)\b/
      .exec(query)?.[1];
  if (made !== undefined) return answerArtifact(made, variables, runs, url);
  if (query.includes("viewer")) return { viewer: { id: "u", entity: "ent", username: "u" } };
  return { serverInfo: null };
}

/** An artifact's id is the run's, a "/" and its number there. */
function answerArtifact(
  call: string,
  variables: Record<string, unknown>,
  runs: Map<string, SyncedRun>,
  url: string,
): unknown {
  const input = variables.input as Record<string, never>;
  if (call === "CreateArtifact") {
    const { artifacts } = runs.get(input.runName)!;
    const id = `${input.runName}/${artifacts.push({ input }) - 1}`;
    const artifactSequence = { id: "s", latestArtifact: null };
    return { createArtifact: { artifact: { id, state: "PENDING", artifactSequence } } };
  }
  if (call === "CreateArtifactManifest") {
    const name = "wandb_manifest.json";
    const uploadUrl = `${url}/manifest/${variables.artifactID}`;
    const file = { id: "f", name, displayName: name, uploadUrl, uploadHeaders: [] };
    return { createArtifactManifest: { artifactManifest: { id: "m", file } } };
  }
  if (call === "CreateArtifactFiles") {
    const edges = (input.artifactFiles as { artifactID: string; name: string }[])
      .map(({ artifactID, name }) => {
        const [run, number] = artifactID.split("/");
        const uploadUrl = `${url}/upload/${run}/artifact ${number}/${encodeURIComponent(name)}`;
        const artifact = { id: artifactID };
        const place = { uploadUrl, uploadHeaders: [], uploadMultipartUrls: null, storagePath: "" };
        return { node: { id: name, name, displayName: name, artifact, ...place } };
      });
    return { createArtifactFiles: { files: { edges } } };
  }
  return { commitArtifact: { artifact: { id: variables.artifactID, digest: "" } } };
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
