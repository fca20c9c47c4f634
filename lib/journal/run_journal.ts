import { clearTimeout, setImmediate, setTimeout } from "node:timers";
import { systemEnv } from "../base/env.ts";
import { RunStateError, SinkError, type StemmaError } from "../base/errors.ts";
import { nameOf } from "../base/options.ts";
import { atExit } from "../disk/at_exit.ts";
import type { FolderLock } from "../disk/folder_lock.ts";
import { fsError } from "../disk/fs_error.ts";
import type { LogRepair } from "../run/log_repair.ts";
import { isPrefix } from "../run/prefix.ts";
import { Run } from "../run/run.ts";
import { hashedEvents } from "../seal/digest.ts";
import type { Journal, JournalReport } from "./journal.ts";
import type { LogWriter } from "./log_writer.ts";

/** In a loop that lets nothing else run, events are written at once when so many wait; that it does
 * so is seen between half of them and all. */
const STARVED_EVENTS = 65_536;
/** What a root costs about, in milliseconds, and the share of the time that may go there where
 * nobody asked for one. */
const ROOT_MS = 0.05;
const ROOT_EVENT_MS = 0.0004;
const ROOT_SHARE = 0.02;
/** So many events are hashed at once for the first root, where some are. */
const ROOT_EVENTS = 65_536;
/** So many refused pushes are kept for the report. */
const MOST_REFUSED = 100;

/** The journals of a run's forks. */
export interface Forks {
  /** Takes a fork of a run, by a journal of its own. */
  push(run: Run, base: Run): void;
  /** Whether a fork holds a run already. */
  has(run: Run): boolean;
  sync(): Promise<void>;
  close(): Promise<void>;
  reports(): JournalReport["forks"];
}

/** What a journal is made of. */
export interface JournalParts {
  readonly path: string;
  readonly writer: LogWriter;
  readonly lock: FolderLock;
  readonly repairs: readonly LogRepair[];
  /** When it writes by itself. */
  readonly events: number;
  readonly ms: number;
  readonly pressure: number;
  /** Takes forks; without it they are refused. */
  readonly forks?: Forks;
}

/** A journal on an open file. */
export class RunJournal implements Journal {
  readonly #parts: JournalParts;
  readonly #writer: LogWriter;
  #pushed: Run;
  /** The writing that is under way. */
  #flight: Promise<void> | undefined;
  /** Waits for the event loop to go on, where many events wait for a writing. */
  #turn: ReturnType<typeof setImmediate> | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #rootTime = systemEnv.now();
  #error: SinkError | undefined;
  #failures = 0;
  readonly #refused: JournalReport["refused"][number][] = [];
  #refusals = 0;
  #closing: Promise<void> | undefined;
  #isClosed = false;
  readonly #stay: () => void;

  /** Makes a journal of a run whose beginning the file may hold already. */
  constructor(run: Run, parts: JournalParts) {
    this.#parts = parts;
    this.#writer = parts.writer;
    this.#pushed = run;
    this.#stay = atExit({ save: () => this.#writeNow(), leave: () => this.#leave() });
  }

  /** The run that was pushed last. */
  get pushed(): Run {
    return this.#pushed;
  }

