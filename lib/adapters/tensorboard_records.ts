import { crc32c } from "../base/crc32c.ts";
import {
  _doubleField,
  type _Fields,
  _integerField,
  _messageField,
  _textField,
} from "./protobuf.ts";

/** What stands before the data of a record: its length and the length's checksum. */
export const _RECORD_HEAD = 12;

/** What stands behind it: the checksum of the data. */
export const _RECORD_TAIL = 4;

/** The last value that rounds to a float32 rather than to Infinity. */
const LARGEST = 3.4028235677973362e38;

/** The records of an event file, in bytes that grow.
 *
 * A record is its length, the checksum of the length, an `Event`, and the checksum of that.
 */
export class _EventRecords {
  #bytes = new Uint8Array(1024);
  #view: DataView<ArrayBuffer> = new DataView(this.#bytes.buffer);
  /** How many bytes were written. */
  length = 0;

  /** Begins the file as every reader wants it.
   *
   * @param wall in seconds since the epoch, as everywhere here
   */
  constructor(wall: number) {
    this.#record([_doubleField(1, wall), _textField(3, "brain.Event:2")]);
  }

  /** Adds an event with a summary of one value.
   *
   * @param value the fields of `Summary.Value`
   */
  value(wall: number, step: number, ...value: readonly _Fields[]): void {
    const summary = _messageField(5, _messageField(1, ...value));
    this.#record([_doubleField(1, wall), ...(step === 0 ? [] : [_integerField(2, step)]), summary]);
  }

  /** Adds a point. The value is rounded to a float32.
   *
   * @param label what {@link _scalarLabel} made of the tag
   * @returns whether a finite value stayed finite
   */
  scalar(label: Uint8Array, wall: number, step: number, value: number): boolean {
    // A tag, two float64s at most as a varint, and the rest: some bytes more than it takes.
    this.#reserve(label.length + 48);
    const bytes = this.#bytes;
    const view = this.#view;
    let at = this.length + _RECORD_HEAD;
    bytes[at] = 0x09;
    view.setFloat64(at + 1, wall, true);
    bytes[at + 9] = 0x10;
    at += 10;
    let left = step;
    for (; left >= 0x80; left = Math.floor(left / 0x80)) bytes[at++] = (left % 0x80) | 0x80;
    bytes[at++] = left;
    for (let i = 0; i < label.length; i++) bytes[at++] = label[i];
    // Engines disagree on the bits of a NaN.
    if (value !== value) view.setUint32(at, 0x7fc00000, true);
    else view.setFloat32(at, value, true);
    this.#close(at + 4);
    return Math.abs(value) < LARGEST || !Number.isFinite(value);
  }

  /** What was written, without a copy: valid until the next write. */
  written(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, this.length);
  }

  /** Begins again behind what was written, in the same memory. */
  clear(): void {
    this.length = 0;
  }

  #record(fields: readonly _Fields[]): void {
    const size = fields.reduce((sum, { length }) => sum + length, 0);
    this.#reserve(size + _RECORD_HEAD + _RECORD_TAIL);
    let at = this.length + _RECORD_HEAD;
    for (const field of fields) {
      this.#bytes.set(field, at);
      at += field.length;
    }
    this.#close(at);
  }

  /** Puts length and checksums around the data that ends here. */
  #close(end: number): void {
    const start = this.length;
    const from = start + _RECORD_HEAD;
    const view = this.#view;
    view.setUint32(start, end - from, true);
    view.setUint32(start + 4, 0, true);
    view.setUint32(start + 8, _maskedCrc(this.#bytes, start, start + 8), true);
    view.setUint32(end, _maskedCrc(this.#bytes, from, end), true);
    this.length = end + _RECORD_TAIL;
  }

  #reserve(count: number): void {
    if (this.length + count <= this.#bytes.length) return;
    const bigger = new Uint8Array(Math.max(this.#bytes.length * 2, this.length + count));
    bigger.set(this.#bytes);
    this.#bytes = bigger;
    this.#view = new DataView(bigger.buffer);
  }
}

/** What stands between the step and the value of every point of a tag. */
export function _scalarLabel(tag: string): _Fields {
  const value = _messageField(1, _textField(1, tag), Uint8Array.of(0x15, 0, 0, 0, 0));
  return _messageField(5, value).slice(0, -4);
}

/** The checksum that records carry: rotated and shifted, so that it differs from one of bytes that
 * hold checksums themselves.
 *
 * @see TFRecord, "masked CRC"
 */
export function _maskedCrc(bytes: Uint8Array, from: number, to: number): number {
  const crc = crc32c(bytes, from, to);
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}
