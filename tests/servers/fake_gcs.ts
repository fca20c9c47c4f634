import { spawnSync } from "node:child_process";
import { tmpdir } from "node:os";
import { oracle } from "../oracle.ts";
import { freePort, startProcess } from "./server_process.ts";

/** Options for a test that needs a server that speaks Google Cloud Storage's JSON API. */
export const needsFakeGcs: { skip: false | string } = oracle(
  "fake-gcs-server 1.56.1",
  spawnSync("fake-gcs-server", ["-h"]).error === undefined,
);

/** A server that speaks Google Cloud Storage's JSON API, on a free port; it asks for no token. */
export interface FakeGcsServer {
  /** Its address, such as `http://127.0.0.1:7074`. */
  readonly url: string;
  /** Ends it; what it held was in its memory. */
  stop(): Promise<void>;
}

/** Starts it with empty buckets of these names and waits until it answers: about 0.1 s. */
export async function startFakeGcsServer(
  buckets: readonly string[] = ["runs"],
): Promise<FakeGcsServer> {
  const port = await freePort();
  const host = `127.0.0.1:${port}`;
  const url = `http://${host}`;
  const where = ["-scheme", "http", "-host", "127.0.0.1", "-port", `${port}`];
  const running = await startProcess({
    command: [
      ...["fake-gcs-server", "-backend", "memory", "-log-level", "error"],
      ...[...where, "-public-host", host, "-external-url", url],
    ],
    folder: tmpdir(),
    async ready() {
      const answer = await fetch(`${url}/_internal/healthcheck`);
      await answer.body?.cancel();
      return answer.status === 200;
    },
  });
  for (const name of buckets) {
    const made = await fetch(`${url}/storage/v1/b`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ name }),
    });
    await made.body?.cancel();
    if (made.status !== 200) throw new Error(`Cannot make the bucket ${name}: ${made.status}`);
  }
  return { url, stop: () => running.kill() };
}
