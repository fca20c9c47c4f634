import { crc32 } from "../base/crc32.ts";

/** The log is cut into blocks of so many bytes. */
const BLOCK = 32 * 1024;

/** A chunk's checksum, length and kind. */
const HEAD = 7;

/** What a chunk is of its record, and the checksum of that byte. */
const [FULL, FIRST, MIDDLE, LAST] = [1, 2, 3, 4];
const KIND_CRC = /* @__PURE__ */ Int32Array.of(
  0xd202ef8d,
  0xa505df1b,
  0x3c0c8ea1,
  0x4b0bbe37,
  0xd56f2b94,
);

/** A transaction log of W&B, in bytes that grow: records cut into chunks that never cross a block.
 *
 * @see LevelDB, "log format"; the checksum is W&B's own choice, CRC-32 of kind and bytes
 */
export class _WandbLog {
  #bytes = new Uint8Array(BLOCK);
  #view: DataView<ArrayBuffer> = new DataView(this.#bytes.buffer);
  /** How many bytes were written. */
  length = 0;

  /** Begins the log: ":W&B", a number that tells the order of bytes, the version. */
  constructor() {
    this.#bytes.set([0x3a, 0x57, 0x26, 0x42, 0xe1, 0xbe, 0x00]);
    this.length = 7;
  }

  /** Adds a record: the bytes from one position to another. */
  add(record: Uint8Array, from = 0, to: number = record.length): void {
    // Each block that a record reaches costs a head, and the last bytes of one may stay empty.
    this.#reserve((to - from) + (Math.ceil((to - from) / (BLOCK - HEAD)) + 2) * 2 * HEAD);
    let at = from;
    for (let isFirst = true, isLast = false; !isLast;) {
      const left = BLOCK - this.length % BLOCK;
      if (left < HEAD) {
        this.#bytes.fill(0, this.length, this.length + left);
        this.length += left;
        continue;
      }
      const size = Math.min(to - at, left - HEAD);
      isLast = at + size === to;
      const kind = isFirst ? (isLast ? FULL : FIRST) : (isLast ? LAST : MIDDLE);
      this.#chunk(kind, record.subarray(at, at + size));
      at += size;
      isFirst = false;
    }
  }

  /** What was written, without a copy: valid until the next write. */
  written(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, this.length);
  }

  #chunk(kind: number, payload: Uint8Array): void {
    const start = this.length;
    this.#view.setUint32(start, crc32(payload, KIND_CRC[kind]), true);
    this.#view.setUint16(start + 4, payload.length, true);
    this.#bytes[start + 6] = kind;
    this.#bytes.set(payload, start + HEAD);
    this.length = start + HEAD + payload.length;
  }

  #reserve(count: number): void {
    if (this.length + count <= this.#bytes.length) return;
    const bigger = new Uint8Array(Math.max(this.#bytes.length * 2, this.length + count));
    bigger.set(this.#bytes.subarray(0, this.length));
    this.#bytes = bigger;
    this.#view = new DataView(bigger.buffer);
  }
}
