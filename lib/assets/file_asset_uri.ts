import { builtin } from "../disk/builtin.ts";

/** Writes a path as a URI reference: a `file:` URL where it is absolute, else a relative one.
 *
 * @see RFC 3986, section 4.2, and RFC 8089
 */
export function _uriOf(path: string): string {
  const { isAbsolute, normalize, sep } = builtin("node:path")!;
  if (isAbsolute(path)) return builtin("node:url")!.pathToFileURL(path).href;
  return normalize(path).split(sep).map(encodeURIComponent).join("/");
}
