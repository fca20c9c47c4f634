import type { SinkError, StemmaError } from "../base/errors.ts";
import type { LogRepair } from "../run/log_repair.ts";
import type { Run } from "../run/run.ts";
import type { SealKey } from "../seal/signer.ts";

/** A run's log on disk that grows with the run. */
export interface Journal {
  /** Takes what the run has more than the last one that was pushed.
   *
   * Never throws and never waits for the disk: a run that cannot be taken is told in
   * {@link Journal.report}, as is a disk that refuses. Cost: O(1).
   */
  push(run: Run): void;
  /** Waits until everything that was pushed before is on the disk.
   *
   * @throws {SinkError} `SINK_IO`, with the system's code, where the disk refuses; nothing is lost
   * by that, the next call tries again; `SINK_CLOSED` after {@link Journal.close} where it failed
   */
  sync(): Promise<void>;
  /** How the journal stands. */
  report(): JournalReport;
  /** Syncs a last time and gives the folder free. A run that goes on can be journalled again.
   *
   * @throws {SinkError} `SINK_IO`
   */
  close(): Promise<void>;
}

/** How a journal stands: plain, frozen data. */
export interface JournalReport {
  /** How many events were pushed. */
  readonly pushed: number;
  /** How many of them are on the disk. */
  readonly durable: number;
  /** How many are not. */
  readonly pending: number;
  /** The length of `run.log` as far as it is on the disk. */
  readonly bytes: number;
  /** Whether more events are pending than `pressure` allows: the disk is too slow or refuses. */
  readonly pressure: boolean;
  /** How often the disk refused. */
  readonly failures: number;
  /** What it said last; absent where it has taken everything since. */
  readonly error?: SinkError;
  /** How many pushes were refused. */
  readonly refusals: number;
  /** The first hundred of them: `RUN_OLDER`, `RUN_FORKED`, `SINK_CLOSED`. */
  readonly refused: readonly { readonly length: number; readonly error: StemmaError | TypeError }[];
  /** What was cut from the log that was there when the journal was opened. */
  readonly repairs: readonly LogRepair[];
  /** The journals of forks, where they were asked for. */
  readonly forks: readonly { readonly directory: string; readonly report?: JournalReport }[];
  /** The checkpoints, where they were asked for: how many were signed, over how many events the last
   * one, how often that failed, and what was said last; `error` is absent where it went well since. */
  readonly checkpoints?: {
    readonly signed: number;
    readonly events: number;
    readonly failures: number;
    readonly error?: unknown;
  };
}

/** How a journal writes. */
export interface JournalOptions {
  /** When it writes to the disk by itself: after so many events, after so many milliseconds,
   * whichever comes first; "sync" means never. @default { events: 1000, ms: 1000 } */
  readonly every?: { readonly events?: number; readonly ms?: number } | "sync";
  /** From how many pending events on the report tells of pressure. The events themselves are the
   * run's; beside them a journal holds the bytes of at most 65,536. @default 1,000,000 */
  readonly pressure?: number;
  /** What becomes of a fork of the journal's run that is pushed: "refuse" tells it in the report,
   * "journal" opens a journal of its own beside it, in `<directory>-fork-1` and so on, whose
   * `fork.json` names the base. @default "refuse" */
  readonly forks?: "refuse" | "journal";
  /** Signs every so often how far the log is, into `seal/checkpoints`; without it nothing is signed.
   * Forks have none. */
  readonly checkpoints?: JournalCheckpoints;
}

/** How a journal signs checkpoints. */
export interface JournalCheckpoints {
  /** The key, P-256 or Ed25519, as `sealRun` of `stemma/seal` takes it. */
  readonly key: SealKey;
  /** Its public half, where the private one does not give it. */
  readonly publicKey?: string | CryptoKey;
  /** The name of the key. @default the name of the run's log */
  readonly name?: string;
  /** After so many events, after so many milliseconds, whichever comes first, and at the end.
   * @default { events: 1000000, ms: 60000 } */
  readonly every?: { readonly events?: number; readonly ms?: number };
}
