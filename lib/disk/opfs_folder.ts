import { SinkError } from "../base/errors.ts";
import { messageOf, nameOf } from "../base/options.ts";

/** What the browser's usual refusals mean to whoever has to help. */
const MEANING: Readonly<Record<string, string>> = {
  QuotaExceededError: "the browser's storage for this site is full",
  NotAllowedError: "there is no permission",
  SecurityError: "the browser keeps no files for this page",
  NoModificationAllowedError: "someone else is writing the file",
  InvalidModificationError: "a folder has its name",
  TypeMismatchError: "a file stands where a folder is needed, or a folder has its name",
};

/** What may pass: storage that is cleared, a file that is closed. */
const PASSING: ReadonlySet<string> = new Set([
  "QuotaExceededError",
  "NoModificationAllowedError",
  "NotReadableError",
]);

/** What says that there is no such file. */
const ABSENT: ReadonlySet<string> = new Set(["NotFoundError", "TypeMismatchError"]);

/** The folder that files go into or come from: the given one, else the page's own, which is asked
 * for at the first use.
 *
 * @throws {TypeError} where the given one is no folder of the browser
 */
export function opfsRoot(
  caller: string,
  directory: FileSystemDirectoryHandle | undefined,
): () => Promise<FileSystemDirectoryHandle> {
  if (directory === undefined) return ownRoot;
  if (typeof directory?.getDirectoryHandle === "function") return () => Promise.resolve(directory);
  throw new TypeError(
    `Cannot call ${caller}: directory must be a FileSystemDirectoryHandle, got ${
      nameOf(directory)
    }`,
  );
}

async function ownRoot(): Promise<FileSystemDirectoryHandle> {
  const { storage } = (globalThis as { navigator?: { storage?: StorageManager } }).navigator ?? {};
  if (storage?.getDirectory !== undefined) return await storage.getDirectory();
  throw new TypeError(
    "there is no origin private file system; a browser offers it to https pages alone",
  );
}

/** The folders of a path one below the other, from the root on; `undefined` where one is not there. */
export async function openFolders(
  root: FileSystemDirectoryHandle,
  segments: readonly string[],
  options?: { create: boolean },
): Promise<FileSystemDirectoryHandle[] | undefined> {
  const folders = [root];
  for (const segment of segments) {
    const above = folders[folders.length - 1];
    const folder = await orAbsent(above.getDirectoryHandle(segment, options), options?.create);
    if (folder === undefined) return undefined;
    folders.push(folder);
  }
  return folders;
}

/** The file of a path; `undefined` where there is none. */
export async function openFile(
  root: FileSystemDirectoryHandle,
  path: string,
): Promise<FileSystemFileHandle | undefined> {
  const segments = path.split("/");
  const folders = await openFolders(root, segments.slice(0, -1));
  return folders && await orAbsent(folders.at(-1)!.getFileHandle(segments.at(-1)!));
}

/** Waits for the browser; that there is no such entry is no error, unless it was to be made. */
export async function orAbsent<T>(work: Promise<T>, isDue = false): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (!isDue && ABSENT.has(reasonOf(error) ?? "")) return undefined;
    throw error;
  }
}

/** Does what the browser refuses while somebody holds the file: a lock that was let go, also by the
 * one who asks, is there for a moment longer.
 *
 * Cost: up to a third of a second where the file stays locked.
 */
export async function whenFree<T>(act: () => Promise<T>): Promise<T> {
  for (let wait = 5;; wait *= 2) {
    try {
      return await act();
    } catch (error) {
      if (reasonOf(error) !== "NoModificationAllowedError" || wait > 160) throw error;
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
}

/** Makes the error for what the browser refused; a `SinkError` stays as it is.
 *
 * The name of the browser's error stands in the details as `reason`.
 */
export function opfsError(path: string, doing: string, error: unknown): SinkError {
  if (error instanceof SinkError) return error;
  const reason = reasonOf(error);
  const meaning = MEANING[reason ?? ""];
  return new SinkError(
    "SINK_IO",
    `Cannot ${doing} ${nameOf(path)}: ${meaning ? `${meaning} (${reason})` : messageOf(error)}`,
    { path, retryable: PASSING.has(reason ?? ""), reason },
    { cause: error },
  );
}

function reasonOf(error: unknown): string | undefined {
  return error instanceof DOMException ? error.name : undefined;
}
