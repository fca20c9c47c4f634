/** Whether a text is an absolute IRI that can stand as it is in any document; a drive's letter is no
 * scheme. */
export function isAbsoluteIri(text: string): boolean {
  return /^[A-Za-z][A-Za-z0-9+.-]+:[^\s\u0000-\u0020\u007f-\u009f<>"{}|\\^`]+$/.test(text);
}

/** Whether a text is an absolute `http` or `https` IRI. */
export function isWebAddress(text: string): boolean {
  return /^https?:\/\/[^/?#]/i.test(text) && isAbsoluteIri(text);
}

/** The id of a file that the crate holds: its path, percent-encoded.
 *
 * @see RO-Crate 1.1, "Encoding file paths"
 */
export function fileId(path: string): string {
  return path.split("/").map(encodeURIComponent).join("/");
}

/** The id of what has no address of its own: `#kind/name/…`; different names give different ids. */
export function localId(kind: string, ...names: readonly string[]): string {
  return `#${[kind, ...names.map(encodeURIComponent)].join("/")}`;
}
