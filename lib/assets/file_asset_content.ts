import { AssetError } from "../base/errors.ts";
import { builtin } from "../disk/builtin.ts";
import { _changed, _unreadable } from "./file_asset_error.ts";

/** A file and what is known of its content. */
export interface _KnownFile {
  readonly path: string;
  /** How messages call it. */
  readonly shown: string;
  readonly size: number;
  readonly sha256: string;
}

/** How many bytes one system call is asked for; Node refuses 2 GiB. */
const CALL = 2 ** 30;

/** How many bytes a stream hands out at a time. Each piece is the reader's to keep, so it is memory
 * of its own, and small ones keep the heap low until they are collected. */
const PIECE = 2 ** 16;

/** Reads a known file whole.
 *
 * @throws {AssetError} `ASSET_UNREADABLE`; `ASSET_CHANGED` where its size or digest is another now
 */
export function _bytesOf({ path, shown, size, sha256 }: _KnownFile): Uint8Array<ArrayBuffer> {
  const { fs, hash } = tools(shown);
  let file: number | undefined;
  try {
    refuseSpecial(fs.statSync(path), shown);
    file = fs.openSync(path, flags(fs));
    refuseOther(fs.fstatSync(file), size, shown);
    const bytes = new Uint8Array(size);
    for (let at = 0; at < size;) {
      const count = fs.readSync(file, bytes, at, Math.min(CALL, size - at), null);
      if (count === 0) throw _changed(shown, `it ends at ${at} of ${size} bytes`);
      hash.update(bytes.subarray(at, at += count));
    }
    if (hash.digest("hex") !== sha256) throw _changed(shown, "its SHA-256 is another now");
    return bytes;
  } catch (error) {
    throw error instanceof AssetError ? error : _unreadable(shown, error);
  } finally {
    if (file !== undefined) fs.closeSync(file);
  }
}

/** Reads a known file in pieces; it is opened at the first read and closed at the last.
 *
 * The stream fails with what {@link _bytesOf} throws, at the latest before it would end.
 */
export function _streamOf(
  { path, shown, size, sha256 }: _KnownFile,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const { fs, hash } = tools(shown);
  let handle: Awaited<ReturnType<typeof fs.promises.open>> | undefined;
  let at = 0;
  const close = async () => {
    const open = handle;
    handle = undefined;
    await open?.close();
  };
  return new ReadableStream({
    async pull(controller) {
      try {
        if (handle === undefined) {
          refuseSpecial(await fs.promises.stat(path), shown);
          handle = await fs.promises.open(path, flags(fs));
          refuseOther(await handle.stat(), size, shown);
        }
        if (at < size) {
          const bytes = new Uint8Array(Math.min(PIECE, size - at));
          const { bytesRead } = await handle.read(bytes, 0, bytes.length, null);
          if (bytesRead === 0) throw _changed(shown, `it ends at ${at} of ${size} bytes`);
          at += bytesRead;
          const read = bytes.subarray(0, bytesRead);
          hash.update(read);
          // The last piece is held back until the digest of all is known to be right.
          if (at === size) await end();
          controller.enqueue(read);
        } else await end();
        if (at === size) controller.close();
      } catch (error) {
        await close();
        throw error instanceof AssetError ? error : _unreadable(shown, error);
      }
    },
    cancel: close,
  }, { highWaterMark: 0 });

  async function end(): Promise<void> {
    if (hash.digest("hex") !== sha256) throw _changed(shown, "its SHA-256 is another now");
    await close();
  }
}

type Fs = typeof import("node:fs");

function tools(shown: string) {
  const fs = builtin("node:fs");
  const hash = builtin("node:crypto")?.createHash("sha256");
  if (fs === undefined || hash === undefined) {
    throw _unreadable(shown, "this runtime has no file system");
  }
  return { fs, hash };
}

function flags({ constants }: Fs): number {
  return constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);
}

function refuseSpecial(stat: { isFile(): boolean }, shown: string): void {
  if (!stat.isFile()) throw _unreadable(shown, "it is no regular file");
}

function refuseOther(
  stat: { isFile(): boolean; size: number },
  size: number,
  shown: string,
): void {
  refuseSpecial(stat, shown);
  if (stat.size !== size) throw _changed(shown, `it has ${stat.size} bytes and had ${size}`);
}
