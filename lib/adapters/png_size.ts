/** The first 8 bytes of every PNG picture. */
const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** The size of a PNG picture in pixels, as its head tells it; `undefined` where bytes are none.
 *
 * @see PNG (Third Edition), sections 5.2 and 11.2.1
 */
export function _pngSize(bytes: Uint8Array): { width: number; height: number } | undefined {
  if (bytes.length < 33 || SIGNATURE.some((byte, i) => bytes[i] !== byte)) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(12) !== 0x49484452) return undefined;
  return { width: view.getUint32(16), height: view.getUint32(20) };
}
