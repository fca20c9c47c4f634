import { nameOf } from "../base/options.ts";

/** Turtle's letters beyond ASCII, as a part of a regular expression's character class. */
const LETTERS = "\\u{C0}-\\u{D6}\\u{D8}-\\u{F6}\\u{F8}-\\u{2FF}\\u{370}-\\u{37D}" +
  "\\u{37F}-\\u{1FFF}\\u{200C}-\\u{200D}\\u{2070}-\\u{218F}\\u{2C00}-\\u{2FEF}" +
  "\\u{3001}-\\u{D7FF}\\u{F900}-\\u{FDCF}\\u{FDF0}-\\u{FFFD}\\u{10000}-\\u{EFFFF}";

const LOCAL = /* @__PURE__ */ localName();
const ASCII = /^[A-Za-z0-9_](?:[A-Za-z0-9_./-]*[A-Za-z0-9_/-])?$/;
const ESCAPED = /* @__PURE__ */ escapedInPaths();

function localName(): RegExp {
  const first = `A-Za-z0-9_/@~&+*?#$!${LETTERS}`;
  const more = `${first}\\-\\u{B7}\\u{300}-\\u{36F}\\u{203F}-\\u{2040}`;
  return new RegExp(`^[${first}](?:[${more}.]*[${more}])?$`, "u");
}

function escapedInPaths(): RegExp {
  return new RegExp(`[^A-Za-z0-9_./${LETTERS}-]|^[-.]|\\.$`, "gu");
}

/** Tells whether a text can stand behind a prefix in every format without an escape.
 *
 * @see PROV-N, section 3.7.1 (PN_LOCAL)
 * @example
 * ```ts
 * import { isLocalName } from "stemma/prov";
 * import assert from "node:assert/strict";
 * assert.equal(isLocalName("data/été.csv"), true);
 * assert.equal(isLocalName("two words"), false);
 * ```
 */
export function isLocalName(text: string): boolean {
  return ASCII.test(text) || LOCAL.test(text);
}

/** Turns any text into one segment of a local name: like {@link encodePath}, and `/` is escaped.
 *
 * @throws {TypeError} where the text is no string or holds a lone surrogate
 * @example
 * ```ts
 * import { encodeSegment } from "stemma/prov";
 * import assert from "node:assert/strict";
 * assert.equal(encodeSegment("train/loss (mean)"), "train~2floss~20~28mean~29");
 * ```
 */
export function encodeSegment(text: string): string {
  return encodePath(text).replaceAll("/", "~2f");
}

/** Turns any text into a local name that every format can write; different texts give different
 * names.
 *
 * ASCII letters and digits, `_ - . /` and the letters of Turtle stay; everything else, `~` too,
 * becomes `~` and two lower-case hex digits for each byte of its UTF-8 form. So do `-` and `.` at
 * the start and `.` at the end. The empty text stays empty.
 *
 * @throws {TypeError} where the text is no string or holds a lone surrogate
 * @see Turtle, section 6.5 (PN_CHARS_BASE)
 * @example
 * ```ts
 * import { encodePath } from "stemma/prov";
 * import assert from "node:assert/strict";
 * assert.equal(encodePath("data/été 1.csv"), "data/été~201.csv");
 * ```
 */
export function encodePath(text: string): string {
  if (typeof text !== "string" || !text.isWellFormed()) {
    throw new TypeError(
      `Cannot make a name: it must be a string without lone surrogates, got ${nameOf(text)}`,
    );
  }
  return ASCII.test(text) ? text : text.replace(ESCAPED, escape);
}

function escape(character: string): string {
  const code = character.charCodeAt(0);
  return code < 0x80
    ? `~${code.toString(16).padStart(2, "0")}`
    : encodeURIComponent(character).replaceAll("%", "~").toLowerCase();
}
