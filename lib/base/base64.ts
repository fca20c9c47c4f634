/** Bytes as Base64 of the standard alphabet, padded.
 *
 * @see RFC 4648, section 4
 */
export function toBase64(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

/** The bytes behind Base64 of the standard or the URL-safe alphabet, padded or not; `undefined` where
 * the text is anything else, or its last letter holds bits that no byte has.
 *
 * @see RFC 4648, sections 3.5, 4 and 5
 */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (!/^(?:[A-Za-z0-9+/]*|[A-Za-z0-9_-]*)={0,2}$/.test(text)) return undefined;
  const letters = text.replace(/=+$/, "").replaceAll("-", "+").replaceAll("_", "/");
  const isPadded = text.length > letters.length;
  if (letters.length % 4 === 1 || (isPadded && text.length % 4 !== 0)) return undefined;
  const decoded = atob(letters);
  const bytes = new Uint8Array(decoded.length);
  for (let i = 0; i < decoded.length; i++) bytes[i] = decoded.charCodeAt(i);
  // One text for the same bytes: what was changed is never read as if it was not.
  return btoa(decoded).replace(/=+$/, "") === letters ? bytes : undefined;
}
