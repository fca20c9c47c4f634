import { abortError, sleep, throwIfAborted } from "../http/abort.ts";
import type { ObjectParts, ObjectStore } from "../stores/object_store.ts";
import type { Gate } from "./gate.ts";
import type { VerifiedFile } from "./verified_file.ts";

/** How long parts under way may still take when the rest has failed, in milliseconds: a store writes a
 * part that it has received whole even where the connection is closed, and after the upload was given
 * up, so that it would stay. */
const GRACE_MS = 1000;

/** Sends a large file in parts, side by side where the store takes them so.
 *
 * Parts are read and checked while earlier ones are under way; the last one is sent when the whole is
 * known to be right. What fails is given up, so that nothing stays in the store: no further part is
 * begun, those under way have a second to end, and what was cut off then is given up twice.
 *
 * Cost: memory for the parts that the gate lets in.
 *
 * @returns whether the object was written: not where its condition does not hold
 */
export async function sendParts(
  file: VerifiedFile,
  store: ObjectStore,
  replaces: string | undefined,
  gate: Gate,
  signal?: AbortSignal,
): Promise<boolean> {
  const { path } = file;
  const stop = new AbortController();
  const cut = new AbortController();
  let grace: ReturnType<typeof setTimeout> | undefined;
  const abort = () => stop.abort(abortError(path, signal!));
  const end = () => grace = setTimeout(() => cut.abort(stop.signal.reason), GRACE_MS);
  throwIfAborted(path, signal);
  signal?.addEventListener("abort", abort, { once: true });
  stop.signal.addEventListener("abort", end, { once: true });
  let parts: ObjectParts | undefined;
  try {
    parts = await store.open(file, replaces, stop.signal);
    await sendAll(file, parts, store.partBytes(file.size), gate, stop, cut.signal);
    if (await parts.complete(stop.signal)) return true;
    await giveUp(parts);
    return false;
  } catch (error) {
    if (parts !== undefined) await giveUp(parts);
    if (parts !== undefined && cut.signal.aborted) {
      await sleep(GRACE_MS, path);
      await giveUp(parts);
    }
    throw error;
  } finally {
    clearTimeout(grace);
    signal?.removeEventListener("abort", abort);
  }
}

async function sendAll(
  file: VerifiedFile,
  parts: ObjectParts,
  length: number,
  gate: Gate,
  stop: AbortController,
  cut: AbortSignal,
): Promise<void> {
  const { path } = file;
  const running = new Set<Promise<void>>();
  // A part's memory is used again: the collector would let gigabytes of it pile up.
  const free: Uint8Array<ArrayBuffer>[] = [];
  let inside = 0;

  async function room(left: number): Promise<Uint8Array<ArrayBuffer>> {
    await gate.enter(length, path, stop.signal);
    inside++;
    return left < length ? new Uint8Array(left) : free.pop() ?? new Uint8Array(length);
  }

  async function send(bytes: Uint8Array<ArrayBuffer>, number: number): Promise<void> {
    try {
      await parts.part(number, bytes, cut);
    } catch (error) {
      stop.abort(error);
    } finally {
      free.push(bytes);
      gate.leave(length);
      inside--;
    }
  }

  try {
    let number = 0;
    for await (const bytes of file.pieces(stop.signal, room)) {
      const sending = send(bytes, ++number);
      running.add(sending);
      void sending.then(() => running.delete(sending));
      if (!parts.sideBySide) await sending;
    }
  } catch (error) {
    stop.abort(error);
  }
  await Promise.all(running);
  for (; inside > 0; inside--) gate.leave(length);
  if (stop.signal.aborted) throw stop.signal.reason;
}

async function giveUp(parts: ObjectParts): Promise<void> {
  await parts.abort().catch(() => {/* What went wrong first is what has to be told. */});
}
