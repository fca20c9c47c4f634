import test from "node:test";
import { fetchSink, type FetchSinkOptions } from "../../lib/sinks/fetch_sink.ts";
import type { Sink } from "../../lib/bundle/file.ts";
import { startUploadServer, type UploadServer } from "./upload_server.ts";

/** Runs a check against a server that first acts as told. */
export function law(
  what: string,
  check: (server: UploadServer) => Promise<void>,
): void {
  test(`\`fetchSink()\` ${what}`, async () => {
    const server = await startUploadServer();
    try {
      await check(server);
    } finally {
      await server.close();
    }
  });
}

/** A sink that sends to `<origin>/base/` and waits but shortly before it tries again. */
export const sinkOf = (server: UploadServer, options: FetchSinkOptions = {}): Sink =>
  fetchSink(`${server.origin}/base/`, { retry: { delayMs: 10 }, ...options });
