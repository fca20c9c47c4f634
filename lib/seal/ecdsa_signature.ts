/** The bytes of one number of a P-256 signature. */
const NUMBER_BYTES = 32;

/** A P-256 signature as DER, from WebCrypto's form: both numbers, 32 bytes each.
 *
 * @see RFC 3279, section 2.2.3
 */
export function ecdsaToDer(raw: Uint8Array): Uint8Array<ArrayBuffer> {
  const numbers = [raw.subarray(0, NUMBER_BYTES), raw.subarray(NUMBER_BYTES)].flatMap((bytes) => {
    const first = bytes.findIndex((byte) => byte !== 0);
    const digits = first === -1 ? [0] : [...bytes.subarray(first)];
    // A first bit that is set would make the number negative.
    if (digits[0] >= 0x80) digits.unshift(0);
    return [0x02, digits.length, ...digits];
  });
  return Uint8Array.from([0x30, numbers.length, ...numbers]);
}

/** A P-256 signature in WebCrypto's form, from DER; `undefined` where the bytes are none, or have
 * another length than need be. */
export function ecdsaFromDer(der: Uint8Array): Uint8Array<ArrayBuffer> | undefined {
  if (der[0] !== 0x30 || der[1] >= 0x80 || der[1] !== der.length - 2) return undefined;
  const raw = new Uint8Array(2 * NUMBER_BYTES);
  let at = 2;
  for (const end of [NUMBER_BYTES, 2 * NUMBER_BYTES]) {
    const length = der[at + 1];
    if (der[at] !== 0x02 || !(length >= 1) || at + 2 + length > der.length) return undefined;
    const digits = der.subarray(at + 2, at += 2 + length);
    const isMinimal = length === 1 || digits[0] !== 0 || digits[1] >= 0x80;
    if (digits[0] >= 0x80 || !isMinimal) return undefined;
    const bare = digits[0] === 0 ? digits.subarray(1) : digits;
    if (bare.length > NUMBER_BYTES) return undefined;
    raw.set(bare, end - bare.length);
  }
  return at === der.length ? raw : undefined;
}
