import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

/** A server that stores what is put on it, for places that can start none. */
export interface StoreServer {
  /** Its address, with a slash at the end: files lie under it, and it lists their paths itself. */
  readonly url: string;
  stop(): Promise<void>;
}

const ALLOWED = {
  "access-control-allow-origin": "*",
  "access-control-allow-methods": "PUT",
  "access-control-allow-headers": "*",
};

/** Starts a server on the loopback interface, whose answers any page may read. */
export async function startStoreServer(): Promise<StoreServer> {
  const stored = new Map<string, Uint8Array>();
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(request.url!.slice(1));
    const answer = (status: number, content?: string | Uint8Array) =>
      response.writeHead(status, ALLOWED).end(content);
    try {
      if (request.method === "PUT") {
        stored.set(path, await bodyOf(request));
        answer(201);
      } else if (request.method === "OPTIONS") answer(204);
      else if (path === "") answer(200, JSON.stringify([...stored.keys()]));
      else answer(stored.has(path) ? 200 : 404, stored.get(path));
    } catch {
      // Whoever sent it gave up.
      response.destroy();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function bodyOf(request: IncomingMessage): Promise<Uint8Array> {
  const chunks: BlobPart[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
}
