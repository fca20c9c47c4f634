import type { ByteReader, ByteWriter } from "../base/varint.ts";

/** A value's place in the table is one byte. */
const MOST = 256;
/** Twice as many slots as values, so that a search is short. */
const SLOTS = 512;

/** The distinct values of a group that has few of them, as accuracies and learning rates do. */
export class ValueTable {
  readonly #values = new Float64Array(MOST);
  #count = 0;
  /** For each point the place of its value. */
  #places = new Uint8Array(0);
  /** For each hash the place of the value there, or -1. */
  readonly #slots = new Int16Array(SLOTS);
  readonly #one = new Float64Array(1);
  readonly #words = new Uint32Array(this.#one.buffer);

  /** Takes up the values from one position to another; gives how many bytes they take so, or
   * Infinity where they are too many different ones. It gives up early on those that hardly repeat. */
  fill(values: Float64Array, from: number, to: number): number {
    const size = to - from;
    if (this.#places.length < size) this.#places = new Uint8Array(size);
    this.#slots.fill(-1);
    this.#count = 0;
    for (let i = 0, before = NaN, place = 0; i < size; i++) {
      const value = values[from + i];
      if (i === 0 || !Object.is(value, before)) {
        place = this.#placeOf(value);
        if (place === MOST || place > 32 + i / 2) return Infinity;
        before = value;
      }
      this.#places[i] = place;
    }
    return 1 + 8 * this.#count + size;
  }

  /** Writes what was taken up last. */
  write(out: ByteWriter, size: number): void {
    out.byte(this.#count - 1);
    out.floats64(this.#values, 0, this.#count);
    out.bytes(this.#places.subarray(0, size));
  }

  /** Reads what was written so into the places of `target` from one position to another.
   *
   * @throws {RangeError} where the bytes are no such values
   */
  read(input: ByteReader, target: Float64Array, from: number, to: number): void {
    const count = input.byte() + 1;
    input.floats64(this.#values, 0, count);
    const places = input.bytes(to - from);
    for (let i = 0; i < places.length; i++) {
      if (places[i] >= count) throw new RangeError("a value is not in its table");
      target[from + i] = this.#values[places[i]];
    }
  }

  /** The place of a value, which may be a new one; MOST where there is none left. */
  #placeOf(value: number): number {
    this.#one[0] = value === value ? value : NaN;
    const low = this.#words[0];
    const high = this.#words[1];
    let slot = (Math.imul(low ^ Math.imul(high, 0x9e3779b1), 0x85ebca6b) >>> 16) % SLOTS;
    for (;; slot = (slot + 1) % SLOTS) {
      const place = this.#slots[slot];
      if (place === -1) break;
      if (Object.is(this.#values[place], value)) return place;
    }
    if (this.#count === MOST) return MOST;
    this.#values[this.#count] = value;
    return this.#slots[slot] = this.#count++;
  }
}
