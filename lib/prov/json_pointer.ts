/** One step into a JSON value: a key or a position. */
export type PathStep = string | number;

/** A place in a JSON text as a JSON Pointer; the empty text is the whole.
 *
 * @see RFC 6901
 */
export function jsonPointer(path: readonly PathStep[]): string {
  return path.map((step) => `/${String(step).replaceAll("~", "~0").replaceAll("/", "~1")}`)
    .join("");
}
