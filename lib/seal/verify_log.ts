import { toHex } from "../base/bytes.ts";
import { LogError } from "../base/errors.ts";
import { LogReader, type ReadLog } from "../run/read_log.ts";
import type { Run } from "../run/run.ts";
import { beginningDigests } from "./digest.ts";
import type { Manifest } from "./manifest.ts";
import type { ReadFolder } from "./read_folder.ts";
import type { Report } from "./verify_finding.ts";
import { verifyManifestRun } from "./verify_manifest.ts";

/** The log of a folder, as far as it can be read, and the roots of its beginnings. */
export interface VerifiedLog {
  readonly run: Run;
  /** The root of the first events, as 64 hex digits; `length` is at most that of the run. */
  rootOf(length: number): string;
}

/** Reads the log of a folder while its bytes pass by. */
export class LogVerifier {
  readonly #reader: LogReader = new LogReader({ mode: "lenient" });
  #failure: LogError | undefined;

  /** Takes the next bytes, which may change afterwards. */
  push(bytes: Uint8Array): void {
    if (this.#failure !== undefined) return;
    try {
      this.#reader.push(bytes.slice());
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Ends the log, and holds every root that it states against its events; `undefined` where there
   * is no event. */
  end(report: Report): VerifiedLog | undefined {
    const read = this.#end();
    const path = "run.log";
    const { code, message } = this.#failure ?? read?.cut?.error ?? {};
    if (message !== undefined) {
      const isTorn = code === "LOG_DAMAGED" && (read?.cut?.isTail ?? false);
      const index = read?.run.length ?? 0;
      report({ code: isTorn ? "log-torn" : "log-malformed", message, path, index });
    }
    if (read === undefined) return undefined;
    const { run, roots } = read;
    const log = { run, rootOf: beginningDigests(run) };
    for (const { length, root } of roots) verifyRoot(log, length, toHex(root), path, report);
    return log;
  }

  #end(): ReadLog | undefined {
    if (this.#failure !== undefined) return undefined;
    try {
      return this.#reader.end();
    } catch (error) {
      this.#fail(error);
      return undefined;
    }
  }

  #fail(error: unknown): void {
    if (!(error instanceof LogError)) throw error;
    this.#failure = error;
  }
}

/** Ends the log of a folder and holds it against the roots that it and the manifest state. */
export function verifyLog(
  { files, unread }: ReadFolder,
  reader: LogVerifier,
  manifest: Manifest | undefined,
  report: Report,
): VerifiedLog | undefined {
  const path = "run.log";
  if (!files.has(path)) {
    if (!unread.has(path)) report({ code: "log-missing", message: "The folder has no log", path });
    return undefined;
  }
  const log = reader.end(report);
  if (log === undefined || manifest === undefined) return log;
  verifyManifestRun(manifest, log.run, report);
  const { events, root } = manifest;
  const isSame = verifyRoot(log, events, root, "manifest.json", report);
  if (isSame && log.run.length > events) {
    report({
      code: "log-too-long",
      message: `The log holds ${log.run.length} events, the manifest was written after ${events}`,
      path,
      index: events,
      expected: events,
      actual: log.run.length,
    });
  }
  return log;
}

/** Holds a root that a file states against the log. */
export function verifyRoot(
  log: VerifiedLog,
  length: number,
  expected: string,
  path: string,
  report: Report,
  code: "log-root-differs" | "history-rewritten" = "log-root-differs",
): boolean {
  if (length > log.run.length) {
    report({
      code: "log-too-short",
      message: `The log holds ${log.run.length} events, ${path} says ${length}: its end is missing`,
      path,
      index: log.run.length,
      expected: length,
      actual: log.run.length,
    });
    return false;
  }
  const actual = log.rootOf(length);
  if (actual === expected) return true;
  report({
    code,
    message: `The first ${length} events are not those that ${path} was written for`,
    path,
    index: length,
    expected,
    actual,
  });
  return false;
}
