import { LogError } from "../base/errors.ts";
import { nameOf } from "../base/options.ts";
import { isInside } from "../base/path.ts";

/** What a manifest says: every file of a run's folder, and the root of its log. */
export interface Manifest {
  /** The name and version of this format. */
  readonly format: "stemma-run/1";
  readonly experiment: string;
  readonly runId: string;
  readonly status: string;
  /** How many events the log holds, and their Merkle root as 64 hex digits. */
  readonly events: number;
  readonly root: string;
  /** By path, relative to the folder. */
  readonly files: readonly ManifestFile[];
}

/** What a manifest says of a file. */
export interface ManifestFile {
  readonly path: string;
  readonly size: number;
  readonly sha256: string;
  readonly mediaType: string;
}

/** Reads a manifest.
 *
 * @throws {LogError} `LOG_FORMAT` where it is none
 */
export function readManifest(text: string): Manifest {
  const fail = (why: string, cause?: unknown) =>
    new LogError("LOG_FORMAT", `Cannot read manifest.json: ${why}`, { offset: 0 }, { cause });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw fail("it is no JSON", cause);
  }
  const { format, experiment, runId, status, events, root, files } = (value ?? {}) as Manifest;
  if (format !== "stemma-run/1") throw fail(`the format ${nameOf(format)} is not known`);
  const sound = typeof experiment === "string" && typeof runId === "string" &&
    typeof status === "string" && Number.isSafeInteger(events) && events >= 0 && isDigest(root) &&
    Array.isArray(files);
  if (!sound) throw fail("experiment, runId, status, events, root and files were expected");
  for (const file of files) {
    const { path, size, sha256, mediaType } = (file ?? {}) as ManifestFile;
    if (typeof path !== "string" || !isInside(path)) {
      throw fail(`the path ${nameOf(path)} lies outside of the folder`);
    }
    if (!Number.isSafeInteger(size) || size < 0 || !isDigest(sha256)) {
      throw fail(`size and sha256 of ${nameOf(path)} were expected`);
    }
    if (typeof mediaType !== "string") throw fail(`the media type of ${nameOf(path)} is missing`);
  }
  return value as Manifest;
}

/** Whether a value is a SHA-256: 64 lower-case hex digits. */
export function isDigest(value: unknown): value is string {
  return typeof value === "string" && /^[0-9a-f]{64}$/.test(value);
}
