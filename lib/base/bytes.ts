const encoder = /* @__PURE__ */ new TextEncoder();

/** The UTF-8 bytes of a text. */
export function utf8(text: string): Uint8Array<ArrayBuffer> {
  return encoder.encode(text);
}

/** The text behind UTF-8 bytes.
 *
 * @throws {TypeError} where the bytes are not UTF-8
 */
export function fromUtf8(bytes: Uint8Array): string {
  return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(
    bytes,
  );
}

let digits: readonly string[] | undefined;

/** Bytes as lower-case hex digits. */
export function toHex(bytes: Uint8Array): string {
  const table = digits ??= Array.from({ length: 256 }, (_, i) => i.toString(16).padStart(2, "0"));
  let text = "";
  for (const byte of bytes) text += table[byte];
  return text;
}

/** The bytes behind lower-case hex digits; `undefined` where the text is anything else. */
export function fromHex(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (text.length % 2 !== 0 || !/^[0-9a-f]*$/.test(text)) return undefined;
  return Uint8Array.from(
    { length: text.length / 2 },
    (_, i) => parseInt(text.slice(2 * i, 2 * i + 2), 16),
  );
}

/** Joins pieces into one array of bytes. */
export function concat(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(
    pieces.reduce((sum, piece) => sum + piece.length, 0),
  );
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
