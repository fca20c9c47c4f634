/** How far each of the 64 steps rotates. */
const ROTATIONS = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21];

/** The MD5 of bytes. It tells apart what nobody means to confuse, and proves nothing: W&B's
 * manifests are made of it.
 *
 * @see RFC 1321
 */
export function _md5(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const constants = Int32Array.from(
    { length: 64 },
    (_, i) => Math.floor(Math.abs(Math.sin(i + 1)) * 2 ** 32) | 0,
  );
  const whole = bytes.length - bytes.length % 64;
  const tail = new Uint8Array(bytes.length % 64 < 56 ? 64 : 128);
  tail.set(bytes.subarray(whole));
  tail[bytes.length - whole] = 0x80;
  const end = new DataView(tail.buffer);
  end.setUint32(tail.length - 8, (bytes.length * 8) >>> 0, true);
  end.setUint32(tail.length - 4, Math.floor(bytes.length / 2 ** 29), true);
  const state = Int32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at < whole; at += 64) takeBlock(state, view, at, constants);
  for (let at = 0; at < tail.length; at += 64) takeBlock(state, end, at, constants);
  const digest = new DataView(new ArrayBuffer(16));
  for (let i = 0; i < 4; i++) digest.setInt32(i * 4, state[i], true);
  return new Uint8Array(digest.buffer);
}

function takeBlock(state: Int32Array, view: DataView, at: number, constants: Int32Array): void {
  let [a, b, c, d] = state;
  for (let i = 0; i < 64; i++) {
    let mixed: number;
    let word: number;
    if (i < 16) [mixed, word] = [(b & c) | (~b & d), i];
    else if (i < 32) [mixed, word] = [(d & b) | (~d & c), (5 * i + 1) % 16];
    else if (i < 48) [mixed, word] = [b ^ c ^ d, (3 * i + 5) % 16];
    else [mixed, word] = [c ^ (b | ~d), (7 * i) % 16];
    const sum = (a + mixed + constants[i] + view.getInt32(at + word * 4, true)) | 0;
    const by = ROTATIONS[(i >> 4) * 4 + i % 4];
    [a, d, c, b] = [d, c, b, (b + ((sum << by) | (sum >>> (32 - by)))) | 0];
  }
  state[0] += a;
  state[1] += b;
  state[2] += c;
  state[3] += d;
}
