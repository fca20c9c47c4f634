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

/** Something in a manifest that its reader does not take. */
export interface ManifestFault {
  /** The path, where there is one. */
  readonly path?: string;
  readonly message: string;
}

/** Reads a manifest.
 *
 * @throws {LogError} `LOG_FORMAT` where it is none, or one of its files is no sound file
 */
export function readManifest(text: string): Manifest {
  const { manifest, faults } = parseManifest(text);
  if (faults.length > 0) throw formatError(faults[0].message);
  return manifest;
}

/** Reads a manifest as far as it is sound: its files in the order of their paths, and what is wrong
 * with the others.
 *
 * @throws {LogError} `LOG_FORMAT` where it is none
 */
export function parseManifest(text: string): { manifest: Manifest; faults: ManifestFault[] } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw formatError("it is no JSON", cause);
  }
  const { format, experiment, runId, status, events, root, files } = (value ?? {}) as Manifest;
  if (format !== "stemma-run/1") throw formatError(`the format ${nameOf(format)} is not known`);
  const sound = typeof experiment === "string" && typeof runId === "string" &&
    typeof status === "string" && Number.isSafeInteger(events) && events >= 0 && isDigest(root) &&
    Array.isArray(files);
  if (!sound) throw formatError("experiment, runId, status, events, root and files were expected");
  const faults: ManifestFault[] = [];
  const byPath = new Map<string, ManifestFile>();
  for (const file of files) {
    const { path, size, sha256, mediaType } = (file ?? {}) as ManifestFile;
    const why = faultOf(file ?? {}) ??
      (byPath.has(path) ? `${nameOf(path)} stands twice` : undefined);
    if (why === undefined) byPath.set(path, { path, size, sha256, mediaType });
    else faults.push({ ...(typeof path === "string" ? { path } : {}), message: why });
  }
  const sorted = [...byPath.values()].sort((a, b) => a.path < b.path ? -1 : 1);
  return { manifest: { format, experiment, runId, status, events, root, files: sorted }, faults };
}

function faultOf({ path, size, sha256, mediaType }: ManifestFile): string | undefined {
  if (typeof path !== "string" || !isInside(path)) {
    return `the path ${nameOf(path)} lies outside of the folder`;
  }
  if (!Number.isSafeInteger(size) || size < 0 || !isDigest(sha256)) {
    return `size and sha256 of ${nameOf(path)} were expected`;
  }
  return typeof mediaType === "string" ? undefined : `the media type of ${nameOf(path)} is missing`;
}

function formatError(why: string, cause?: unknown): LogError {
  return new LogError("LOG_FORMAT", `Cannot read manifest.json: ${why}`, { offset: 0 }, { cause });
}

/** Whether a value is a SHA-256: 64 lower-case hex digits. */
export function isDigest(value: unknown): value is string {
  return typeof value === "string" && /^[0-9a-f]{64}$/.test(value);
}
