import { HASH_BYTES } from "./merkle_root.ts";

/** A growing list of hashes, packed. */
export class HashList {
  /** How many hashes it holds. */
  length = 0;
  #bytes = new Uint8Array(HASH_BYTES);

  /** Appends a hash. */
  push(hash: Uint8Array): void {
    const end = this.length * HASH_BYTES;
    if (end === this.#bytes.length) {
      const larger = new Uint8Array(2 * end);
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    this.#bytes.set(hash, end);
    this.length++;
  }

  /** A hash of the list, which the caller does not change. */
  at(index: number): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(index * HASH_BYTES, (index + 1) * HASH_BYTES);
  }
}
