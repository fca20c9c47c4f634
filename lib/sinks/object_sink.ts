import { concat } from "../base/bytes.ts";
import { SinkError } from "../base/errors.ts";
import { nameOf } from "../base/options.ts";
import type { SourceEntry } from "../base/source.ts";
import { createHostSha256 } from "./host_sha256.ts";
import type { HeldObject, ObjectStore } from "../stores/object_store.ts";
import { createFolderListing } from "./folder_listing.ts";
import { createGate } from "./gate.ts";
import { type GuardedSink, guardSink } from "./guard_sink.ts";
import { sendParts } from "./send_parts.ts";
import type { VerifiedFile } from "./verified_file.ts";

/** How many files or parts are under way at a time, and how many bytes of them: a host's `fetch` holds
 * three copies of each, and some time longer than it needs them. */
const MOST_REQUESTS = 32;
const MOST_BYTES = 10 * 1024 * 1024;

/** A sink over an object store, which can tell what it holds. */
export interface ObjectSink extends GuardedSink {
  /** Whether the store holds these very bytes under this path, by its own checksum or by the one that
   * their writer left: one request, no content is read. */
  has(path: string, sha256: string): Promise<boolean>;
  /** Takes a file away; one that is not there is no error. */
  delete(path: string): Promise<void>;
}

/** Makes a sink over an object store.
 *
 * Every file is written under a condition, so that no writer overwrites what another one wrote
 * unseen. What the sink saw of a path when it was last asked whether it holds a file there is what
 * `put()` replaces; where it was not asked, a file is created, or replaces what is there when that
 * fails. Bytes that lie there already count as written: a lost answer and a second writer of the same
 * run do no harm. Anything else is a `SINK_CONFLICT`.
 *
 * A `manifest.json` replaces the one that was there when the `run.log` beside it was begun: of two
 * that save one run in different states at the same time, one is told.
 *
 * @param list the files whose paths begin so: a saving then asks once what its folder holds, and one
 * by one only for what is there
 */
export function objectSink(
  store: ObjectStore,
  list?: (prefix: string) => AsyncIterable<SourceEntry>,
): ObjectSink {
  const listing = list && createFolderListing(list);
  const gate = createGate(MOST_REQUESTS, MOST_BYTES);
  /** What was seen of a path that is to be written; `null` where nothing was there. */
  const seen = new Map<string, HeldObject | null>();

  /** Looks up a path; `undefined` where these keys may write but not look. */
  async function look(path: string, signal?: AbortSignal): Promise<HeldObject | null | undefined> {
    if (await listing?.isAbsent(path)) return null;
    try {
      return await store.head(path, signal) ?? null;
    } catch (error) {
      if ((error as SinkError).details?.status === 403) return undefined;
      throw error;
    }
  }

  /** Notes the manifest that a saving is to replace. */
  async function beginSaving(path: string, signal?: AbortSignal): Promise<void> {
    if (!/(^|\/)run\.log$/.test(path)) return;
    const manifest = path.replace(/run\.log$/, "manifest.json");
    const held = await look(manifest, signal);
    if (held !== undefined) seen.set(manifest, held);
  }

  async function has(path: string, sha256: string): Promise<boolean> {
    listing?.begin(path);
    const [held] = await Promise.all([look(path), beginSaving(path)]);
    if (held?.sha256 === sha256) return true;
    const isNoted = /(^|\/)manifest\.json$/.test(path) && seen.has(path);
    if (held !== undefined && !isNoted) seen.set(path, held);
    return false;
  }

  async function write(file: VerifiedFile, signal?: AbortSignal): Promise<void> {
    const { path } = file;
    listing?.add(path);
    listing?.end(path);
    let known = seen.get(path);
    if (known === undefined) await beginSaving(path, signal);
    seen.delete(path);
    const isLarge = file.size > store.partBytes(file.size);
    if (known === undefined && isLarge) known = await look(path, signal);
    if (isSame(known, file)) return await readThrough(file, signal);

    let bytes: Uint8Array<ArrayBuffer> | undefined;
    const send = async (replaces: string | undefined): Promise<boolean> => {
      if (isLarge) return await sendParts(file, store, replaces, gate, signal);
      await gate.enter(file.size, path, signal);
      try {
        bytes ??= await collect(file, signal);
        return await store.put(file, bytes, replaces, signal);
      } finally {
        gate.leave(file.size);
      }
    };

    if (await send(known?.version)) return;
    const held = await store.head(path, signal);
    if (isSame(held, file)) return await readThrough(file, signal);
    if (known === undefined && held !== undefined) {
      if (await send(held.version)) return;
      if (isSame(await store.head(path, signal), file)) return await readThrough(file, signal);
    }
    throw new SinkError(
      "SINK_CONFLICT",
      `Cannot put ${
        nameOf(path)
      }: another writer changed it meanwhile; save again, over what is there now`,
      { path, retryable: true },
    );
  }

  async function remove(path: string): Promise<void> {
    seen.delete(path);
    await store.remove(path);
  }

  const adapter = { oneAtATime: false, write, has, delete: remove };
  const sink = guardSink(adapter, createHostSha256);
  return { ...sink, has: sink.has!, delete: sink.delete!, concurrency: MOST_REQUESTS };
}

function isSame(held: HeldObject | null | undefined, file: VerifiedFile): boolean {
  return held?.sha256 === file.sha256 && held.size === file.size;
}

async function collect(
  file: VerifiedFile,
  signal?: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  for await (const piece of file.pieces(signal)) pieces.push(piece);
  return pieces.length === 1 ? pieces[0] : concat(pieces);
}

/** Checks content that was not sent: a file is never taken for right unread. */
async function readThrough(file: VerifiedFile, signal?: AbortSignal): Promise<void> {
  if (file.verified) return;
  for await (const _ of file.pieces(signal));
}
