import { type _Fields, _integerField, _messageField, _textField } from "./protobuf.ts";

/** Facts by key, in order: each value as JSON. */
export type _Items = readonly (readonly [key: string, json: string])[];

/** What the record of a run says. */
export interface _RunFacts {
  readonly id: string;
  readonly entity?: string;
  readonly project: string;
  readonly group?: string;
  readonly name: string;
  readonly notes?: string;
  readonly tags: readonly string[];
  /** In milliseconds since the epoch. */
  readonly start: number;
  readonly config: _Items;
}

/** The fields of each kind of record, by the name of the kind in W&B's protocol. */
export const _wandbRecord = {
  header: (producer: string): _Fields =>
    _messageField(21, _messageField(1, _textField(1, producer), _textField(2, "0.70.0"))),
  run: (facts: _RunFacts): _Fields =>
    _messageField(
      17,
      _textField(1, facts.id),
      ...optional(2, facts.entity),
      _textField(3, facts.project),
      _messageField(4, ...facts.config.map(item)),
      ...optional(6, facts.group),
      _textField(8, facts.name),
      ...optional(9, facts.notes),
      ...facts.tags.map((tag) => _textField(10, tag)),
      _messageField(17, ...timestamp(facts.start)),
    ),
  /** The axis that a series is drawn over. */
  metric: (key: string, step: string): _Fields =>
    _messageField(
      12,
      _textField(1, key),
      _textField(4, step),
      _messageField(6, _integerField(3, 1)),
    ),
  summary: (items: _Items): _Fields => _messageField(3, ...items.map(item)),
  /** Files that lie in the folder `files`, sent at the end. */
  files: (paths: readonly string[]): _Fields =>
    _messageField(
      6,
      ...paths.map((path) => _messageField(1, _textField(1, path), _integerField(2, 1))),
    ),
  /** A line that the program wrote to its errors. */
  complaint: (line: string, time: number): _Fields =>
    _messageField(13, _messageField(2, ...timestamp(time)), _textField(3, `${line}\n`)),
  exit: (code: number, seconds: number): _Fields =>
    _messageField(18, _integerField(1, code), _integerField(2, Math.max(0, Math.floor(seconds)))),
};

function item([key, json]: readonly [string, string]): _Fields {
  return _messageField(1, _textField(1, key), _textField(16, json));
}

function optional(field: number, text: string | undefined): _Fields[] {
  return text === undefined ? [] : [_textField(field, text)];
}

function timestamp(ms: number): [_Fields, _Fields] {
  const seconds = Math.floor(ms / 1000);
  return [_integerField(1, seconds), _integerField(2, Math.round((ms - seconds * 1000) * 1e6))];
}
