import { unzipSync } from "fflate";
import { CommandError } from "./exit_code.ts";

/** The most bytes that are unpacked. */
const MOST_BYTES = 2 ** 30;
/** Deflate makes at most so many bytes of one. */
const BEST_RATIO = 1032;
/** The least bytes that the directory of an archive spends on a file. */
const LEAST_ENTRY = 46;

/** Whether bytes begin as a zip archive does. */
export function isZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3 && bytes[3] === 4;
}

/** Unpacks the files of a zip archive that are wanted, into memory.
 *
 * @param name what messages call the archive
 * @throws {CommandError} where it is damaged, holds two files of one path, or says that it holds
 * more than it can or than a gibibyte
 */
export function unzipFiles(
  name: string,
  bytes: Uint8Array,
  wanted: (path: string) => boolean,
): Map<string, Uint8Array> {
  try {
    // The directory is read as a whole before anything is unpacked.
    checkDirectory(name, bytes, wanted);
    return new Map(Object.entries(unzipSync(bytes, { filter: (file) => wanted(file.name) })));
  } catch (error) {
    if (error instanceof CommandError) throw error;
    throw refusal(name, (error as Error).message, error);
  }
}

function checkDirectory(name: string, bytes: Uint8Array, wanted: (path: string) => boolean): void {
  let entries = 0;
  let size = 0;
  const paths = new Set<string>();
  unzipSync(bytes, {
    filter({ name: path, size: packed, originalSize }) {
      if (++entries > bytes.length / LEAST_ENTRY) throw refusal(name, "its directory is damaged");
      if (!wanted(path)) return false;
      // Tools differ in which of two they take, and an object has no member of the other name.
      if (paths.has(path)) throw refusal(name, `it holds "${path}" twice`);
      if (path === "__proto__") throw refusal(name, `a file in it is called "${path}"`);
      paths.add(path);
      size += originalSize;
      if (packed > bytes.length || originalSize > (packed + 1) * BEST_RATIO) {
        throw refusal(name, `"${path}" cannot be as large as it says`);
      }
      if (size > MOST_BYTES) throw refusal(name, "it would be larger than 1 GiB");
      return false;
    },
  });
}

function refusal(name: string, reason: string, cause?: unknown): CommandError {
  return new CommandError(`Cannot unpack ${name}: ${reason}`, { cause });
}
