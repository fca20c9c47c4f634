import { concat } from "../base/bytes.ts";
import { SinkError } from "../base/errors.ts";
import { checkOptions, nameOf } from "../base/options.ts";
import type { Source } from "../base/source.ts";
import { streamOf } from "../base/stream_of.ts";
import { streamPieces } from "../base/stream_pieces.ts";
import { createSha256 } from "../core/sha256.ts";
import { verifiedFile } from "../sinks/verified_file.ts";
import {
  type Catalog,
  type CheckpointFacts,
  type CheckpointFileFacts,
  MAX_CATALOG,
  readCatalog,
} from "./catalog.ts";
import { pointerPath } from "./pointer_path.ts";

/** A checkpoint as it lies in a source. */
export interface Checkpoint extends CheckpointFacts {
  /** The name that it was saved under. */
  readonly name: string;
  /** All checkpoints of the name. */
  readonly catalog: Catalog;
  /** The bytes of one of its files, verified.
   *
   * @param file the file's name; the first one where it is left out
   * @throws {SinkError} `SINK_CONTENT` where they are not those that were saved, `SINK_IO` where
   * there is no such file */
  bytes(file?: string): Promise<Uint8Array<ArrayBuffer>>;
  /** The bytes of one of its files in pieces; the last one comes when the whole is verified.
   *
   * @param file the file's name; the first one where it is left out
   * @throws {SinkError} from the stream, as from `bytes` */
  stream(file?: string): ReadableStream<Uint8Array<ArrayBuffer>>;
}

/** How a checkpoint is looked up. */
export interface LatestCheckpointOptions {
  /** Another one than the latest: "best", or a name that `save` was given.
   *
   * @default {the latest} */
  readonly alias?: string;
  /** The pointer file, as `checkpoints` was told. @default {"{name}-latest.json"} */
  readonly latest?: string;
  /** Ends the reading. */
  readonly signal?: AbortSignal;
}

/** Finds the checkpoint to go on from: the latest one of a name, or `undefined` where there is none.
 *
 * Its files are read when they are asked for, and verified by size and SHA-256.
 *
 * @throws {SinkError} `SINK_CONTENT` where the pointer file is none, and what the source throws
 * @throws {TypeError} for wrong arguments
 * @example
 * ```ts
 * import { bytesAsset, memorySink, memorySource, startRun } from "stemma";
 * import { checkpoints, latestCheckpoint } from "stemma/checkpoints";
 * import assert from "node:assert/strict";
 * const sink = memorySink();
 * const source = memorySource(sink.files);
 * assert.equal(await latestCheckpoint(source, "cnn"), undefined);
 * const weights = bytesAsset("weights.bin", Uint8Array.of(1, 2));
 * const run = startRun({ experiment: "digits" });
 * await checkpoints(sink).save(run, weights, { name: "cnn", epoch: 3, batch: 120 });
 * const latest = await latestCheckpoint(source, "cnn");
 * assert.equal(latest?.epoch, 3);
 * assert.deepEqual(await latest?.bytes(), Uint8Array.of(1, 2));
 * ```
 */
export async function latestCheckpoint(
  source: Source,
  name: string,
  options: LatestCheckpointOptions = {},
): Promise<Checkpoint | undefined> {
  checkOptions("latestCheckpoint()", options, ["alias", "latest", "signal"]);
  if (typeof source?.get !== "function") {
    throw new TypeError(
      `Cannot call latestCheckpoint(): the source must have get, got ${nameOf(source)}`,
    );
  }
  const { alias, signal } = options;
  const path = pointerPath(options.latest)(name);
  const stream = await source.get(path, { signal });
  if (stream === undefined) return undefined;
  const catalog = readCatalog(await readAll(stream, path), path);
  const folder = alias === undefined ? catalog.kept.at(-1)!.path : aliasOf(catalog, alias);
  const facts = catalog.kept.find(({ path }) => path === folder);
  if (facts === undefined) return undefined;

  function open(file?: string): AsyncGenerator<Uint8Array<ArrayBuffer>, void, void> {
    const found = fileOf(facts!, file);
    const stream = () => streamOf(getFile(source, found.path, signal));
    // It is read as a stream alone.
    const content = { ...found, bytes: () => new Uint8Array(), stream };
    return verifiedFile(content, createSha256, "get").pieces(signal);
  }

  return Object.freeze({
    ...facts,
    name: catalog.name,
    catalog,
    stream: (file?: string) => streamOf(open(file)),
    async bytes(file?: string) {
      const pieces: Uint8Array[] = [];
      for await (const piece of open(file)) pieces.push(piece);
      return concat(pieces);
    },
  });
}

function aliasOf({ aliases }: Catalog, alias: string): string | undefined {
  return Object.hasOwn(aliases, alias) ? aliases[alias] : undefined;
}

function fileOf({ path, files }: CheckpointFacts, name: string | undefined): CheckpointFileFacts {
  const found = name === undefined
    ? files[0]
    : files.find((file) => file.path === `${path}/${name}`);
  if (found !== undefined) return found;
  const message = `Cannot get ${nameOf(name)}: the checkpoint ${nameOf(path)} has no such file`;
  throw new SinkError("SINK_IO", message, { path: `${path}/${name}` });
}

async function* getFile(
  source: Source,
  path: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const stream = await source.get(path, { signal });
  if (stream === undefined) {
    throw new SinkError("SINK_IO", `Cannot get ${nameOf(path)}: it is not there`, { path });
  }
  for await (const piece of streamPieces(stream)) yield new Uint8Array(piece);
}

async function readAll(stream: ReadableStream<Uint8Array>, path: string): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of streamPieces(stream)) {
    pieces.push(piece);
    if ((size += piece.length) <= MAX_CATALOG) continue;
    const message = `Cannot read ${nameOf(path)}: it has more than ${MAX_CATALOG} bytes`;
    throw new SinkError("SINK_CONTENT", message, { path });
  }
  return concat(pieces);
}
