import type { GivenFile } from "./messages.ts";

/** More files than a run has: a whole disk that was dropped by mistake. */
const MOST_FILES = 20_000;
const DEEPEST = 32;

/** The files of what was dropped, with those in its folders.
 *
 * Must be called while the event is handled: what was dropped is forgotten after it.
 */
export async function filesOfDrop(data: DataTransfer): Promise<GivenFile[]> {
  const entries = Array.from(data.items, (item) => item.webkitGetAsEntry())
    .filter((entry) => entry !== null);
  const files: GivenFile[] = [];
  for (const entry of entries) await walk(entry, 0, files);
  return files;
}

/** The files that were picked in a dialog. */
export function filesOfInput({ files }: HTMLInputElement): GivenFile[] {
  const given = Array.from(files ?? [], (file) => ({
    path: file.webkitRelativePath || file.name,
    file,
  }));
  if (given.length > MOST_FILES) throw tooMany();
  return given;
}

async function walk(entry: FileSystemEntry, depth: number, files: GivenFile[]): Promise<void> {
  if (files.length >= MOST_FILES || depth > DEEPEST) throw tooMany();
  const path = entry.fullPath.replace(/^\//, "");
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) =>
      (entry as FileSystemFileEntry).file(resolve, reject)
    );
    files.push({ path, file });
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  for (;;) {
    // It gives a hundred at a time, and none when all were given.
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject)
    );
    if (some.length === 0) return;
    for (const below of some) await walk(below, depth + 1, files);
  }
}

function tooMany(): Error {
  return new Error(
    `There are more than ${MOST_FILES} files in it: drop the folder of a run, or a zip of it`,
  );
}
