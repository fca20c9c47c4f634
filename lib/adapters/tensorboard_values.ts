import { utf8 } from "../base/bytes.ts";
import {
  _doubleField,
  type _Fields,
  _integerField,
  _messageField,
  _textField,
} from "./protobuf.ts";

/** `DataType.DT_STRING`. */
const STRINGS = 7;

/** The fields of a value that TensorBoard shows as Markdown. */
export function _textValue(tag: string, markdown: string): _Fields[] {
  return [_textField(1, tag), strings([utf8(markdown)]), metadata("text", 2)];
}

/** The fields of a value that TensorBoard shows as a picture. */
export function _imageValue(
  tag: string,
  { width, height, bytes }: { width: number; height: number; bytes: Uint8Array },
): _Fields[] {
  const parts = [utf8(String(width)), utf8(String(height)), bytes];
  return [_textField(1, tag), strings(parts), metadata("images", 3)];
}

/** A parameter as the table of hyper-parameters holds it. */
export type _Hparam = number | string | boolean;

/** The tags that the table of hyper-parameters looks for. */
export const _SESSION_START = "_hparams_/session_start_info";
export const _SESSION_END = "_hparams_/session_end_info";

/** The fields of the value that begins a session of the table of hyper-parameters. */
export function _sessionStart(hparams: ReadonlyMap<string, _Hparam>, wall: number): _Fields[] {
  const entries = Array.from(
    hparams,
    ([name, value]) => _messageField(1, _textField(1, name), _messageField(2, hparam(value))),
  );
  return session(_SESSION_START, _messageField(3, ...entries, _doubleField(5, wall)));
}

/** The fields of the value that ends it. */
export function _sessionEnd(succeeded: boolean, wall: number): _Fields[] {
  const info = _messageField(4, _integerField(1, succeeded ? 1 : 2), _doubleField(2, wall));
  return session(_SESSION_END, info);
}

function hparam(value: _Hparam): _Fields {
  if (typeof value === "number") return _doubleField(2, value);
  return typeof value === "string" ? _textField(3, value) : _integerField(4, value);
}

/** The whole of a session's fact lies in the metadata; the tensor has no numbers. */
function session(tag: string, info: _Fields): _Fields[] {
  const content = _messageField(2, info);
  return [
    _textField(1, tag),
    _messageField(9, _messageField(1, _textField(1, "hparams"), content)),
    _messageField(8, _integerField(1, 1), _messageField(2, _messageField(2, _integerField(1, 0)))),
  ];
}

/** A tensor of texts, or bytes, in one row. */
function strings(items: readonly Uint8Array[]): _Fields {
  return _messageField(
    8,
    _integerField(1, STRINGS),
    _messageField(2, _messageField(2, _integerField(1, items.length))),
    ...items.map((item) => _messageField(8, item)),
  );
}

function metadata(plugin: string, dataClass: number): _Fields {
  return _messageField(9, _messageField(1, _textField(1, plugin)), _integerField(4, dataClass));
}
