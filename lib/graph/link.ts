/** The longest address that becomes a link, in UTF-16 code units. */
const LONGEST = 2000;
/** Controls, backslashes, and what is not seen or turns the direction of writing. */
const REFUSED =
  // deno-lint-ignore no-control-regex
  /[\u0000-\u001f\u007f-\u009f\\\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/;

/** The address behind a text, where a picture may link to it: `http`, `https`, `mailto`, or
 * relative to the picture. Anything else gives `undefined`.
 *
 * Spaces, quotes and angle brackets are percent-encoded. An address of another computer without a
 * scheme (`//host`) is refused, since from a file it means a network share.
 *
 * @see RFC 3986, section 4
 */
export function safeLink(text: string): string | undefined {
  if (text === "" || text.length > LONGEST || !text.isWellFormed()) return;
  if (REFUSED.test(text)) return;
  const trimmed = text.trim();
  if (trimmed === "" || trimmed.startsWith("//")) return;
  const scheme = /^([^/?#]*?):/.exec(trimmed)?.[1];
  if (scheme !== undefined && !/^(https?|mailto)$/i.test(scheme)) return;
  return trimmed.replace(
    /[\s"'<>`{}|^]/g,
    (letter) => encodeURIComponent(letter).replace("'", "%27"),
  );
}
