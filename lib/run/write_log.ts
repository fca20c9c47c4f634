import { ByteWriter } from "../base/varint.ts";
import { eventBytes } from "./event_bytes.ts";
import { EVENTS_FRAME, frame, MAGIC, ROOT_FRAME } from "./log_frame.ts";
import { GroupReader } from "./point_groups.ts";
import type { Run } from "./run.ts";
import { RecordReader } from "./stretch.ts";
import { PointWriter } from "./write_points.ts";

/** A frame holds at most so many events: with fewer, thousands of series have hardly a point each in
 * it, and with more its points leave the cache. */
const FRAME_EVENTS = 16_384;
/** A frame ends where its records have so many bytes. */
const FRAME_TEXT = 2 ** 22;

/** A run as the bytes of a log file: the magic, frames of events, and the root at the end.
 *
 * The layout is told in `log_frame.ts`.
 *
 * @param root the Merkle root of the run, 32 bytes
 */
export function* writeLog(
  run: Run,
  root: Uint8Array,
): Generator<Uint8Array<ArrayBuffer>, void, undefined> {
  yield MAGIC.slice();
  yield* writeFrames(run, 0);
  yield frame(ROOT_FRAME, run.length, 0, root);
}

/** The frames of a run's events from a number on. */
export function writeFrames(
  run: Run,
  from: number,
): Generator<Uint8Array<ArrayBuffer>, void, undefined> {
  return new FrameWriter().write(run, from, run.length);
}

/** Writes frames of events. What it works on is made room for once: a journal writes a few events,
 * over and over. */
export class FrameWriter {
  readonly #groups: GroupReader = new GroupReader();
  readonly #points: PointWriter = new PointWriter();
  readonly #payload: ByteWriter = new ByteWriter();

  /** The frames of a run's events from a number on, up to another one, exclusive; one at a time. */
  *write(
    run: Run,
    from: number,
    to: number,
  ): Generator<Uint8Array<ArrayBuffer>, void, undefined> {
    const payload = this.#payload;
    const records = new TextReader(run, from);
    this.#groups.begin(run, from);
    for (let at = from; at < to;) {
      const { texts, gaps, end } = records.read(at, Math.min(at + FRAME_EVENTS, to));
      payload.clear();
      payload.varint(texts.length);
      for (const [i, text] of texts.entries()) {
        payload.varint(gaps[i]);
        payload.varint(text.length);
        payload.bytes(text);
      }
      this.#points.write(payload, this.#groups.read(end), at, end - at);
      yield frame(EVENTS_FRAME, at, end - at, payload.written());
      at = end;
    }
  }
}

/** Reads the records of a run as canonical JSON. */
class TextReader {
  readonly #records: RecordReader;
  /** The text of the next record, where the frame before had no room for it. */
  #text: Uint8Array | undefined;

  constructor(run: Run, from: number) {
    this.#records = new RecordReader(run, from);
  }

  /** The records of a frame that begins at an event and ends at another one or, so that it is of
   * sensible size, earlier; the points before each. */
  read(from: number, to: number): { texts: Uint8Array[]; gaps: number[]; end: number } {
    const records = this.#records;
    const texts: Uint8Array[] = [];
    const gaps: number[] = [];
    let due = from;
    for (let size = 0; records.next < to;) {
      const number = records.next;
      this.#text ??= eventBytes(records.event!);
      size += this.#text.length;
      if (size > FRAME_TEXT && number > from) return { texts, gaps, end: number };
      texts.push(this.#text);
      gaps.push(number - due);
      due = number + 1;
      this.#text = undefined;
      records.advance();
    }
    return { texts, gaps, end: to };
  }
}
