import { SinkError } from "../base/errors.ts";
import { messageOf, nameOf } from "../base/options.ts";

/** What the usual error numbers mean to whoever has to help. */
const MEANING: Readonly<Record<string, string>> = {
  EACCES: "there is no permission",
  EPERM: "there is no permission",
  EROFS: "the disk is read-only",
  ENOSPC: "the disk is full",
  EDQUOT: "the quota of the disk is used up",
  EFBIG: "the disk takes no file of that size",
  EEXIST: "something else has a name that is needed",
  EISDIR: "a folder has its name",
  ENOTDIR: "a file stands where a folder is needed",
  ENAMETOOLONG: "the disk takes no name of that length",
  EMFILE: "too many files are open",
  ENFILE: "too many files are open",
  EIO: "the disk failed",
};

/** What may pass: a disk that is cleaned up, files that are closed. */
const PASSING: ReadonlySet<string> = new Set([
  "ENOSPC",
  "EDQUOT",
  "EMFILE",
  "ENFILE",
  "EAGAIN",
  "EBUSY",
  "EINTR",
  "EIO",
  "ESTALE",
  "ETIMEDOUT",
]);

/** The name of an error number, such as `ENOSPC`; `undefined` where an error has none. */
export function errnoOf(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null | undefined)?.code;
  return typeof code === "string" && /^E[A-Z0-9]+$/.test(code) ? code : undefined;
}

/** Makes the error for what the file system refused; a `SinkError` stays as it is.
 *
 * The error number's name stands in the details as `errno`.
 */
export function fsError(path: string, error: unknown): SinkError {
  if (error instanceof SinkError) return error;
  const errno = errnoOf(error);
  const meaning = MEANING[errno ?? ""] ?? messageOf(error);
  return new SinkError(
    "SINK_IO",
    `Cannot put ${nameOf(path)}: ${meaning}${errno === undefined ? "" : ` (${errno})`}`,
    { path, retryable: PASSING.has(errno ?? ""), errno },
    { cause: error },
  );
}
