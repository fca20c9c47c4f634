import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { oracle } from "../oracle.ts";
import { answers, freePort, startFolderServer } from "./server_process.ts";

/** Options for a test that needs a real S3 server. */
export const needsVersitygw: { skip: false | string } = oracle(
  "versitygw 1.8.0",
  spawnSync("versitygw", ["--version"]).error === undefined,
);

/** A real S3 server on a free port, over a folder of its own. */
export interface VersitygwServer {
  /** Its address, such as `http://127.0.0.1:7070`. */
  readonly url: string;
  /** Its folder: one folder a bucket, one file an object, `.sgwtmp` for what is not whole yet. */
  readonly folder: string;
  /** The keys that may do everything. */
  readonly keys: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** Ends it at once, as a crash would; the folder stays. */
  kill(): Promise<void>;
  /** Starts it again at the same address, over what it had written. */
  restart(): Promise<void>;
  /** Ends it and removes the folder. */
  stop(): Promise<void>;
}

/** Starts an S3 server with empty buckets of these names and waits until it answers: about 0.2 s. */
export async function startVersitygwServer(
  buckets: readonly string[] = ["runs"],
): Promise<VersitygwServer> {
  const folder = mkdtempSync(join(tmpdir(), "stemma-versitygw-"));
  for (const bucket of buckets) mkdirSync(join(folder, bucket));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const keys = { accessKeyId: "stemma-test", secretAccessKey: "s3cret/of+the=test" };
  const options = ["--port", `127.0.0.1:${port}`, "--quiet", "--keep-alive"];
  const command = ["versitygw", ...options, "posix", folder];
  const env = { ROOT_ACCESS_KEY: keys.accessKeyId, ROOT_SECRET_KEY: keys.secretAccessKey };
  const ready = answers(url, (status) => status === 403);
  const server = await startFolderServer({ command, folder, env, ready });
  return { url, folder, keys, ...server };
}
