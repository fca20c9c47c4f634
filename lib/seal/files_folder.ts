import { nameOf } from "../base/options.ts";
import { isInside } from "../base/path.ts";
import { streamPieces } from "../base/stream_pieces.ts";
import { type Folder, type FolderEntry, sortEntries } from "./folder.ts";

/** A file of a run's folder that lies somewhere else than on this disk. */
export interface FolderFile {
  /** Relative, `/`-separated. */
  readonly path: string;
  /** All bytes at once. */
  bytes(): Uint8Array | Promise<Uint8Array>;
  /** The bytes in pieces; preferred where there is one. */
  stream?(): ReadableStream<Uint8Array>;
}

/** The files of a run's folder: by path, or as a sink takes them. */
export type FolderFiles = ReadonlyMap<string, Uint8Array> | Iterable<FolderFile>;

/** Lists the files of a run that were given, with paths relative to the run's own folder: the one
 * that holds `run.log` or `manifest.json`.
 *
 * @throws {TypeError} where they are no files, or those of more than one run
 */
export function listFiles(files: FolderFiles): { folder: Folder; top: string } {
  const given = Array.from(files as Iterable<unknown>, fileOf)
    // What a zip has for a folder.
    .filter(({ path }) => !path.endsWith("/"));
  const top = topOf(given.map(({ path }) => path));
  const seen = new Set<string>();
  const entries = given.map(({ path, read }): FolderEntry => {
    const isTwice = seen.has(path);
    seen.add(path);
    const own = path.slice(top.length);
    if (!path.startsWith(top) || !isInside(own)) {
      return { path, problem: extra("The file lies outside of the run's folder") };
    }
    return isTwice
      ? { path: own, problem: extra("Two files have the same path") }
      : { path: own, read };
  });
  return { folder: sortEntries(entries), top };
}

function extra(message: string): FolderEntry["problem"] {
  return { code: "file-extra", message };
}

function fileOf(given: unknown): Required<Pick<FolderEntry, "path" | "read">> {
  if (Array.isArray(given)) {
    const [path, bytes] = given;
    if (typeof path === "string" && bytes instanceof Uint8Array) {
      return { path, read: () => readBytes(() => bytes) };
    }
  } else {
    const file = given as FolderFile | undefined;
    if (typeof file?.path === "string") {
      if (typeof file.stream === "function") {
        return { path: file.path, read: () => readStream(file.stream!()) };
      }
      if (typeof file.bytes === "function") {
        return { path: file.path, read: () => readBytes(() => file.bytes()) };
      }
    }
  }
  throw new TypeError(
    `Cannot take the files of a run: files with path and bytes were expected, got ${nameOf(given)}`,
  );
}

/** The folder of the run, with a `/` at its end; empty for the top. */
function topOf(paths: readonly string[]): string {
  const folders = paths.filter((path) => /(^|\/)(run\.log|manifest\.json)$/.test(path))
    .map((path) => path.slice(0, path.lastIndexOf("/") + 1));
  // Copies of artifacts that are called so lie below it.
  const top = folders.reduce((a, b) => b.length < a.length ? b : a, folders[0] ?? "");
  const other = folders.find((folder) => !folder.startsWith(top));
  if (other === undefined) return top;
  throw new TypeError(
    `Cannot take the files of a run: the files of one were expected, got those of ${
      nameOf(top)
    } and ${nameOf(other)}`,
  );
}

async function* readBytes(get: FolderFile["bytes"]): AsyncGenerator<Uint8Array> {
  yield checkBytes(await get());
}

async function* readStream(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const piece of streamPieces(stream)) yield checkBytes(piece);
}

function checkBytes(bytes: unknown): Uint8Array {
  if (bytes instanceof Uint8Array) return bytes;
  throw new TypeError(`bytes were expected, got ${nameOf(bytes)}`);
}
