import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** One request as the server saw it. */
export interface Seen {
  method: string;
  /** Path and query as they came. */
  url: string;
  headers: IncomingMessage["headers"];
  /** How many bytes of body came. */
  received: number;
  /** Whether the body came to its end. */
  complete: boolean;
}

/** Answers one request itself; `body` waits for the whole body. */
export type Behaviour = (
  request: IncomingMessage,
  response: ServerResponse,
  body: () => Promise<Uint8Array<ArrayBuffer>>,
) => void | Promise<void>;

/** A server that stores what is put, unless it is told to act otherwise. */
export interface UploadServer {
  readonly origin: string;
  readonly files: Map<string, Uint8Array>;
  readonly seen: Seen[];
  /** What to do with the next requests, one each; then files are stored. */
  readonly script: Behaviour[];
  /** How many connections are open. */
  connections(): Promise<number>;
  close(): Promise<void>;
}

/** Starts a server on the loopback interface. */
export async function startUploadServer(): Promise<UploadServer> {
  const files = new Map<string, Uint8Array>();
  const seen: Seen[] = [];
  const script: Behaviour[] = [];

  const server = createServer(async (request, response) => {
    const entry: Seen = {
      method: request.method!,
      url: request.url!,
      headers: request.headers,
      received: 0,
      complete: false,
    };
    seen.push(entry);
    let read: Promise<Uint8Array<ArrayBuffer>> | undefined;
    const body = () =>
      read ??= readBody(request, (count) => entry.received += count).then((bytes) => {
        entry.complete = true;
        return bytes;
      });
    try {
      const act = script.shift();
      if (act !== undefined) return await act(request, response, body);
      const bytes = await body();
      const path = request.url!.split("?")[0].split("/").map(decodeURIComponent);
      files.set(path.slice(2).join("/"), bytes);
      response.writeHead(201).end();
    } catch {
      response.destroy();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;

  return {
    origin: `http://127.0.0.1:${port}`,
    files,
    seen,
    script,
    connections: () =>
      new Promise((resolve, reject) =>
        server.getConnections((error, count) => error ? reject(error) : resolve(count))
      ),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Answers with a status, after the body has come. */
export function answer(
  status: number,
  headers: Record<string, string> = {},
  text = "",
): Behaviour {
  return async (_, response, body) => {
    await body();
    response.writeHead(status, headers).end(text);
  };
}

function readBody(
  request: IncomingMessage,
  count: (bytes: number) => void,
): Promise<Uint8Array<ArrayBuffer>> {
  return new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = [];
    request.on("data", (chunk: Uint8Array) => {
      chunks.push(chunk);
      count(chunk.length);
    });
    request.on(
      "end",
      () =>
        request.complete
          ? new Blob(chunks as BlobPart[]).arrayBuffer().then((all) => resolve(new Uint8Array(all)))
          : reject(new Error("cut off")),
    );
    request.on("aborted", () => reject(new Error("cut off")));
    request.on("error", reject);
  });
}
