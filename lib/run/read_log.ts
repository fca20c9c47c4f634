import { concat } from "../base/bytes.ts";
import { crc32c } from "../base/crc32c.ts";
import { type Env, systemEnv } from "../base/env.ts";
import { LogError } from "../base/errors.ts";
import { ByteReader } from "../base/varint.ts";
import {
  CHECK_BYTES,
  EVENTS_FRAME,
  type FrameHeader,
  HEADER_BYTES,
  MAGIC,
  MAX_FRAME_EVENTS,
  readHeader,
  ROOT_FRAME,
} from "./log_frame.ts";
import { readEvents } from "./read_events.ts";
import { PointReader } from "./read_points.ts";
import { LogBuilder } from "./replay.ts";
import type { Run } from "./run.ts";

/** What a log file came to. */
export interface ReadLog {
  readonly run: Run;
  /** The roots that the file states, each over its first `length` events. */
  readonly roots: readonly { readonly length: number; readonly root: Uint8Array<ArrayBuffer> }[];
  /** How many bytes of the file, from its start, hold whole frames that fit together. */
  readonly size: number;
  /** What was cut from the end or, by a lenient reader, from the first damage on. */
  readonly cut?: LogCut;
}

/** What of a log file could not be read. */
export interface LogCut {
  readonly offset: number;
  readonly size: number;
  readonly error: LogError;
  /** Whether no whole frame follows: a writer was stopped here, nothing was changed. */
  readonly isTail: boolean;
}

/** The first byte of every header. */
const SYNC_BYTE = 0x4c;

/** Reads a log file piece by piece, in memory proportional to one frame beside the run.
 *
 * A torn tail is cut back to the last whole frame and told in `cut`; so is a file that ends without
 * the root of its events, where whole frames may be missing. Damage that is followed by a whole
 * frame is an error; a lenient reader gives what came before it.
 */
export class LogReader {
  readonly #builder: LogBuilder;
  readonly #points: PointReader = new PointReader();
  readonly #lenient: boolean;
  readonly #roots: { length: number; root: Uint8Array<ArrayBuffer> }[] = [];
  #pending: Uint8Array = new Uint8Array();
  /** Pieces that wait until there is enough for the next frame, and how much that is. */
  #waiting: Uint8Array[] = [];
  #waitingSize = 0;
  #need = 0;
  /** Where `#pending` begins in the file. */
  #offset = 0;
  #begun = false;
  #fault: LogError | undefined;
  #damaged = false;

  /** Makes a reader for one file. */
  constructor(options: { env?: Env; mode?: "strict" | "lenient" } = {}) {
    this.#builder = new LogBuilder(options.env ?? systemEnv);
    this.#lenient = options.mode === "lenient";
  }

