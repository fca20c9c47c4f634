import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { systemError } from "./read_input.ts";

/** A file below a folder, read when it is asked for. */
export interface ListedFile {
  /** The path below the folder, with `/` between its parts. */
  readonly path: string;
  bytes(): Promise<Uint8Array>;
}

/** All files below a folder. Links, and what is neither file nor folder, are told and left out: what
 * lies outside is not the folder's.
 *
 * @throws {CommandError} where a folder cannot be read; a file's `bytes()` likewise
 */
export async function listFiles(
  folder: string,
  onLeftOut: (path: string) => void,
): Promise<ListedFile[]> {
  const files: ListedFile[] = [];
  const open = [""];
  for (let inside = open.pop(); inside !== undefined; inside = open.pop()) {
    const at = join(folder, inside);
    const entries = await readdir(at, { withFileTypes: true }).catch((error) => {
      throw systemError("read", at, error);
    });
    for (const entry of entries) {
      const path = inside === "" ? entry.name : `${inside}/${entry.name}`;
      if (entry.isDirectory()) open.push(path);
      else if (entry.isFile()) files.push({ path, bytes: () => readListed(join(folder, path)) });
      else onLeftOut(path);
    }
  }
  return files;
}

async function readListed(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    throw systemError("read", path, error);
  }
}
