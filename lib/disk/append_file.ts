import { close, fdatasync, fstat, fstatSync, ftruncate, open, write, writeSync } from "node:fs";
import { promisify } from "node:util";

/** A file that is written at its end. Positions are given, so that what was begun can be begun
 * anew. */
export interface AppendFile {
  /** Writes all bytes at a position. */
  write(bytes: Uint8Array, position: number): Promise<void>;
  /** The same at once, without waiting for the event loop. */
  writeNow(bytes: Uint8Array, position: number): void;
  /** Waits until what was written is on the disk, under the file's name. */
  sync(): Promise<void>;
  /** Cuts the file to a length. */
  cut(length: number): Promise<void>;
  /** Closes the file: every other call is refused from now on. */
  close(): Promise<void>;
}

const promised = {
  open: promisify(open),
  write: promisify(write),
  fdatasync: promisify(fdatasync),
  ftruncate: promisify(ftruncate),
  fstat: promisify(fstat),
  close: promisify(close),
};

/** Opens a file to write at its end, which is cut to a length; it is made where it is missing. */
export async function openAppendFile(path: string, length: number): Promise<AppendFile> {
  let fd = await promised.open(path, "r+").catch((error) => {
    if (error.code !== "ENOENT") throw error;
    return promised.open(path, "wx+");
  });
  try {
    if (!(await promised.fstat(fd)).isFile()) {
      throw Object.assign(new Error("it is no regular file"), { code: "EEXIST" });
    }
    await promised.ftruncate(fd, length);
  } catch (error) {
    await promised.close(fd);
    throw error;
  }
  return {
    async write(bytes, position) {
      for (let at = 0; at < bytes.length;) {
        const { bytesWritten } = await promised.write(
          fd,
          bytes,
          at,
          bytes.length - at,
          position + at,
        );
        at += bytesWritten;
      }
    },
    writeNow(bytes, position) {
      for (let at = 0; at < bytes.length;) {
        at += writeSync(fd, bytes, at, bytes.length - at, position + at);
      }
    },
    async sync() {
      const onDisk = promised.fdatasync(fd);
      onDisk.catch(() => {/* It is waited for below, unless the file is gone. */});
      // The system goes on to take what is written to a file that nobody can open any more. What
      // it tells of an open file is at hand: to ask another thread would cost ten times as much.
      const isGone = fstatSync(fd).nlink === 0;
      await onDisk;
      if (isGone) throw Object.assign(new Error("it was removed"), { code: "ENOENT" });
    },
    cut: (length) => promised.ftruncate(fd, length),
    close() {
      const closing = fd;
      // The number is soon another file's.
      fd = -1;
      return promised.close(closing);
    },
  };
}
