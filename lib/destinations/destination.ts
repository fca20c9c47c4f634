import type { SaveReport } from "../bundle/save_report.ts";
import type { Run } from "../run/run.ts";

/** Where a run goes as it grows: another system, which shows it in its own way. */
export interface Destination {
  /** Sends what is new since the last push; a push of nothing new sends nothing.
   *
   * May be called as often as wanted while the run grows, without waiting: pushes that wait are one
   * push of the newest run. What goes wrong is told in the report and sent with the next push; what
   * was acknowledged is not sent twice, after a restart neither.
   *
   * @throws {TypeError} for wrong arguments, and for nothing else
   */
  push(run: Run, options?: PushOptions): Promise<PushReport>;
  /** Waits for the pushes that were begun, then refuses every further one. */
  close?(): Promise<void>;
}

/** How a run is pushed. */
export interface PushOptions {
  /** Stops between two requests, and in the middle of one where the host can. */
  readonly signal?: AbortSignal;
  /** Called after each piece. */
  readonly onProgress?: (progress: PushProgress) => void;
}

/** How far a push is. */
export interface PushProgress {
  /** How many of the run's events are at the target. */
  readonly sent: number;
  /** How many events the run has. */
  readonly events: number;
  /** How many files were written so far. */
  readonly files: number;
  /** How many bytes those have. */
  readonly bytes: number;
}

/** What became of a push. Its paths name parts of a run: "metrics/training/loss", "params/seed". */
export interface PushReport extends SaveReport {
  /** What the target could not take as it is, what it got in its place, and why. The run's own log
   * holds the truth. */
  readonly changed: readonly { path: string; to: string; reason: string }[];
  /** How many of the run's events are at the target. */
  readonly sent: number;
  /** Where people see the run. */
  readonly url?: string;
}

/** The least that a destination has to do; everything else is `createDestination`'s. */
export interface DestinationAdapter<Place> {
  /** Finds the run at the target or makes it there. Called for a run's first push and after a push
   * that failed. */
  open(run: Run, delivery: Delivery): Promise<OpenedRun<Place>>;
  /** Sends the events from `since` on. Called with `since` at the run's end as well, where something
   * of the last push failed without an exception or `open` found that something is owed. */
  send(
    slice: { readonly run: Run; readonly since: number; readonly place: Place },
    delivery: Delivery,
  ): Promise<void>;
  /** Called once, after the last push has ended. */
  close?(): Promise<void>;
}

/** A run as it was found at the target. */
export interface OpenedRun<Place> {
  /** Where: whatever `send` needs. */
  readonly place: Place;
  /** How many of the run's events are there, by what the target itself holds. */
  readonly sent: number;
  /** Whether a part of those events is missing there, such as a file: then `send` is called though
   * no event is new.
   *
   * @default {false} */
  readonly owes?: boolean;
  /** The digest of those events, where the target keeps it: with another one, the run that is there
   * is of another line and nothing is sent. */
  readonly digest?: string;
  /** Where people see the run. */
  readonly url?: string;
}

/** The account of one push, as an adapter keeps it. */
export interface Delivery {
  /** Says stop. */
  readonly signal: AbortSignal | undefined;
  /** The events before this one are at the target. */
  acknowledge(events: number): void;
  /** A file is at the target. */
  wrote(file: { readonly path: string; readonly size: number; readonly sha256: string }): void;
  /** A part could not be sent; the next push tries it again. */
  failed(path: string, error: unknown): void;
  /** A part was not sent, and need not be or cannot be. */
  skipped(path: string, reason: string): void;
  /** A part was sent as something else, for the target does not take it as it is. */
  changed(path: string, to: string, reason: string): void;
}
