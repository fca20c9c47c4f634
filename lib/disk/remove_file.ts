import { rm, rmdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fsError } from "./fs_error.ts";
import { kindOf, syncFolder } from "./fs_folder.ts";

/** Removes a file below a root, and the folders above it that are empty then. A link below the root
 * is not followed: what lies behind one is not there.
 *
 * @param durable whether the file is gone after a crash as well when this returns
 * @throws {SinkError} `SINK_IO`, with the system's code
 */
export async function removeFile(root: string, path: string, durable: boolean): Promise<void> {
  const segments = path.split("/");
  try {
    for (let i = 1; i <= segments.length; i++) {
      const kind = await kindOf(join(root, ...segments.slice(0, i)));
      if (kind !== (i === segments.length ? "file" : "folder")) return;
    }
    const target = join(root, path);
    await rm(target, { force: true });
    let folder = dirname(target);
    for (let depth = segments.length - 1; depth > 0; depth--, folder = dirname(folder)) {
      if (!await removeEmpty(folder)) break;
    }
    if (durable) await syncFolder(folder);
  } catch (error) {
    throw fsError(path, error);
  }
}

async function removeEmpty(folder: string): Promise<boolean> {
  try {
    await rmdir(folder);
    return true;
  } catch {
    return false; // It holds other files, or something holds it open.
  }
}