  push(run: Run): void {
    if (this.#closing !== undefined || !(run instanceof Run) || !isPrefix(this.#pushed, run)) {
      return this.#pushOther(run);
    }
    this.#pushed = run;
    const waiting = run.length - this.#writer.written.events;
    if (waiting >= this.#parts.events) this.#hurry(waiting);
    else if (waiting > 0) this.#wait();
  }

  /** Waits until what the file lacks of the run is on the disk; with a root where that is soon made. */
  async begin(): Promise<void> {
    const { length } = this.#pushed;
    if (this.#writer.durable.events === length && this.#writer.rooted === length) return;
    await this.#fly(length - hashedEvents(this.#pushed) <= ROOT_EVENTS, true);
  }

  async sync(): Promise<void> {
    const { length } = this.#pushed;
    const { forks } = this.#parts;
    while (this.#writer.durable.events < length || this.#writer.rooted < length) {
      // What is under way may have begun before the last push.
      if (this.#flight !== undefined) {
        await this.#flight.catch(() => {/* This call tries again. */});
      } else {
        await this.#fly(true, true);
        break;
      }
    }
    await forks?.sync();
  }

  report(): JournalReport {
    const { repairs, pressure, forks } = this.#parts;
    const { events: durable, bytes } = this.#writer.durable;
    const { length: pushed } = this.#pushed;
    return Object.freeze({
      pushed,
      durable,
      pending: pushed - durable,
      bytes,
      pressure: pushed - durable > pressure,
      failures: this.#failures,
      ...(this.#error === undefined ? {} : { error: this.#error }),
      refusals: this.#refusals,
      refused: Object.freeze([...this.#refused]),
      repairs,
      forks: forks?.reports() ?? Object.freeze([]),
    });
  }

  close(): Promise<void> {
    return this.#closing ??= this.#close();
  }

  async #close(): Promise<void> {
    try {
      await this.sync();
    } finally {
      this.#isClosed = true;
      clearTimeout(this.#timer);
      this.#stay();
      // Another sync() may have begun one since.
      await this.#flight?.catch(() => {/* Whoever began it is told. */});
      try {
        await this.#parts.forks?.close();
      } finally {
        await this.#writer.close()
          .catch((error) => Promise.reject(this.#fail(error)))
          .finally(() => this.#parts.lock.release());
      }
    }
  }

  /** Takes a fork, or says why the run cannot be taken. */
  #pushOther(run: Run): void {
    const { forks, path } = this.#parts;
    const at = { path, pushed: run?.length, journal: this.#pushed.length };
    if (this.#closing !== undefined) {
      this.#refuse(run, this.#closedError("push"));
    } else if (!(run instanceof Run)) {
      this.#refuse(run, new TypeError(`Cannot push: a Run was expected, got ${nameOf(run)}`));
    } else if (isPrefix(run, this.#pushed) || forks?.has(run)) {
      const why = "the journal has them all already";
      const message = `Cannot push a run of ${at.pushed} events: ${why}`;
      this.#refuse(run, new RunStateError("RUN_OLDER", message, at));
    } else if (forks !== undefined) forks.push(run, this.#pushed);
    else {
      const why = `it does not go on from the ${at.journal} that the journal has`;
      const message = `Cannot push a run of ${at.pushed} events: ${why}`;
      this.#refuse(run, new RunStateError("RUN_FORKED", message, at));
    }
  }

  #closedError(what: string): SinkError {
    const message = `Cannot ${what}: the journal is closed`;
    return new SinkError("SINK_CLOSED", message, { path: this.#parts.path });
  }

  #refuse(run: Run | undefined, error: StemmaError | TypeError): void {
    this.#refusals++;
    if (this.#refused.length === MOST_REFUSED) return;
    this.#refused.push(Object.freeze({ length: run instanceof Run ? run.length : 0, error }));
  }

  /** Writes beside what runs or, where that lets nothing else run, at once. */
  #hurry(waiting: number): void {
    if (this.#flight === undefined) this.#begin();
    else if (waiting < STARVED_EVENTS / 2) return;
    else if (this.#turn === undefined) {
      this.#turn = setImmediate(() => this.#turn = undefined);
    } else if (waiting >= STARVED_EVENTS) this.#writeNow();
  }

  /** Writes in a while, where nothing is to be written sooner. */
  #wait(): void {
    if (this.#timer !== undefined || this.#parts.ms === Infinity) return;
    this.#timer = setTimeout(() => this.#begin(), this.#parts.ms);
    // A disk that refuses keeps no process alive.
    if (this.#error !== undefined) this.#timer.unref();
  }

  #begin(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#flight === undefined) this.#fly(false, false).catch(() => {/* The report tells. */});
  }

  async #fly(withRoot: boolean, isAwaited: boolean): Promise<void> {
    if (this.#isClosed) throw this.#closedError("sync");
    this.#flight = this.#write(withRoot, isAwaited).finally(() => {
      this.#flight = undefined;
      if (this.#closing === undefined) this.#goOn();
    });
    await this.#flight;
  }

  /** Plans the next writing, where events have come since the last. */
  #goOn(): void {
    const waiting = this.#pushed.length - this.#writer.durable.events;
    // Whoever waits for a sync() comes first. A disk that refuses is not asked again at once.
    const isDue = waiting >= this.#parts.events && this.#error === undefined;
    if (isDue) setImmediate(() => this.#begin());
    else if (waiting > 0) this.#wait();
  }

  async #write(withRoot: boolean, isAwaited: boolean): Promise<void> {
    const run = this.#pushed;
    try {
      await this.#writer.write(run, withRoot || this.#isRootCheap(run), isAwaited);
      this.#error = undefined;
    } catch (error) {
      throw this.#fail(error);
    }
    if (this.#writer.rooted === run.length) this.#rootTime = systemEnv.now();
  }

  #isRootCheap(run: Run): boolean {
    const cost = ROOT_MS + ROOT_EVENT_MS * (run.length - hashedEvents(run));
    // A clock that jumps makes one root too early, and then none too late.
    return cost < ROOT_SHARE * Math.abs(systemEnv.now() - this.#rootTime);
  }

  #writeNow(): void {
    try {
      this.#writer.writeNow(this.#pushed);
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): SinkError {
    this.#failures++;
    return this.#error = fsError(this.#parts.path, error);
  }

  /** The process ends by itself: what was pushed goes to the file. */
  #leave(): void {
    this.#writeNow();
    this.#parts.lock.release();
  }
}
