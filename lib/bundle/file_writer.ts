import { SinkError } from "../base/errors.ts";
import { createTaskPool, type TaskPool } from "../base/task_pool.ts";
import type { ManifestFile } from "../seal/manifest.ts";
import type { MissingFile } from "./artifact_files.ts";
import type { Sink, SinkFile } from "./file.ts";
import { moveFile } from "./make_file.ts";
import type { SaveProgress, SaveReport } from "./save_report.ts";

/** Why a file was not written. */
const HELD = "the sink holds these bytes already";

/** Where files go, and how. */
export interface FileWriterParts {
  readonly sink: Sink;
  /** The run's folder: empty, or with a `/` at its end. */
  readonly folder: string;
  /** How many files are put at the same time. */
  readonly concurrency: number;
  /** Nothing is put beside files that are under way and hold this many bytes together. */
  readonly maxBytes: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: SaveProgress) => void;
}

/** What became of one file, in the place that it has among all. */
interface Outcome {
  written?: SaveReport["written"][number];
  skipped?: SaveReport["skipped"][number];
  readonly failed: SaveReport["failed"][number][];
  /** Facts alone: a file would keep its bytes alive. */
  held?: ManifestFile;
}

/** Puts files side by side and keeps the account, in the order in which it was given them. Paths it
 * is given are those in the run's folder. */
export class FileWriter {
  readonly #parts: FileWriterParts;
  readonly #pool: TaskPool;
  readonly #outcomes: Outcome[] = [];
  #whole = true;
  #files = 0;
  #bytes = 0;

  constructor(parts: FileWriterParts) {
    this.#parts = parts;
    this.#pool = createTaskPool(parts.concurrency, parts.maxBytes);
  }

  /** Waits until a further file may be made and put. */
  async room(): Promise<void> {
    await this.#pool.room();
  }

  /** Waits until every file that was given is done. */
  async idle(): Promise<void> {
    await this.#pool.idle();
  }

  /** Begins to put a file.
   *
   * @param held how many bytes of memory it takes while it is under way
   */
  put(file: SinkFile, held: number): void {
    const outcome = this.#begin();
    this.#pool.start(held, () => this.#put(file, outcome));
  }

  /** Begins to put the log, unless the sink holds one of the same events. */
  putLog(file: SinkFile, held: number, log: { events: number; root: string }): void {
    const outcome = this.#begin();
    this.#pool.start(held, async () => {
      const { path } = this.#placed(file);
      const found = await asked(() => this.#parts.sink.holdsLog?.(path, log));
      if (found === undefined) return await this.#put(file, outcome);
      const { size, sha256 } = found;
      outcome.held = { path: file.path, mediaType: file.mediaType, size, sha256 };
      outcome.skipped = { path, reason: "the sink holds a log of these events already" };
      this.#tell(path, outcome);
    });
  }

  /** Begins to look for a copy whose bytes are not at hand: the sink can have it from before. */
  find({ path, size, sha256, mediaType }: MissingFile): void {
    const outcome = this.#begin();
    const placed = this.#parts.folder + path;
    this.#pool.start(0, async () => {
      const isThere = size !== undefined && sha256 !== undefined &&
        await asked(() => this.#parts.sink.has?.(placed, sha256));
      if (isThere) outcome.held = { path, size, sha256, mediaType };
      const reason = isThere ? HELD : "the bytes are not at hand in this process";
      outcome.skipped = { path: placed, reason };
    });
  }

  /** Says of a file that it could not be made. */
  fail(path: string, error: unknown): void {
    this.#begin().failed.push({ path: this.#parts.folder + path, error: asError(error) });
  }

  /** Says of a file that it is not written. */
  skip(path: string, reason: string): void {
    this.#begin().skipped = { path: this.#parts.folder + path, reason };
  }

  /** Puts a file that tells of those before it, once they are done, unless one of them failed. */
  async finish(path: string, make: (held: readonly ManifestFile[]) => SinkFile): Promise<void> {
    await this.idle();
    if (!this.#whole) return this.skip(path, "a file before it could not be written");
    const held = this.#outcomes.flatMap((outcome) => outcome.held ?? []);
    await this.#put(make(held), this.#begin());
  }

  report(): SaveReport {
    return {
      written: this.#outcomes.flatMap(({ written }) => written ?? []),
      failed: this.#outcomes.flatMap(({ failed }) => failed),
      skipped: this.#outcomes.flatMap(({ skipped }) => skipped ?? []),
    };
  }

  #begin(): Outcome {
    const outcome: Outcome = { failed: [] };
    this.#outcomes.push(outcome);
    return outcome;
  }

  #placed(file: SinkFile): SinkFile {
    return moveFile(file, this.#parts.folder);
  }

  async #put(file: SinkFile, outcome: Outcome): Promise<void> {
    const { sink, signal } = this.#parts;
    const placed = this.#placed(file);
    const { path, size, sha256, mediaType } = placed;
    try {
      this.#checkSignal(path);
      if (await sink.has?.(path, sha256)) {
        outcome.skipped = { path, reason: HELD };
      } else {
        await sink.put(placed, { signal });
        outcome.written = { path, size, sha256 };
        this.#files++;
        this.#bytes += size;
      }
      outcome.held = { path: file.path, size, sha256, mediaType };
    } catch (error) {
      this.#whole = false;
      outcome.failed.push({ path, error: asError(error) });
    }
    this.#tell(path, outcome);
  }

  #checkSignal(path: string): void {
    const { signal } = this.#parts;
    if (!signal?.aborted) return;
    throw new SinkError("SINK_ABORTED", `Cannot write "${path}": the saving was aborted`, {
      path,
      retryable: true,
    }, { cause: signal.reason });
  }

  #tell(path: string, outcome: Outcome): void {
    try {
      this.#parts.onProgress?.({ path, files: this.#files, bytes: this.#bytes });
    } catch (error) {
      // A faulty progress line must not cost the run; the report says that it failed.
      outcome.failed.push({ path: `${path} (onProgress)`, error: asError(error) });
    }
  }
}

/** What a sink knows; what is wrong there is told when a file is put. */
async function asked<T>(ask: () => Promise<T> | undefined): Promise<T | undefined> {
  try {
    return await ask();
  } catch {
    return undefined; // It is as if the sink could not be asked.
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error), { cause: error });
}
