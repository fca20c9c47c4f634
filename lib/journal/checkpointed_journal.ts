import { clearTimeout, setTimeout } from "node:timers";
import { toHex } from "../base/bytes.ts";
import { _head, type Run } from "../run/run.ts";
import { checkpointText, originOf } from "../seal/checkpoint.ts";
import { logRoot } from "../seal/digest.ts";
import { signNote } from "../seal/signed_note.ts";
import type { Signer } from "../seal/signer.ts";
import type { CheckpointFile } from "./checkpoint_file.ts";
import type { Journal, JournalReport } from "./journal.ts";
import type { RunJournal } from "./run_journal.ts";

/** How a journal signs checkpoints. */
export interface CheckpointParts {
  readonly file: CheckpointFile;
  readonly signer: Signer;
  /** The name of the key. */
  readonly name?: string;
  /** After how many events, or milliseconds. */
  readonly events: number;
  readonly ms: number;
}

/** A journal that signs, every so often, how far its log is and what its root is then.
 *
 * A checkpoint is over what is on the disk: after a crash the log is never shorter.
 */
export class CheckpointedJournal implements Journal {
  readonly #journal: RunJournal;
  readonly #parts: CheckpointParts;
  /** How many events the last checkpoint is over, and the last that was tried. */
  #signed: number;
  #tried = 0;
  #count = 0;
  #failures = 0;
  #error: unknown;
  #flight: Promise<void> | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #closing: Promise<void> | undefined;

  /** Puts checkpoints on a journal that was just opened. */
  constructor(journal: RunJournal, parts: CheckpointParts) {
    this.#journal = journal;
    this.#parts = parts;
    this.#signed = parts.file.events;
    this.#plan();
  }

  push(run: Run): void {
    this.#journal.push(run);
    this.#plan();
  }

  sync(): Promise<void> {
    return this.#journal.sync();
  }

  report(): JournalReport {
    const error = this.#error === undefined ? {} : { error: this.#error };
    const checkpoints = Object.freeze({
      signed: this.#count,
      events: this.#signed,
      failures: this.#failures,
      ...error,
    });
    return Object.freeze({ ...this.#journal.report(), checkpoints });
  }

  close(): Promise<void> {
    return this.#closing ??= this.#close();
  }

  async #close(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#flight;
    try {
      if (this.#journal.pushed.length > this.#signed) await this.#sign();
    } finally {
      await this.#parts.file.close().finally(() => this.#journal.close());
    }
  }

  /** Signs now, or in a while, where there is something new to sign. */
  #plan(): void {
    const { length } = this.#journal.pushed;
    if (length <= this.#signed || this.#closing !== undefined) return;
    // A key that fails is not asked at every push.
    const since = this.#error === undefined ? this.#signed : this.#tried;
    if (length - since >= this.#parts.events) this.#begin();
    else if (this.#timer === undefined && this.#parts.ms < Infinity) {
      this.#timer = setTimeout(() => this.#begin(), this.#parts.ms);
      // A checkpoint that is due keeps no process alive; close() signs the last one.
      this.#timer.unref();
    }
  }

  #begin(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#flight ??= this.#sign().catch(() => {/* The report tells. */}).finally(() => {
      this.#flight = undefined;
      this.#plan();
    });
  }

  async #sign(): Promise<void> {
    const run = this.#journal.pushed;
    this.#tried = run.length;
    try {
      await this.#journal.sync();
      const { file, signer, name } = this.#parts;
      const origin = originOf(_head(run));
      const text = checkpointText({ origin, events: run.length, root: toHex(logRoot(run)) });
      await file.append(await signNote(text, name ?? origin, signer));
    } catch (error) {
      this.#failures++;
      this.#error = error;
      throw error;
    }
    this.#signed = run.length;
    this.#count++;
    this.#error = undefined;
  }
}
