import { nameOf } from "../base/options.ts";
import { checkName } from "../base/value.ts";

/** What an IRI may hold, with every `%` before two hex digits.
 *
 * @see RFC 3987, section 2.2
 */
const LETTERS = /^(?:[^\s\u0000-\u0020\u007f-\u009f<>"{}|\\^`%\ufffe\uffff]|%[0-9A-Fa-f]{2})+$/;

/** A scheme and its colon, or a first segment without one.
 *
 * @see RFC 3986, sections 3.1 and 4.2
 */
const START = /^(?:[A-Za-z][A-Za-z0-9+.-]*:|[^:/?#]*(?:[/?#]|$))/;

/** Returns an absolute IRI or a relative reference as it was given.
 *
 * @throws {TypeError} where it is no string or empty
 * @throws {RangeError} where it is neither; the message says how a path becomes one
 * @see RFC 3987, section 2.2
 */
export function checkUriReference(text: unknown, what: string): string {
  const uri = checkName(text, `${what}: its uri`);
  if (LETTERS.test(uri) && START.test(uri)) return uri;
  throw new RangeError(
    `Cannot make ${what}: its uri must be an absolute IRI or a relative reference with "%20" for ` +
      `a space, got ${nameOf(uri)}`,
  );
}

/** The last part of an IRI that reads as a name: a file name, else a host, else all of it. */
export function nameOfUri(uri: string): string {
  const [, path] = /^([^?#]*)/.exec(uri)!;
  const last = path.split(/[/:]/).findLast((part) => part !== "");
  if (last === undefined) return uri;
  try {
    return decodeURIComponent(last);
  } catch (cause) {
    // Percent signs may stand for bytes that are not UTF-8; then the name stays as it is written.
    if (cause instanceof URIError) return last;
    throw cause;
  }
}
