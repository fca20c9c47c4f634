import { createReadStream, lstatSync, readFileSync } from "node:fs";
import { lstat, readFile, realpath } from "node:fs/promises";
import { join, sep } from "node:path";
import { Readable } from "node:stream";
import { LogError, StemmaError } from "../base/errors.ts";
import { checkOptions, nameOf } from "../base/options.ts";
import { finishReading, type ReadOptions } from "../bundle/run_from_files.ts";
import type { Asset } from "../run/descriptions.ts";
import type { FileRecord } from "../run/events.ts";
import { LogReader } from "../run/read_log.ts";
import type { Run } from "../run/run.ts";

/** A manifest larger than this is not read. */
const MAX_MANIFEST = 2 ** 28;

/** Reads a saved run from its folder.
 *
 * The log is streamed, in memory proportional to the run; the copies of artifacts that are there
 * stay on disk and are at hand for the next saving.
 *
 * @param directory the run's own folder: the one that holds `run.log`
 * @throws {LogError} `LOG_FORMAT`, `LOG_DAMAGED` or `LOG_EVENT`, with the offset in `run.log`
 * @throws {StemmaError} `ASSET_UNREADABLE` where a file cannot be read
 * @example
 * ```ts
 * import { digest, logParam, saveRun, startRun } from "stemma";
 * import { fsSink, readRun } from "stemma/fs";
 * import { mkdtemp, rm } from "node:fs/promises";
 * import { tmpdir } from "node:os";
 * import { join } from "node:path";
 * import assert from "node:assert/strict";
 *
 * const folder = await mkdtemp(join(tmpdir(), "stemma-"));
 * const run = logParam(startRun({ experiment: "digits", runId: "r1" }), "seed", 7);
 * await saveRun(run, fsSink(folder));
 * assert.equal(digest(await readRun(join(folder, "digits", "r1"))), digest(run));
 * await rm(folder, { recursive: true });
 * ```
 */
export async function readRun(directory: string, options?: ReadOptions): Promise<Run> {
  checkOptions("readRun", options, ["mode", "onRepair", "env"]);
  return await readFolder(directory, options);
}

/** Reads a run from its folder.
 *
 * @param hashing whether the roots are computed, for which every event is hashed
 */
export async function readFolder(
  directory: string,
  options: ReadOptions = {},
  hashing = true,
): Promise<Run> {
  if (typeof directory !== "string" || directory === "") {
    throw new TypeError(`Cannot read a run: directory must be a path, got ${nameOf(directory)}`);
  }
  const reader = new LogReader(options);
  let root: string;
  try {
    root = await realpath(directory);
    await checkFile(join(root, "run.log"));
    for await (const piece of createReadStream(join(root, "run.log"))) reader.push(piece);
  } catch (error) {
    throw error instanceof LogError ? error : unreadable(join(directory, "run.log"), error);
  }
  const manifest = await readManifestFile(join(root, "manifest.json"));
  const assetAt = (record: FileRecord) => assetOf(root, record);
  return finishReading(reader.end(), manifest, assetAt, options, hashing);
}

async function readManifestFile(path: string): Promise<Uint8Array | undefined> {
  try {
    const { size } = await lstat(path);
    if (size > MAX_MANIFEST) throw new RangeError(`${size} bytes are more than ${MAX_MANIFEST}`);
    await checkFile(path);
    return await readFile(path);
  } catch (error) {
    // A run that still lives has no manifest yet; its log alone is enough.
    if ((error as { code?: string }).code === "ENOENT") return undefined;
    throw unreadable(path, error);
  }
}

async function checkFile(path: string): Promise<void> {
  if (!(await lstat(path)).isFile()) throw new TypeError("it is no regular file");
}

/** A copy in the folder, where there is one: a crash can come between the logging of an artifact and
 * the saving of its bytes. It is opened when it is read, and only where it lies inside. */
function assetOf(root: string, record: FileRecord): Asset | undefined {
  const { name, mediaType, size, sha256 } = record;
  const path = join(root, ...record.path!.split("/"));
  if (!isThere(path)) return undefined;
  const inside = async () => {
    const real = await realpath(path);
    if (real.startsWith(root + sep)) return real;
    throw unreadable(path, new TypeError("it is a link that leads out of the run's folder"));
  };
  return Object.freeze({
    name,
    mediaType,
    size,
    sha256,
    bytes: () => Uint8Array.from(readFileSync(path)),
    stream: () => streamLater(inside),
  });
}

function isThere(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    // Whoever reads it is told what is wrong.
    return true;
  }
}

function streamLater(open: () => Promise<string>): ReadableStream<Uint8Array<ArrayBuffer>> {
  let reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>;
  return new ReadableStream({
    async start() {
      const stream = Readable.toWeb(createReadStream(await open()));
      reader = (stream as ReadableStream<Uint8Array<ArrayBuffer>>).getReader();
    },
    async pull(controller) {
      const { done, value } = await reader.read();
      if (done) controller.close();
      else controller.enqueue(new Uint8Array(value));
    },
    async cancel(reason) {
      await reader.cancel(reason);
    },
  });
}

function unreadable(path: string, cause: unknown): StemmaError {
  return new StemmaError(
    "ASSET_UNREADABLE",
    `Cannot read "${path}": ${(cause as Error).message}`,
    { path, errno: (cause as { code?: string }).code },
    { cause },
  );
}
