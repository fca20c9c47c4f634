import type { Run } from "../run/run.ts";
import type { Delivery, PushOptions, PushReport } from "./destination.ts";

/** Keeps the account of one push: what an adapter tells becomes the report and the progress. */
export class Account implements Delivery {
  /** The run as a whole, as a path. */
  readonly path: string;
  readonly signal: AbortSignal | undefined;
  readonly #run: Run;
  readonly #line: { sent: number };
  readonly #onProgress: PushOptions["onProgress"];
  readonly #written: PushReport["written"][number][] = [];
  readonly #failed: PushReport["failed"][number][] = [];
  readonly #skipped: PushReport["skipped"][number][] = [];
  readonly #changed: PushReport["changed"][number][] = [];
  #bytes = 0;

  constructor(run: Run, line: { sent: number }, { signal, onProgress }: PushOptions) {
    this.path = `runs/${run.runId}`;
    this.signal = signal;
    this.#run = run;
    this.#line = line;
    this.#onProgress = onProgress;
  }

  get hasFailures(): boolean {
    return this.#failed.length > 0;
  }

  acknowledge(events: number): void {
    if (events <= this.#line.sent) return;
    this.#line.sent = events;
    this.#tell();
  }

  wrote({ path, size, sha256 }: { path: string; size: number; sha256: string }): void {
    this.#written.push(Object.freeze({ path, size, sha256 }));
    this.#bytes += size;
    this.#tell();
  }

  failed(path: string, error: unknown): void {
    this.#failed.push(Object.freeze({ path, error: asError(error) }));
  }

  skipped(path: string, reason: string): void {
    this.#skipped.push(Object.freeze({ path, reason }));
  }

  changed(path: string, to: string, reason: string): void {
    this.#changed.push(Object.freeze({ path, to, reason }));
  }

  report(url?: string): PushReport {
    return Object.freeze({
      written: Object.freeze(this.#written),
      failed: Object.freeze(this.#failed),
      skipped: Object.freeze(this.#skipped),
      changed: Object.freeze(this.#changed),
      sent: Math.min(this.#line.sent, this.#run.length),
      ...(url === undefined ? {} : { url }),
    });
  }

  #tell(): void {
    const { sent } = this.#line;
    const files = this.#written.length;
    try {
      this.#onProgress?.({ sent, events: this.#run.length, files, bytes: this.#bytes });
    } catch (error) {
      // A faulty progress line must not cost the run; the report says that it failed.
      this.failed("onProgress", error);
    }
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error), { cause: error });
}
