import { setImmediate } from "node:timers";
import { concat } from "../base/bytes.ts";
import type { AppendFile } from "../disk/append_file.ts";
import { frame, MAGIC, ROOT_FRAME } from "../run/log_frame.ts";
import type { Run } from "../run/run.ts";
import { FrameWriter } from "../run/write_log.ts";
import { hashedEvents, logRoot } from "../seal/digest.ts";

/** So many events are encoded at a time: the memory that a writer needs, however far it is behind. */
const PIECE_EVENTS = 65_536;

/** So many bytes are given to the file at once by whoever waits for them: to ask another thread for
 * that costs more. */
const SMALL_BYTES = 4096;

/** So many events are hashed in a turn of the event loop: some 10 ms. */
const TURN_EVENTS = 32_768;

/** So many events of a run, which end at that byte of the file. */
export interface Mark {
  readonly events: number;
  readonly bytes: number;
}

/** Writes a growing run to the end of its log. */
export class LogWriter {
  readonly #file: AppendFile;
  readonly #frames: FrameWriter = new FrameWriter();
  /** What was given to the file, and what is on the disk. */
  #written: Mark;
  #durable: Mark;
  /** How many events the last root in the file is over. */
  #rooted: number;
  /** The bytes that are on their way, and their place. */
  #sent: [bytes: Uint8Array, position: number] | undefined;
  /** Why a call failed, so that nobody knows what lies behind `#durable`. */
  #fault: { readonly error: unknown } | undefined;

  /** Makes a writer that goes on behind what the file holds.
   *
   * @param rooted how many events the last root in the file is over
   */
  constructor(file: AppendFile, held: Mark, rooted: number) {
    this.#file = file;
    this.#written = this.#durable = held;
    this.#rooted = rooted;
  }

  /** What was given to the file. */
  get written(): Mark {
    return this.#written;
  }

  /** What is on the disk. */
  get durable(): Mark {
    return this.#durable;
  }

  /** How many events the last root in the file is over. */
  get rooted(): number {
    return this.#rooted;
  }

  /** Writes what the file lacks of a run and waits until that is on the disk; then the root of it,
   * which itself is on its way there.
   *
   * After a failure everything that was not on the disk is written anew by the next call: a disk
   * that refused once may have dropped what it took before.
   */
  async write(run: Run, withRoot: boolean, isAwaited: boolean): Promise<void> {
    try {
      if (this.#fault !== undefined) await this.#startOver();
      while (this.#written.events < run.length) {
        const [bytes, position] = this.#sent = this.#take(run);
        if (isAwaited && bytes.length <= SMALL_BYTES) this.#file.writeNow(bytes, position);
        else await this.#file.write(bytes, position);
        this.#sent = undefined;
        this.#check();
      }
      const given = this.#written;
      const onDisk = given === this.#durable ? undefined : this.#file.sync();
      onDisk?.catch(() => {/* It is waited for below, unless there can be no root. */});
      // The root is made while the disk works.
      const isDue = withRoot && given.events === run.length && this.#rooted < run.length;
      if (isDue) await hashAhead(run);
      const root = isDue ? logRoot(run) : undefined;
      await onDisk;
      this.#check();
      this.#durable = given;
      if (root === undefined || this.#written !== given) return;
      this.#put(frame(ROOT_FRAME, given.events, 0, root));
      this.#rooted = given.events;
    } catch (error) {
      this.#fault = { error };
      throw error;
    }
  }

  /** Writes what the file lacks of a run at once; it is not yet on the disk then. */
  writeNow(run: Run): void {
    if (this.#fault !== undefined) return;
    try {
      // What is on its way is not there yet, and a process that dies now would leave a hole.
      if (this.#sent !== undefined) this.#file.writeNow(...this.#sent);
      this.#sent = undefined;
      while (this.#written.events < run.length) this.#file.writeNow(...this.#take(run));
    } catch (error) {
      this.#fault = { error };
      throw error;
    }
  }

  /** Waits until the last root is on the disk too, and closes the file. */
  async close(): Promise<void> {
    try {
      if (this.#written !== this.#durable && this.#fault === undefined) await this.#file.sync();
    } finally {
      await this.#file.close();
    }
  }

  /** Encodes the next events, for the place in the file that they are counted to from now on. */
  #take(run: Run): [bytes: Uint8Array, position: number] {
    const { events, bytes: position } = this.#written;
    const end = Math.min(run.length, events + PIECE_EVENTS);
    const pieces = Array.from(this.#frames.write(run, events, end));
    if (position === 0) pieces.unshift(MAGIC.slice());
    const bytes = pieces.length === 1 ? pieces[0] : concat(pieces);
    this.#written = { events: end, bytes: position + bytes.length };
    return [bytes, position];
  }

  #put(bytes: Uint8Array): void {
    const { events, bytes: position } = this.#written;
    this.#file.writeNow(bytes, position);
    this.#written = { events, bytes: position + bytes.length };
  }

  /** Stops where the other way of writing failed meanwhile: the file has a hole there. */
  #check(): void {
    if (this.#fault !== undefined) throw this.#fault.error;
  }

  async #startOver(): Promise<void> {
    this.#sent = undefined;
    await this.#file.cut(this.#durable.bytes);
    this.#written = this.#durable;
    this.#rooted = 0;
    this.#fault = undefined;
  }
}

/** Hashes most of what the root of a run needs, in turns of the event loop. */
async function hashAhead(run: Run): Promise<void> {
  for (let at = hashedEvents(run) + TURN_EVENTS; at < run.length; at += TURN_EVENTS) {
    logRoot(run, at);
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
}
