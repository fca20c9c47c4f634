// SHA-256 without WebAssembly (FIPS 180-4, section 6.2). The state has the layout that the kernel
// uses, 104 bytes: eight words of hash, a block of 64 bytes, and two words of length, low first;
// so either of the two can take over from the other.

/** The bytes of a hash under way. */
export const STATE_BYTES = 104;

/** The bytes of a digest. */
export const DIGEST_BYTES = 32;

const BLOCK = 64;
const BLOCK_AT = 32;

// deno-fmt-ignore
const INITIAL: readonly number[] = [
  0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
];

// deno-fmt-ignore
const ROUNDS = Int32Array.of(
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
  0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
  0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
  0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
  0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
  0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
  0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
  0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
);

const schedule = /* @__PURE__ */ new Int32Array(64);

/** The state of a hash that has taken nothing yet. */
export function plainSha256Begin(): Uint8Array<ArrayBuffer> {
  const state = new Uint8Array(STATE_BYTES);
  wordsOf(state).set(INITIAL);
  return state;
}

/** Takes more of the message into a state. */
export function plainSha256Update(
  state: Uint8Array<ArrayBuffer>,
  bytes: Uint8Array,
): void {
  const words = wordsOf(state);
  const filled = words[24] % BLOCK;
  const length = words[24] + bytes.length;
  words[25] += Math.floor(length / 2 ** 32);
  words[24] = length;
  if (filled + bytes.length < BLOCK) {
    state.set(bytes, BLOCK_AT + filled);
    return;
  }
  let at = 0;
  if (filled > 0) {
    at = BLOCK - filled;
    state.set(bytes.subarray(0, at), BLOCK_AT + filled);
    compress(words, state, BLOCK_AT);
  }
  for (; at + BLOCK <= bytes.length; at += BLOCK) compress(words, bytes, at);
  state.set(bytes.subarray(at), BLOCK_AT);
}

/** Pads the message and gives its digest; the state is used up (FIPS 180-4, section 5.1.1). */
export function plainSha256End(
  state: Uint8Array<ArrayBuffer>,
): Uint8Array<ArrayBuffer> {
  const words = wordsOf(state);
  const filled = words[24] % BLOCK;
  state[BLOCK_AT + filled] = 0x80;
  state.fill(0, BLOCK_AT + filled + 1, BLOCK_AT + BLOCK);
  if (filled >= BLOCK - 8) {
    compress(words, state, BLOCK_AT);
    state.fill(0, BLOCK_AT, BLOCK_AT + BLOCK);
  }
  const view = new DataView(state.buffer);
  view.setUint32(BLOCK_AT + 56, words[25] << 3 | words[24] >>> 29);
  view.setUint32(BLOCK_AT + 60, words[24] << 3);
  compress(words, state, BLOCK_AT);
  const digest = new DataView(new ArrayBuffer(DIGEST_BYTES));
  for (let i = 0; i < 8; i++) digest.setUint32(4 * i, words[i]);
  return new Uint8Array(digest.buffer);
}

/** The digest of one message that is given in pieces. */
export function plainSha256(
  ...pieces: readonly Uint8Array[]
): Uint8Array<ArrayBuffer> {
  const state = plainSha256Begin();
  for (const piece of pieces) plainSha256Update(state, piece);
  return plainSha256End(state);
}

function wordsOf(state: Uint8Array<ArrayBuffer>): Uint32Array {
  return new Uint32Array(state.buffer, 0, STATE_BYTES / 4);
}

function compress(hash: Uint32Array, bytes: Uint8Array, at: number): void {
  const w = schedule;
  for (let i = 0; i < 16; i++, at += 4) {
    w[i] = bytes[at] << 24 | bytes[at + 1] << 16 | bytes[at + 2] << 8 |
      bytes[at + 3];
  }
  for (let i = 16; i < 64; i++) {
    const early = w[i - 15];
    const late = w[i - 2];
    const s0 = rotate(early, 7) ^ rotate(early, 18) ^ early >>> 3;
    const s1 = rotate(late, 17) ^ rotate(late, 19) ^ late >>> 10;
    w[i] = w[i - 16] + s0 + w[i - 7] + s1;
  }
  let a = hash[0] | 0, b = hash[1] | 0, c = hash[2] | 0, d = hash[3] | 0;
  let e = hash[4] | 0, f = hash[5] | 0, g = hash[6] | 0, h = hash[7] | 0;
  for (let i = 0; i < 64; i++) {
    const s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
    const t = h + s1 + (g ^ (e & (f ^ g))) + ROUNDS[i] + w[i] | 0;
    const s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
    h = g;
    g = f;
    f = e;
    e = d + t | 0;
    d = c;
    const majority = b ^ ((a ^ b) & (b ^ c));
    c = b;
    b = a;
    a = t + s0 + majority | 0;
  }
  hash[0] += a;
  hash[1] += b;
  hash[2] += c;
  hash[3] += d;
  hash[4] += e;
  hash[5] += f;
  hash[6] += g;
  hash[7] += h;
}

function rotate(word: number, by: number): number {
  return word >>> by | word << (32 - by);
}
