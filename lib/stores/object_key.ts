import { utf8 } from "../base/bytes.ts";
import { SinkError } from "../base/errors.ts";
import { nameOf } from "../base/options.ts";
import { isInside } from "../base/path.ts";

/** The longest key that S3, Google Cloud Storage and R2 take, in bytes of UTF-8. */
const MOST_BYTES = 1024;

/** Reads the folder that all keys of a place lie in: empty, or with a `/` at its end.
 *
 * @throws {TypeError} where it is no relative path
 */
export function checkKeyPrefix(caller: string, prefix: unknown): string {
  if (prefix === undefined || prefix === "") return "";
  const folder = typeof prefix === "string" ? prefix.replace(/\/$/, "") : "";
  if (isInside(folder) && folder.isWellFormed()) return `${folder}/`;
  throw new TypeError(
    `Cannot call ${caller}: prefix must be a relative path, got ${nameOf(prefix)}`,
  );
}

/** The key of a file.
 *
 * @throws {SinkError} `SINK_PATH` where it is longer than stores take
 */
export function objectKey(prefix: string, path: string): string {
  const key = prefix + path;
  const length = utf8(key).length;
  if (length <= MOST_BYTES) return key;
  throw new SinkError(
    "SINK_PATH",
    `Cannot use the path ${
      nameOf(path)
    }: a key must have at most ${MOST_BYTES} bytes of UTF-8, got ${length}`,
    { path },
  );
}
