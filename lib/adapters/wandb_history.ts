import { concat } from "../base/bytes.ts";
import { NUMBER_BYTES } from "../base/write_number.ts";
import { _textField } from "./protobuf.ts";
import { _writeJson, _writeSeconds } from "./wandb_json.ts";
import type { _WandbLog } from "./wandb_log.ts";

/** Room before a line for the heads of its record, whose lengths are known at its end. */
const ROOM = 24;

/** The label of an item, up to where the text of its number begins. */
function labelOf(key: string): Uint8Array {
  return concat([_textField(1, key), Uint8Array.of(0x82, 0x01)]);
}

/** The points of a run as lines of a history: one line has at most one point of a series, and W&B's
 * own step rises from line to line. */
export class _WandbHistory {
  readonly #log: _WandbLog;
  /** When the run began, in milliseconds since the epoch. */
  readonly #start: number;
  /** The column of our own step, where lines are counted for W&B. */
  readonly #column: Uint8Array | undefined;
  readonly #stepLabel: Uint8Array = labelOf("_step");
  readonly #timeLabel: Uint8Array = labelOf("_timestamp");
  readonly #runtimeLabel: Uint8Array = labelOf("_runtime");
  readonly #labels: Uint8Array[] = [];
  /** The line that each series was in last. */
  readonly #lines: number[] = [];
  #bytes = new Uint8Array(4096);
  #at = ROOM;
  /** The number of the line that is open, and its step and time. */
  #line = -1;
  #step = -1;
  #time = 0;
  /** How many records the log has. */
  records: number;

  /** Makes an empty history.
   *
   * @param column the name of the column of our own step, where W&B's counts the lines
   */
  constructor(log: _WandbLog, start: number, records: number, column?: string) {
    this.#log = log;
    this.#start = start;
    this.records = records;
    if (column !== undefined) this.#column = labelOf(column);
  }

  /** Adds the next series. */
  addSeries(key: string): void {
    this.#labels.push(labelOf(key));
    this.#lines.push(-1);
  }

  /** Adds the next point.
   *
   * @returns false where W&B's step cannot be ours: the step goes back, or a series has two points
   */
  add(series: number, step: number, value: number, timestamp: number): boolean {
    const isClosed = this.#at === ROOM;
    if (isClosed || step !== this.#step || this.#lines[series] === this.#line) {
      if (this.#column === undefined && step <= this.#step) return false;
      this.end();
      this.#line++;
      this.#step = step;
    }
    this.#lines[series] = this.#line;
    this.#time = timestamp;
    this.#item(this.#labels[series], value);
    return true;
  }

  /** Ends the line that is open. */
  end(): void {
    if (this.#at === ROOM) return;
    const step = this.#column === undefined ? this.#step : this.#line;
    if (this.#column !== undefined) this.#item(this.#column, this.#step);
    this.#item(this.#stepLabel, step);
    this.#item(this.#timeLabel, this.#time, _writeSeconds);
    this.#item(this.#runtimeLabel, this.#time - this.#start, _writeSeconds);
    this.#reserve(ROOM);
    const bytes = this.#bytes;
    let at = this.#at;
    bytes[at] = 0x12;
    bytes[at + 1] = 1 + varintLength(step);
    bytes[at + 2] = 0x08;
    const end = putVarint(bytes, at + 3, step);
    const record = ++this.records;
    const head = at = ROOM - (2 + varintLength(record) + varintLength(end - ROOM));
    bytes[at] = 0x08;
    at = putVarint(bytes, at + 1, record);
    bytes[at] = 0x12;
    putVarint(bytes, at + 1, end - ROOM);
    this.#log.add(bytes, head, end);
    this.#at = ROOM;
  }

  #item(label: Uint8Array, value: number, write = _writeJson): void {
    const most = label.length + 1 + NUMBER_BYTES;
    const room = varintLength(most);
    this.#reserve(most + 1 + room);
    const bytes = this.#bytes;
    const from = this.#at + 1 + room;
    let at = from;
    for (let i = 0; i < label.length; i++) bytes[at++] = label[i];
    const end = write(bytes, at + 1, value);
    bytes[at] = end - at - 1;
    bytes[this.#at] = 0x0a;
    // A length may take more bytes than it needs.
    let left = end - from;
    for (let i = 1; i <= room; i++, left >>= 7) {
      bytes[this.#at + i] = (left & 0x7f) | (i === room ? 0 : 0x80);
    }
    this.#at = end;
  }

  #reserve(count: number): void {
    if (this.#at + count <= this.#bytes.length) return;
    const bigger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#at + count));
    bigger.set(this.#bytes);
    this.#bytes = bigger;
  }
}

function putVarint(bytes: Uint8Array, at: number, value: number): number {
  let left = value;
  for (; left >= 0x80; left = Math.floor(left / 0x80)) bytes[at++] = (left % 0x80) | 0x80;
  bytes[at] = left;
  return at + 1;
}

function varintLength(value: number): number {
  let length = 1;
  for (let least = 0x80; value >= least; least *= 0x80) length++;
  return length;
}
