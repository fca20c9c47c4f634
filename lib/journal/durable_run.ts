import { concat } from "../base/bytes.ts";
import type { Env } from "../base/env.ts";
import { LogError, RunStateError, SinkError } from "../base/errors.ts";
import { checkOptions, messageOf, nameOf } from "../base/options.ts";
import { MAGIC, readHeader } from "../run/log_frame.ts";
import { isPrefix } from "../run/prefix.ts";
import { LogReader } from "../run/read_log.ts";
import { Run } from "../run/run.ts";
import { writeFrames } from "../run/write_log.ts";

/** What is needed of a Durable Object's storage: `this.ctx.storage` fits. */
export interface DurableStorage {
  /** The values whose keys begin so and follow another one, in the order of the keys. */
  list(
    options: { prefix: string; startAfter?: string; limit?: number },
  ): Promise<Map<string, unknown>>;
  /** Stores up to 128 values, all or none. */
  put(entries: Record<string, Uint8Array>): Promise<void>;
}

/** How a run is kept. */
export interface DurableRunOptions {
  /** What the keys of its values begin with: another one for each run of an object.
   * @default "run" */
  readonly key?: string;
  /** The clock and the source of ids of a run that is read. @default systemEnv */
  readonly env?: Env;
}

/** A run that a Durable Object keeps. */
export interface DurableRun {
  /** The newest run: the one that was saved last, that is stored, or that was started. Log to it
   * and save without an `await` in between, and no other request comes between. */
  readonly run: Run;
  /** Stores what is new of a run: it is there when the promise is fulfilled.
   *
   * Cost: O(new events); a few small runs of events share one value.
   *
   * @throws {RunStateError} `RUN_FORKED` where the run does not go on from {@link DurableRun.run}
   * @throws {SinkError} `SINK_IO` where the storage refuses; saving again stores it */
  save(run: Run): Promise<void>;
}

/** The most that a value holds: 128 KiB, less some for what the storage adds. */
const SLICE_BYTES = 120 * 1024;
/** So many values are read or written at a time. */
const SLICES = 64;

/** Opens the run that a Durable Object keeps, also after it was evicted, and starts one where there
 * is none.
 *
 * The log is stored in slices of at most 120 KiB, which only ever grow. A save is stored whole or not
 * at all, so an eviction in the middle of it leaves the run as it was before.
 *
 * Cost: one read of the log, in memory for the run and 64 slices.
 *
 * @throws {LogError} where what is stored is damaged
 * @throws {SinkError} `SINK_IO` where it cannot be read
 * @example In the class of a Durable Object, `storage` is `this.ctx.storage`
 * ```ts
 * import { digest, logMetric, startRun } from "stemma";
 * import { openDurableRun } from "stemma/durable-object";
 * import assert from "node:assert/strict";
 * const values = new Map<string, unknown>();
 * const storage = {
 *   list: ({ startAfter = "" }) =>
 *     Promise.resolve(new Map([...values].filter(([key]) => key > startAfter))),
 *   put: (entries: object) => {
 *     for (const [key, value] of Object.entries(entries)) values.set(key, value);
 *     return Promise.resolve();
 *   },
 * };
 * const start = () => startRun({ experiment: "requests" });
 *
 * const kept = await openDurableRun(storage, start);
 * await kept.save(logMetric(kept.run, "score", 0.9));
 *
 * const later = await openDurableRun(storage, start); // in another isolate, after an eviction
 * assert.equal(digest(later.run), digest(kept.run));
 * ```
 */
export async function openDurableRun(
  storage: DurableStorage,
  start: () => Run,
  options?: DurableRunOptions,
): Promise<DurableRun> {
  checkOptions("openDurableRun", options, ["key", "env"]);
  const { key = "run", env } = options ?? {};
  const reader = new LogReader({ env });
  reader.push(MAGIC);
  let slices = 0;
  let size = MAGIC.length;
  let last = new Uint8Array();
  for (let page = SLICES, after: string | undefined; page === SLICES;) {
    const found = await readPage(storage, `${key}/`, after);
    page = found.size;
    for (const [name, value] of found) {
      last = checkSlice(name, keyOf(key, slices++), value);
      reader.push(last);
      size += last.length;
      after = name;
    }
  }
  if (reader.fault !== undefined) throw reader.fault;
  if (reader.offset < size) throw damage("its last frame is not whole", reader.offset);
  const read = reader.newest();
  const run = read ?? start();
  if (!(run instanceof Run)) {
    throw new TypeError(`Cannot open a run: start must give a Run, got ${nameOf(run)}`);
  }
  return new SlicedRun(storage, key, run, { events: read?.length ?? 0, slices, last });
}

