import { concat, utf8 } from "../base/bytes.ts";

/** Bytes of one or more fields. */
export type _Fields = Uint8Array<ArrayBuffer>;

/** A field that holds an integer, at most 2⁵³−1 away from 0, or a truth.
 *
 * @see https://protobuf.dev/programming-guides/encoding/
 */
export function _integerField(field: number, value: number | boolean): _Fields {
  return concat([_varint(field * 8), _varint(Number(value))]);
}

/** A field that holds a float64. */
export function _doubleField(field: number, value: number): _Fields {
  return concat([_varint(field * 8 + 1), new Uint8Array(Float64Array.of(value).buffer)]);
}

/** A field that holds a text. */
export function _textField(field: number, text: string): _Fields {
  return _messageField(field, utf8(text));
}

/** A field that holds bytes, or a message made of the fields given. */
export function _messageField(field: number, ...fields: readonly Uint8Array[]): _Fields {
  const size = fields.reduce((sum, { length }) => sum + length, 0);
  return concat([_varint(field * 8 + 2), _varint(size), ...fields]);
}

/** A field that holds float64s side by side. */
export function _doublesField(field: number, values: readonly number[]): _Fields {
  return _messageField(field, new Uint8Array(Float64Array.from(values).buffer));
}

/** An integer in seven bits a byte, the lowest first; a negative one as its complement in 64. */
export function _varint(value: number): _Fields {
  const bytes: number[] = [];
  if (value < 0) {
    let left = BigInt.asUintN(64, BigInt(value));
    for (; left >= 0x80n; left >>= 7n) bytes.push(Number(left & 0x7fn) | 0x80);
    bytes.push(Number(left));
  } else {
    let left = value;
    for (; left >= 0x80; left = Math.floor(left / 0x80)) bytes.push((left % 0x80) | 0x80);
    bytes.push(left);
  }
  return Uint8Array.from(bytes);
}
