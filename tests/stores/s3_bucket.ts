import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { S3Options } from "../../lib/stores/s3_options.ts";
import type { VersitygwServer } from "../servers/versitygw.ts";

/** A bucket of a real S3 server, and a look at it that goes past the server. */
export interface S3Bucket {
  /** Options of whoever uses it, for a folder in it. */
  options(prefix: string): S3Options;
  /** Every path below a folder, without the folder. */
  paths(prefix: string): string[];
  read(prefix: string, path: string): Uint8Array | undefined;
  /** What is there of objects that are not complete. */
  unfinished(): string[];
}

/** The bucket `runs` of a server. */
export function bucketOf(server: VersitygwServer): S3Bucket {
  const root = join(server.folder, "runs");
  return {
    options: (prefix) => ({
      bucket: "runs",
      prefix,
      endpoint: server.url,
      retry: { delayMs: 10 },
      ...server.keys,
    }),
    paths(prefix) {
      try {
        return readdirSync(join(root, prefix), { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile())
          .map(({ parentPath, name }) => join(parentPath, name).slice(root.length + 1))
          .map((path) => path.slice(prefix.length + 1));
      } catch {
        return [];
      }
    },
    read(prefix, path) {
      try {
        return readFileSync(join(root, prefix, path));
      } catch {
        return undefined;
      }
    },
    unfinished() {
      try {
        return readdirSync(join(root, ".sgwtmp/multipart"), { recursive: true }) as string[];
      } catch {
        return [];
      }
    },
  };
}