/** What is stored. */
interface Stored {
  readonly events: number;
  readonly slices: number;
  /** The last slice, to which is added while it has room. */
  readonly last: Uint8Array<ArrayBuffer>;
}

class SlicedRun implements DurableRun {
  readonly #storage: DurableStorage;
  readonly #key: string;
  #run: Run;
  #stored: Stored;
  #saving: Promise<void> = Promise.resolve();

  constructor(storage: DurableStorage, key: string, run: Run, stored: Stored) {
    this.#storage = storage;
    this.#key = key;
    this.#run = run;
    this.#stored = stored;
  }

  get run(): Run {
    return this.#run;
  }

  save(run: Run): Promise<void> {
    const refusal = this.#refusalOf(run);
    if (refusal !== undefined) return Promise.reject(refusal);
    this.#run = run;
    // One after the other: each begins where the one before it ended.
    const saving = this.#saving.then(() => this.#store(run));
    this.#saving = saving.catch(() => {/* Whoever called is told; the next save tries again. */});
    return saving;
  }

  #refusalOf(run: Run): Error | undefined {
    if (!(run instanceof Run)) {
      return new TypeError(`Cannot save a run: a Run was expected, got ${nameOf(run)}`);
    }
    if (isPrefix(this.#run, run)) return undefined;
    return new RunStateError(
      "RUN_FORKED",
      `Cannot save ${nameOf(run.runId)}: it does not go on from the ${this.#run.length} events ` +
        "that are kept",
      { runId: run.runId, kept: this.#run.length },
    );
  }

  async #store(run: Run): Promise<void> {
    // Each put holds whole frames, so that whatever is stored can be read.
    let pieces: Uint8Array[] = [];
    let size = this.#stored.last.length;
    let events = this.#stored.events;
    for (const piece of writeFrames(run, events)) {
      if (size + piece.length > SLICE_BYTES * (SLICES - 1) && pieces.length > 0) {
        await this.#put(concat(pieces), events);
        pieces = [];
        size = this.#stored.last.length;
      }
      pieces.push(piece);
      size += piece.length;
      events += readHeader(piece, 0)!.count;
    }
    if (pieces.length > 0) await this.#put(concat(pieces), events);
  }

  async #put(bytes: Uint8Array<ArrayBuffer>, events: number): Promise<void> {
    const { last, slices } = this.#stored;
    const isOpen = slices > 0 && last.length < SLICE_BYTES;
    const all = isOpen ? concat([last, bytes]) : bytes;
    let number = isOpen ? slices - 1 : slices;
    let slice = last;
    const entries: Record<string, Uint8Array> = {};
    for (let at = 0; at < all.length; at += SLICE_BYTES) {
      slice = all.slice(at, at + SLICE_BYTES);
      entries[keyOf(this.#key, number++)] = slice;
    }
    try {
      await this.#storage.put(entries);
    } catch (error) {
      throw storageError("save the run into", error);
    }
    this.#stored = { events, slices: number, last: slice };
  }
}

async function readPage(
  storage: DurableStorage,
  prefix: string,
  startAfter: string | undefined,
): Promise<Map<string, unknown>> {
  const after = startAfter === undefined ? {} : { startAfter };
  try {
    return await storage.list({ prefix, limit: SLICES, ...after });
  } catch (error) {
    throw storageError("read the run from", error);
  }
}

function checkSlice(name: string, due: string, value: unknown): Uint8Array<ArrayBuffer> {
  if (name === due && value instanceof Uint8Array) return value.slice();
  throw damage(`the storage holds ${nameOf(name)} where ${nameOf(due)} is due`, 0);
}

function damage(reason: string, offset: number): LogError {
  return new LogError("LOG_DAMAGED", `Cannot read the run: ${reason}`, { offset });
}

/** In the order of their texts, as the storage lists them. */
function keyOf(key: string, slice: number): string {
  return `${key}/${String(slice).padStart(10, "0")}`;
}

function storageError(doing: string, cause: unknown): SinkError {
  const message = `Cannot ${doing} the storage: ${messageOf(cause)}`;
  return new SinkError("SINK_IO", message, { path: "", retryable: true }, { cause });
}
