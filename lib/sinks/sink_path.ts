import { utf8 } from "../base/bytes.ts";
import { SinkError } from "../base/errors.ts";
import { nameOf } from "../base/options.ts";

/** The longest segment of a path that common file systems take, in bytes of UTF-8. */
export const MAX_SEGMENT_BYTES = 255;

/** The longest path that Linux takes, in bytes of UTF-8. */
export const MAX_PATH_BYTES = 4096;

/** Windows keeps these names for devices, also with an ending and with spaces before it.
 *
 * @see https://learn.microsoft.com/windows/win32/fileio/naming-a-file
 */
const DEVICE = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$) *(\.|$)/i;

/** `fetch` resolves `%2e%2e` as it resolves `..`.
 *
 * @see WHATWG URL, "double-dot URL path segment"
 */
const DOTS = /^(\.|%2e){1,2}$/i;

/** What a sink writes before a file is whole; readers pass over it. */
const UNFINISHED = /^\.stemma-.*\.tmp$/i;

/** Returns a path that means one and the same file on every disk, server and archive.
 *
 * A path is relative and `/`-separated; its segments are not empty, not `.` or `..` (percent-encoded
 * neither), at most 255 bytes each and 4,096 together.
 *
 * Cost: O(length).
 *
 * @throws {SinkError} `SINK_PATH` for every other path
 */
export function checkSinkPath(path: unknown): string {
  if (typeof path !== "string") {
    refuse(path, `a path must be a string, got ${nameOf(path)}`);
  }
  if (path === "") refuse(path, "a path must not be empty");
  // UTF-8 is at least as long as UTF-16, so a giant path is refused before it is split.
  if (path.length > MAX_PATH_BYTES || utf8(path).length > MAX_PATH_BYTES) {
    refuse(path, `a path must have at most ${MAX_PATH_BYTES} bytes of UTF-8`);
  }
  if (!path.isWellFormed()) {
    refuse(path, "a path must be well-formed Unicode: it holds half a pair");
  }
  if (/\p{Cc}/u.test(path)) {
    refuse(path, "a path must not hold control characters");
  }
  if (path.includes("\\")) {
    refuse(path, 'a path must separate its segments by "/", not by "\\"');
  }
  if (path.startsWith("/")) refuse(path, "a path must be relative");
  for (const segment of path.split("/")) checkSegment(path, segment);
  return path;
}

function checkSegment(path: string, segment: string): void {
  if (segment === "") refuse(path, "a segment must not be empty");
  if (DOTS.test(segment)) {
    refuse(path, `a segment must not be ${nameOf(segment)}`);
  }
  if (/^[A-Za-z]:/.test(segment)) {
    refuse(path, `a segment must not start like the drive ${nameOf(segment)}`);
  }
  if (/[. ]$/.test(segment)) {
    refuse(
      path,
      `the segment ${nameOf(segment)} must not end with a dot or a space`,
    );
  }
  if (DEVICE.test(segment)) {
    refuse(path, `Windows keeps the name ${nameOf(segment)} for a device`);
  }
  if (UNFINISHED.test(segment)) {
    refuse(path, `the name ${nameOf(segment)} is kept for unfinished files`);
  }
  const length = utf8(segment).length;
  if (length > MAX_SEGMENT_BYTES) {
    refuse(
      path,
      `a segment must have at most ${MAX_SEGMENT_BYTES} bytes of UTF-8, got ${length}`,
    );
  }
}

function refuse(path: unknown, reason: string): never {
  throw new SinkError(
    "SINK_PATH",
    `Cannot use the path ${nameOf(path)}: ${reason}`,
    { path: typeof path === "string" ? path : "" },
  );
}
