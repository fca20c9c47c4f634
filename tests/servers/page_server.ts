import { Buffer } from "node:buffer";
import { createServer } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { posix } from "node:path";
import { PLAIN_HOST } from "./chromium.ts";

/** A content security policy that lets a page run its own scripts and compile WebAssembly. */
export const POLICY = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'";

/** What a page's files are: text or bytes by their paths. */
export type PageFiles = ReadonlyMap<string, string | Uint8Array>;

/** A server of a page's files. */
export interface PageServer {
  /** Its address, which is a secure context. */
  readonly url: string;
  /** The same over a name that is no secure context. */
  readonly plainUrl: string;
  /** What was sent to it by PUT, by the paths. */
  readonly received: ReadonlyMap<string, Uint8Array>;
  stop(): Promise<void>;
}

/** What every browser asks for by itself. */
const ICON = "favicon.ico";

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
};

/** Serves a page and takes files by PUT, on a free port of this computer.
 *
 * @param files read at each request; `/` is `index.html`
 * @param policy the content security policy of all of them
 */
export async function startPageServer(
  files: PageFiles,
  policy: string = POLICY,
): Promise<PageServer> {
  const received = new Map<string, Uint8Array>();
  const sockets = new Set<Socket>();
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url!, "http://x");
    const path = decodeURIComponent(pathname.slice(1)) || "index.html";
    if (request.method === "PUT") {
      const chunks: Uint8Array[] = [];
      for await (const chunk of request) chunks.push(chunk);
      received.set(path, new Uint8Array(Buffer.concat(chunks)));
      return void response.writeHead(201).end();
    }
    const content = files.get(path) ?? received.get(path);
    if (content === undefined) return void response.writeHead(path === ICON ? 204 : 404).end();
    response.writeHead(200, {
      "content-type": TYPES[posix.extname(path)] ?? "application/octet-stream",
      "content-security-policy": policy,
      "cache-control": "no-store",
    }).end(content);
  });
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    plainUrl: `http://${PLAIN_HOST}:${port}`,
    received,
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
