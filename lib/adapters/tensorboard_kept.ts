import { ByteReader } from "../base/varint.ts";
import { _maskedCrc, _RECORD_HEAD, _RECORD_TAIL } from "./tensorboard_records.ts";

/** The points of a tag that a folder's files hold, in the order they were written. */
export class _KeptPoints {
  #points: number[] = [];
  #at = 0;

  /** Takes down a point. */
  add(wall: number, step: number, value: number): void {
    this.#points.push(wall, step, value);
  }

  /** Whether the point is among those behind the last one that was asked for.
   *
   * Asked for every point of a series from its start, it tells how far the files have come: what a
   * crash, or another line of history, has left in between is passed over.
   */
  has(wall: number, step: number, value: number): boolean {
    const points = this.#points;
    const rounded = Math.fround(value);
    let isFound = false;
    while (this.#at < points.length && !isFound) {
      const at = this.#at;
      this.#at += 3;
      isFound = points[at] === wall && points[at + 1] === step &&
        Object.is(points[at + 2], rounded);
    }
    // What was asked for is not needed again.
    if (this.#at > 0 && this.#at === points.length) [this.#points, this.#at] = [[], 0];
    return isFound;
  }
}

/** What the event files of a folder hold. */
export class _KeptFolder {
  /** The points by tag. */
  readonly points: Map<string, _KeptPoints> = new Map();
  /** The events that are no points, as {@link _keptKey} names them. */
  readonly values: Set<string> = new Set();

  /** Takes down the records that bytes begin with, as far as they are whole.
   *
   * @returns how many bytes they take, and whether what follows is damaged: longer than `left`, the
   * bytes up to the file's end, or with a wrong checksum
   */
  read(bytes: Uint8Array, left: number): { used: number; damaged: boolean } {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let at = 0;
    for (;;) {
      const from = at + _RECORD_HEAD;
      if (from > bytes.length) return { used: at, damaged: at < left && from > left };
      if (_maskedCrc(bytes, at, at + 8) !== view.getUint32(at + 8, true)) {
        return { used: at, damaged: true };
      }
      const to = from + view.getUint32(at, true) + view.getUint32(at + 4, true) * 2 ** 32;
      const end = to + _RECORD_TAIL;
      if (end > bytes.length) return { used: at, damaged: end > left };
      if (_maskedCrc(bytes, from, to) !== view.getUint32(to, true)) {
        return { used: at, damaged: true };
      }
      this.#take(bytes.subarray(from, to));
      at = end;
    }
  }

  #take(event: Uint8Array): void {
    const { 1: wall = 0, 2: step = 0, 5: summary } = fieldsOf(event);
    if (!(summary instanceof Uint8Array)) return;
    const { 1: value } = fieldsOf(summary);
    if (!(value instanceof Uint8Array)) return;
    const { 1: label, 2: scalar } = fieldsOf(value);
    if (!(label instanceof Uint8Array)) return;
    const tag = new TextDecoder().decode(label);
    if (typeof scalar !== "number") {
      return void this.values.add(_keptKey(tag, wall as number, step as number));
    }
    let points = this.points.get(tag);
    if (points === undefined) this.points.set(tag, points = new _KeptPoints());
    points.add(wall as number, step as number, scalar);
  }
}

/** What tells one event that is no point from another. */
export function _keptKey(tag: string, wall: number, step: number): string {
  return `${wall} ${step} ${tag}`;
}

/** The last value of each field of a message; what is no message has none. */
function fieldsOf(message: Uint8Array): Record<number, number | Uint8Array> {
  const reader = new ByteReader(message);
  const fields: Record<number, number | Uint8Array> = Object.create(null);
  try {
    while (reader.left > 0) {
      const key = reader.varint();
      const field = Math.floor(key / 8);
      if (key % 8 === 0) fields[field] = reader.varint();
      else if (key % 8 === 1) fields[field] = reader.float64();
      else if (key % 8 === 2) fields[field] = reader.bytes(reader.varint());
      else if (key % 8 === 5) fields[field] = float32(reader.bytes(4));
      else return {};
    }
  } catch {
    // Bytes of another writer, under a name of ours: they are no event of this run.
    return {};
  }
  return fields;
}

function float32(bytes: Uint8Array): number {
  return new DataView(bytes.buffer, bytes.byteOffset).getFloat32(0, true);
}
