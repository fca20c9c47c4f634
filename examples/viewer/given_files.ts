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
  const found: FileSystemFileEntry[] = [];
  for (const entry of entries) await walk(entry, 0, found);
  return await Promise.all(found.map(fileOf));
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

/** Finds the files of a folder; none is opened before all are known. */
async function walk(
  entry: FileSystemEntry,
  depth: number,
  found: FileSystemFileEntry[],
): Promise<void> {
  if (found.length >= MOST_FILES || depth > DEEPEST) throw tooMany();
  if (entry.isFile) return void found.push(entry as FileSystemFileEntry);
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  for (;;) {
    // It gives a hundred at a time, and none when all were given.
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject)
    );
    if (some.length === 0) return;
    for (const below of some) await walk(below, depth + 1, found);
  }
}

async function fileOf(entry: FileSystemFileEntry): Promise<GivenFile> {
  const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject));
  return { path: entry.fullPath.replace(/^\//, ""), file };
}

function tooMany(): Error {
  return new Error(
    `There are more than ${MOST_FILES} files in it: drop the folder of a run, or a zip of it`,
  );
}