  /** Takes the next bytes of the file, which must not change afterwards.
   *
   * @throws {LogError} `LOG_FORMAT`, `LOG_DAMAGED` or `LOG_EVENT`, with the offset in bytes
   */
  push(bytes: Uint8Array): void {
    this.#waiting.push(bytes);
    this.#waitingSize += bytes.length;
    if (this.#pending.length + this.#waitingSize < this.#need) return;
    this.#gather();
    if (!this.#begun && !this.#begin()) return;
    while (this.#fault === undefined && this.#readFrame()) { /* one frame a turn */ }
    if (this.#fault !== undefined) this.#lookBeyond();
  }

  /** Where the first frame begins that was not read yet. */
  get offset(): number {
    return this.#offset;
  }

  /** Forgets the bytes from {@link offset} on: a file that grows gives them again, maybe others. */
  rewind(): void {
    this.#pending = new Uint8Array();
    this.#waiting = [];
    this.#waitingSize = this.#need = 0;
  }

  /** The run so far, whose log nobody else appends to; `undefined` before its first event. */
  newest(): Run | undefined {
    return this.#builder.length === 0 ? undefined : this.#builder.fork();
  }

  /** What stopped the reading, where something did. */
  get fault(): LogError | undefined {
    return this.#fault;
  }

  /** Says that the file has ended.
   *
   * @throws {LogError} where not even the first event could be read
   */
  end(): ReadLog {
    this.#gather();
    const whole = this.#offset;
    const left = this.#pending.length;
    if (!this.#begun) throw this.#error("LOG_FORMAT", "the file is too short for a log", 0);
    if (left > 0 && this.#fault === undefined) {
      this.#fault = this.#error("LOG_DAMAGED", "the last frame is not whole");
    }
    const length = this.#builder.length;
    if (length > 0 && this.#fault === undefined && this.#roots.at(-1)?.length !== length) {
      this.#fault = this.#error(
        "LOG_DAMAGED",
        "no root follows the last event: the end is missing",
      );
    }
    if (length === 0) {
      throw this.#fault ?? this.#error("LOG_FORMAT", "the file holds no event");
    }
    const run = this.#builder.run();
    if (this.#fault === undefined) return { run, roots: this.#roots, size: whole };
    const { code, message, offset, details, cause } = this.#fault;
    const size = whole + left - offset;
    const error = new LogError(code, message, { ...details, offset, size }, { cause });
    const cut = { offset, size, error, isTail: !this.#damaged };
    return { run, roots: this.#roots, size: offset, cut };
  }

  #gather(): void {
    const pieces = this.#pending.length === 0 ? this.#waiting : [this.#pending, ...this.#waiting];
    this.#pending = pieces.length === 1 ? pieces[0] : concat(pieces);
    this.#waiting = [];
    this.#waitingSize = 0;
    this.#need = 0;
  }

  #begin(): boolean {
    const known = Math.min(this.#pending.length, MAGIC.length);
    for (let i = 0; i < known; i++) {
      if (this.#pending[i] === MAGIC[i]) continue;
      throw i === MAGIC.length - 1
        ? this.#error("LOG_FORMAT", `version ${this.#pending[i]} of the format is not known`, i)
        : this.#error("LOG_FORMAT", "the file is no log of a run", i);
    }
    if (known < MAGIC.length) return false;
    this.#skip(MAGIC.length);
    return this.#begun = true;
  }

  /** Reads the next frame where all of it is there. */
  #readFrame(): boolean {
    if (this.#pending.length < HEADER_BYTES) return false;
    const header = readHeader(this.#pending, 0);
    if (header === undefined) {
      this.#fault = this.#error("LOG_DAMAGED", "a frame was expected");
      return false;
    }
    const end = HEADER_BYTES + header.size + CHECK_BYTES;
    if (this.#pending.length < end) {
      this.#need = end;
      return false;
    }
    const payload = this.#pending.subarray(HEADER_BYTES, end - CHECK_BYTES);
    const view = new DataView(this.#pending.buffer, this.#pending.byteOffset);
    if (view.getUint32(end - CHECK_BYTES, true) !== crc32c(payload)) {
      this.#fault = this.#error("LOG_DAMAGED", "the checksum of a frame does not fit");
      return false;
    }
    try {
      this.#readPayload(header, payload);
    } catch (cause) {
      this.#fault = this.#error("LOG_EVENT", (cause as Error).message, this.#offset, cause);
      this.#damaged = true;
      return false;
    }
    this.#skip(end);
    return true;
  }

  #readPayload({ kind, first, count }: FrameHeader, payload: Uint8Array): void {
    if (first !== this.#builder.length) {
      throw new RangeError(`event ${this.#builder.length} was due, the frame begins at ${first}`);
    }
    if (kind === ROOT_FRAME && payload.length === 32) {
      this.#roots.push({ length: first, root: payload.slice() });
    } else if (kind === EVENTS_FRAME && count <= MAX_FRAME_EVENTS) {
      readEvents(new ByteReader(payload), count, this.#points, this.#builder);
    } else throw new RangeError(`a frame of kind ${kind} with ${count} events is not known`);
  }

  /** Decides whether a fault is a torn tail: it is, unless a whole header comes after it. */
  #lookBeyond(): void {
    while (!this.#damaged && this.#pending.length >= HEADER_BYTES) {
      // The place of the fault itself is no header after it.
      const isLater = this.#offset > this.#fault!.offset;
      if (isLater && readHeader(this.#pending, 0) !== undefined) {
        this.#damaged = true;
        break;
      }
      const next = this.#pending.indexOf(SYNC_BYTE, 1);
      this.#skip(next === -1 ? this.#pending.length : next);
    }
    if (this.#damaged) {
      if (!this.#lenient || this.#builder.length === 0) throw this.#fault!;
      this.#skip(this.#pending.length);
    }
  }

  #skip(count: number): void {
    this.#offset += count;
    this.#pending = this.#pending.subarray(count);
  }

  #error(
    code: "LOG_FORMAT" | "LOG_DAMAGED" | "LOG_EVENT",
    why: string,
    offset: number = this.#offset,
    cause?: unknown,
  ): LogError {
    const message = `Cannot read the log at byte ${offset}: ${why}`;
    return new LogError(code, message, { offset, events: this.#builder.length }, { cause });
  }
}
