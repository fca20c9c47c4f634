import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { gzipSync } from "node:zlib";

/** How a static server differs from a plain one. */
export interface StaticServerOptions {
  /** Whether it gives parts of files.
   * @default true */
  readonly ranges?: boolean;
  /** What tells one state of a file from another.
   * @default "etag" */
  readonly state?: "etag" | "weak" | "date" | "none";
  /** Cuts each body after so many bytes. */
  readonly cutAfter?: number;
  /** How often a file's body is cut.
   * @default Infinity */
  readonly cuts?: number;
  /** Packs the bodies of those who take it. */
  readonly gzip?: boolean;
  /** Answers in the server's place, where it returns true. */
  readonly before?: (request: IncomingMessage, response: ServerResponse) => boolean;
}

/** A server of files that lie in memory. */
export interface StaticServer {
  readonly url: string;
  /** The requests, as `GET /path range`. */
  readonly requests: string[];
  stop(): Promise<void>;
}

/** Starts a server that gives files as most static servers do, on a free port. */
export async function startStaticServer(
  files: ReadonlyMap<string, Uint8Array>,
  options: StaticServerOptions = {},
): Promise<StaticServer> {
  const requests: string[] = [];
  const sockets = new Set<Socket>();
  const given = new Map<string, number>();
  const server = createServer((request, response) => {
    const { method, url, headers } = request;
    requests.push([method, url, headers.range].filter(Boolean).join(" "));
    if (options.before?.(request, response)) return;
    const path = decodeURIComponent(new URL(url!, "http://x").pathname.slice(1));
    const bytes = files.get(path);
    if (bytes === undefined) return void response.writeHead(404).end("no such file");
    given.set(path, (given.get(path) ?? 0) + 1);
    const isCut = given.get(path)! <= (options.cuts ?? Infinity);
    give(bytes, request, response, isCut ? options : { ...options, cutAfter: undefined });
  });
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function give(
  bytes: Uint8Array,
  { headers: { range, "if-range": ifRange, "accept-encoding": packing } }: IncomingMessage,
  response: ServerResponse,
  { ranges = true, state = "etag", cutAfter, gzip }: StaticServerOptions,
): void {
  const tag = `"${createHash("md5").update(bytes).digest("hex")}"`;
  if (state === "etag") response.setHeader("etag", tag);
  if (state === "weak") response.setHeader("etag", `W/${tag}`);
  if (state === "date" || state === "weak") {
    response.setHeader("last-modified", "Sat, 21 Nov 2026 10:00:00 GMT");
  }
  const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(range ?? "") ?? [];
  const isPart = ranges && first !== undefined && (ifRange === undefined || ifRange === tag);
  const start = isPart ? Number(first) : 0;
  const end = isPart && last !== "" ? Math.min(bytes.length, Number(last) + 1) : bytes.length;
  if (isPart && start >= bytes.length) {
    return void response.writeHead(416, { "content-range": `bytes */${bytes.length}` }).end();
  }
  let body = bytes.subarray(start, end);
  if (isPart) response.setHeader("content-range", `bytes ${start}-${end - 1}/${bytes.length}`);
  if (gzip && packing?.includes("gzip")) {
    body = gzipSync(body, { level: 1 });
    response.setHeader("content-encoding", "gzip");
  }
  response.writeHead(isPart ? 206 : 200, { "content-length": body.length });
  if (cutAfter === undefined || body.length <= cutAfter) return void response.end(body);
  response.write(body.subarray(0, cutAfter), () => response.socket?.destroySoon());
}
