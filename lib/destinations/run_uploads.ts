import { findCopies, type MissingFile } from "../bundle/artifact_files.ts";
import type { Sink, SinkFile } from "../bundle/file.ts";
import { moveFile } from "../bundle/make_file.ts";
import type { RunFormat } from "../bundle/run_files.ts";
import { saveRun } from "../bundle/save_run.ts";
import type { Run } from "../run/run.ts";
import type { Account } from "./account.ts";
import { keepCopy, type Spool } from "./spool.ts";
import type { UploadQueue } from "./upload_queue.ts";

/** What the uploads of all runs share. */
export interface UploadParts {
  readonly sink: Sink;
  readonly queue: UploadQueue;
  readonly concurrency: number;
  readonly spool?: Spool;
  /** How the files that tell of the run are made. */
  readonly formats?: readonly RunFormat[];
  /** The folder that was asked for. */
  readonly folder?: string;
}

/** What became of a file. */
type Outcome = "written" | "held" | "missing" | { readonly error: unknown };

/** A file that is not at the target, as far as is known. */
interface Unsent {
  readonly record: SinkFile | MissingFile;
  /** Whether it can be there from before: another process, or a try whose answer was lost. */
  mayBeThere: boolean;
  /** Why the spool did not take a copy. */
  keepError?: unknown;
}

/** The artifacts of one run on their way. A file leaves only when it is at the target. */
export class RunUploads {
  /** How many events are at the target with all that they name. */
  sent = 0;
  readonly #parts: UploadParts;
  /** The run's folder at the target: empty, or with a `/` at its end. */
  readonly #folder: string;
  readonly #unsent: Map<string, Unsent> = new Map();
  /** Those of them that no push is at: they are new, or failed. */
  readonly #idle: Set<Unsent> = new Set();
  /** What is at the target: the digest by the path. */
  readonly #sent: Map<string, string> = new Map();
  #pushed: Run | undefined;
  #keeping: Promise<unknown> = Promise.resolve();
  #finished = false;
  #finishing: Promise<unknown> = Promise.resolve();

  constructor(parts: UploadParts, folder: string) {
    this.#parts = parts;
    this.#folder = folder;
  }

  /** The newest run that was pushed. */
  get pushed(): Run | undefined {
    return this.#pushed;
  }

  /** Whether something has to be sent still. */
  get owes(): boolean {
    return this.#unsent.size > 0 || this.#pushed?.status !== "RUNNING" && !this.#finished;
  }

  /** Takes the newest run; says whether there is more to send than before. */
  take(run: Run): boolean {
    const since = this.#pushed?.length ?? 0;
    if (since > 0 && run.length === since) return false;
    this.#pushed = run;
    const { files, missing } = findCopies(run, since);
    const records = [...files, ...missing]
      .filter(({ path, sha256 }) => this.#sent.get(path) !== sha256 || sha256 === undefined);
    for (const record of records) {
      const unsent = { record, mayBeThere: since === 0 };
      this.#unsent.set(record.path, unsent);
      this.#idle.add(unsent);
    }
    return since === 0 || records.length > 0 || run.status !== "RUNNING";
  }

  /** Sends what no push is at, and waits for the push before. */
  async send(run: Run, account: Account, before: Promise<unknown> | undefined): Promise<void> {
    // Where they are copied first, too, the small ones do not wait for the large ones.
    const sizeOf = ({ record }: Unsent) => record.size ?? 0;
    const mine = [...this.#idle].sort((a, b) => sizeOf(a) - sizeOf(b));
    this.#idle.clear();
    await Promise.all(mine.map(async (unsent) => {
      tell(this.#folder + unsent.record.path, unsent, await this.#send(unsent, account), account);
    }));
    await before;
    if (run.status !== "RUNNING") await this.#finish(run, account);
    if (!this.owes) account.acknowledge(this.#pushed!.length);
  }

  /** Saves the files that tell of the run, the manifest last, once all others are at the target. */
  async #finish(run: Run, account: Account): Promise<void> {
    const { sink, formats, folder, concurrency } = this.#parts;
    if (this.#unsent.size > 0) {
      const reason = "a file before it could not be written";
      return account.skipped(`${this.#folder}manifest.json`, reason);
    }
    const sent = (path: string) => this.#sent.get(path.slice(this.#folder.length));
    const save = async () => {
      if (this.#finished) return;
      const report = await saveRun(run, {
        concurrency: sink.concurrency,
        put: (file, options) => sink.put(file, options),
        has: async (path, sha256) =>
          sent(path) === sha256 || await sink.has?.(path, sha256) === true,
        holdsLog: async (path, log) => await sink.holdsLog?.(path, log),
      }, { formats, folder, concurrency, signal: account.signal });
      for (const file of report.written) account.wrote(file);
      for (const { path, error } of report.failed) account.failed(path, error);
      for (const { path, reason } of report.skipped) {
        if (sent(path) === undefined) account.skipped(path, reason);
      }
      this.#finished = report.failed.length === 0;
    };
    const saving = this.#finishing.then(save);
    this.#finishing = saving.catch(() => {/* It is told, and tried again. */});
    await saving;
  }

  /** Waits until the spool holds a copy of what was pushed.
   *
   * @throws what the spool refuses a copy with
   */
  async sync(): Promise<void> {
    await this.#keeping;
    for (const { keepError } of this.#unsent.values()) {
      if (keepError !== undefined) throw keepError;
    }
  }

  async #send(unsent: Unsent, account: Account): Promise<Outcome> {
    const { record, mayBeThere } = unsent;
    const { signal } = account;
    try {
      const outcome = "stream" in record
        ? await this.#parts.queue.add(
          moveFile(await this.#keep(record, unsent), this.#folder),
          { mayBeThere, signal },
        )
        : await this.#find(record);
      this.#unsent.delete(record.path);
      if (outcome !== "missing") this.#sent.set(record.path, record.sha256!);
      return outcome;
    } catch (error) {
      unsent.mayBeThere = true;
      this.#idle.add(unsent);
      return { error };
    }
  }

  /** Copies a file to the spool, one after the other; without a copy it is sent all the same. */
  async #keep(file: SinkFile, unsent: Unsent): Promise<SinkFile> {
    const { spool } = this.#parts;
    if (spool === undefined) return file;
    unsent.keepError = undefined;
    const copy = this.#keeping.then(() => keepCopy(spool, file)).catch((error) => {
      unsent.keepError = error;
      return file;
    });
    this.#keeping = copy;
    return await copy;
  }

  async #find({ path, sha256 }: MissingFile): Promise<Outcome> {
    const isThere = sha256 !== undefined &&
      await this.#parts.sink.has?.(this.#folder + path, sha256);
    return isThere ? "held" : "missing";
  }
}

function tell(path: string, { record, keepError }: Unsent, outcome: Outcome, account: Account) {
  if (keepError !== undefined) account.failed(`${path} (spool)`, keepError);
  if (typeof outcome === "object") return account.failed(path, outcome.error);
  if (outcome === "written") {
    return account.wrote({ path, size: record.size!, sha256: record.sha256! });
  }
  const reason = outcome === "held"
    ? "the sink holds these bytes already"
    : "the bytes are not at hand in this process";
  account.skipped(path, reason);
}
