import { IS_LITTLE_ENDIAN } from "./little_endian.ts";

/** Below so many numbers a loop is faster than a copy of bytes. */
const SHORT = 16;

/** Bytes that grow at the end, for formats with numbers of variable length. */
export class ByteWriter {
  #bytes = new Uint8Array(1024);
  #view: DataView<ArrayBuffer> = new DataView(this.#bytes.buffer);
  /** How many bytes were written. */
  length = 0;

  /** Writes an integer from 0 to 2⁵³−1: seven bits a byte, the lowest first. */
  varint(value: number): void {
    this.#reserve(8);
    while (value >= 2 ** 31) {
      this.#bytes[this.length++] = (value % 0x80) | 0x80;
      value = Math.floor(value / 0x80);
    }
    // Most numbers are small, and a processor shifts faster than it divides.
    let rest = value | 0;
    for (; rest >= 0x80; rest >>>= 7) this.#bytes[this.length++] = rest | 0x80;
    this.#bytes[this.length++] = rest;
  }

  /** Writes an integer of either sign: the first byte holds the sign and six bits. */
  signed(value: number): void {
    this.#reserve(1);
    const size = Math.abs(value);
    const sign = value < 0 ? 0x40 : 0;
    if (size < 0x40) this.#bytes[this.length++] = sign | size;
    else {
      this.#bytes[this.length++] = 0x80 | sign | (size % 0x40);
      this.varint(Math.floor(size / 0x40));
    }
  }

  /** Writes one byte. */
  byte(value: number): void {
    this.#reserve(1);
    this.#bytes[this.length++] = value;
  }

  /** Writes a float64, little-endian; NaN always as `000000000000f87f`. */
  float64(value: number): void {
    this.#reserve(8);
    if (value !== value) this.#putNan(this.length);
    else this.#view.setFloat64(this.length, value, true);
    this.length += 8;
  }

  /** Writes a float64 for each of the numbers from one position to another. */
  floats64(numbers: Float64Array, from: number, to: number): void {
    const size = (to - from) * 8;
    this.#reserve(size);
    const at = this.length;
    if (IS_LITTLE_ENDIAN && to - from >= SHORT) {
      this.#bytes.set(new Uint8Array(numbers.buffer, numbers.byteOffset + from * 8, size), at);
      this.length += size;
      // A NaN may have any bits here: it gets its own.
      for (let i = from; i < to; i++) {
        if (numbers[i] !== numbers[i]) this.#putNan(at + (i - from) * 8);
      }
    } else for (let i = from; i < to; i++) this.float64(numbers[i]);
  }

  /** Writes a float32 for each of the numbers from one position to another; NaN always as
   * `0000c07f`. */
  floats32(numbers: Float64Array, from: number, to: number): void {
    this.#reserve((to - from) * 4);
    for (let i = from; i < to; i++) {
      const number = numbers[i];
      if (number !== number) this.#view.setUint32(this.length, 0x7fc00000, true);
      else this.#view.setFloat32(this.length, number, true);
      this.length += 4;
    }
  }

  /** Writes bytes as they are. */
  bytes(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.length);
    this.length += bytes.length;
  }

  /** What was written, without a copy: valid until the next write. */
  written(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, this.length);
  }

  /** Begins again, in the same memory. */
  clear(): void {
    this.length = 0;
  }

  #putNan(at: number): void {
    this.#view.setUint32(at, 0, true);
    this.#view.setUint32(at + 4, 0x7ff80000, true);
  }

  #reserve(count: number): void {
    if (this.length + count <= this.#bytes.length) return;
    const bigger = new Uint8Array(Math.max(this.#bytes.length * 2, this.length + count));
    bigger.set(this.#bytes);
    this.#bytes = bigger;
    this.#view = new DataView(bigger.buffer);
  }
}

/** Reads what a {@link ByteWriter} wrote; every read is held against the end.
 *
 * Its errors are `RangeError`s that say what is wrong; the caller says where.
 */
export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  /** Where the next read begins. */
  at = 0;

  /** Reads from the start of `bytes`. */
  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** The bytes that are left. */
  get left(): number {
    return this.#bytes.length - this.at;
  }

  /** Reads an integer from 0 to 2⁵³−1. */
  varint(): number {
    let value = 0;
    for (let scale = 1;; scale *= 0x80) {
      const byte = this.byte();
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) break;
      if (scale >= 2 ** 49) throw new RangeError("a number is longer than 8 bytes");
    }
    if (value > Number.MAX_SAFE_INTEGER) throw new RangeError("a number is beyond 2^53-1");
    return value;
  }

  /** Reads an integer of either sign. */
  signed(): number {
    const first = this.byte();
    const more = first & 0x80 ? this.varint() : 0;
    if (more >= 2 ** 48) throw new RangeError("a difference is beyond 2^54");
    const size = more * 0x40 + (first & 0x3f);
    return first & 0x40 ? -size : size;
  }

  /** Reads one byte. */
  byte(): number {
    if (this.at >= this.#bytes.length) throw new RangeError("the bytes end too early");
    return this.#bytes[this.at++];
  }

  /** Reads a float64, little-endian. */
  float64(): number {
    this.at += 8;
    if (this.at > this.#bytes.length) throw new RangeError("the bytes end too early");
    return this.#view.getFloat64(this.at - 8, true);
  }

  /** Reads a float64 for each place of `target` from one position to another. */
  floats64(target: Float64Array, from: number, to: number): void {
    const size = (to - from) * 8;
    if (size > this.left) throw new RangeError("the bytes end too early");
    if (IS_LITTLE_ENDIAN && to - from >= SHORT) {
      new Uint8Array(target.buffer, target.byteOffset + from * 8, size).set(this.bytes(size));
    } else for (let i = from; i < to; i++) target[i] = this.float64();
  }

  /** Reads a float32 for each place of `target` from one position to another. */
  floats32(target: Float64Array, from: number, to: number): void {
    if ((to - from) * 4 > this.left) throw new RangeError("the bytes end too early");
    for (let i = from; i < to; i++, this.at += 4) target[i] = this.#view.getFloat32(this.at, true);
  }

  /** Reads so many bytes, without a copy. */
  bytes(count: number): Uint8Array {
    if (count > this.left) throw new RangeError("the bytes end too early");
    this.at += count;
    return this.#bytes.subarray(this.at - count, this.at);
  }
}
