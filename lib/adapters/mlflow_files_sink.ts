import { utf8 } from "../base/bytes.ts";
import { bytesAsset, type Sink, SinkError, type SinkFile } from "../../mod.ts";
import { createSha256, guardSink } from "../destination.ts";
import type { _FileStore } from "./mlflow_file_store.ts";

/** What a sink of one push knows. */
export interface _FilesSinkParts {
  readonly store: _FileStore;
  /** The digests of what was put and found whole, by path; grows. */
  readonly known: Map<string, string>;
  /** The sizes of what an earlier process has put, by path. What lies there with that size is it:
   * a path has one content in the life of a run. */
  readonly earlier: ReadonlyMap<string, number>;
  /** Whether a file goes elsewhere, or cannot go. The manifest does not name it. */
  leavesOut(path: string): boolean;
  /** Called for every file that was put. */
  wrote(file: SinkFile): void;
  readonly signal: AbortSignal | undefined;
}

/** A sink over the place that MLflow has for files. */
export interface _FilesSink extends Sink {
  /** Compares what was put with what lies there.
   *
   * @throws {SinkError} `SINK_CONTENT` where a file has another size there */
  verify(): Promise<void>;
}

const MANIFEST = "manifest.json";

/** Makes the sink of one push: nothing is put that lies there already, and the manifest only after
 * all that it names was found there with its size, since MLflow checks no digest. */
export function _filesSink(parts: _FilesSinkParts): _FilesSink {
  const { store, known, earlier, signal } = parts;
  const guarded = guardSink({
    oneAtATime: false,
    write: store.put,
  }, createSha256);
  const listings = new Map<string, Promise<Map<string, number>>>();
  let unverified: SinkFile[] = [];

  async function lies(path: string): Promise<boolean> {
    const size = earlier.get(path);
    if (size === undefined) return false;
    const folder = folderOf(path);
    const listing = listings.get(folder) ?? store.sizes(folder, signal);
    listings.set(folder, listing);
    return (await listing).get(path) === size;
  }

  async function has(path: string, sha256: string): Promise<boolean> {
    if (parts.leavesOut(path) || known.get(path) === sha256) return true;
    const found = await lies(path);
    if (found) known.set(path, sha256);
    return found;
  }

  async function put(file: SinkFile, options?: { signal?: AbortSignal }): Promise<void> {
    let sent = file;
    if (file.path === MANIFEST) {
      await verify();
      sent = withoutLeftOut(file, parts.leavesOut);
    }
    await guarded.put(sent, options);
    unverified.push(sent);
    parts.wrote(sent);
  }

  async function verify(): Promise<void> {
    const files = unverified;
    unverified = [];
    const folders = new Map<string, Map<string, number>>();
    let failure: SinkError | undefined;
    for (const { path, size, sha256 } of files) {
      const folder = folderOf(path);
      const sizes = folders.get(folder) ?? await store.sizes(folder, signal);
      folders.set(folder, sizes);
      if (sizes.get(path) === size) known.set(path, sha256);
      else failure ??= torn(path, size, sizes.get(path));
    }
    if (failure !== undefined) throw failure;
  }

  return { has, put, verify };
}

/** The manifest of a run without the files that are not there. */
function withoutLeftOut(file: SinkFile, leavesOut: (path: string) => boolean): SinkFile {
  const manifest = JSON.parse(new TextDecoder().decode(file.bytes()));
  const files = manifest.files.filter(({ path }: { path: string }) => !leavesOut(path));
  if (files.length === manifest.files.length) return file;
  // Its keys are in order, and stay so.
  const text = JSON.stringify({ ...manifest, files });
  return { ...file, ...bytesAsset(file.path, utf8(`${text}\n`), { mediaType: file.mediaType }) };
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}

function torn(path: string, sent: number, held: number | undefined): SinkError {
  const there = held === undefined ? "nothing" : `${held} bytes`;
  return new SinkError(
    "SINK_CONTENT",
    `Cannot put "${path}": ${sent} bytes were sent, and the server holds ${there} of it`,
    { path, sent, held, retryable: true },
  );
}
