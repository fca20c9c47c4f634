/** What one process measures. */
export interface Job {
  /** The small sizes of the smoke mode, which show that a bench runs and nothing else. */
  readonly smoke: boolean;
}

/** One way to do a row's work: ours, or a rival's. */
export interface Side {
  /** Who it is, such as `push` or `node:crypto`. */
  readonly name: string;
  /** Does the work several times after a warm-up; one number each time, in the row's unit. */
  measure(job: Job): number[] | Promise<number[]>;
}

/** One row of the table: work, who does it, and how good ours must be. */
export interface Row {
  /** The first part is what `--only` asks for: `log-metric/5-series`. */
  readonly id: string;
  /** What is done, sizes included. */
  readonly work: string;
  /** Such as `ns/point`, `bytes/point`, `MB/s`. */
  readonly unit: string;
  /** Whether a smaller or a larger number is the better one. */
  readonly better: "less" | "more";
  /** Ours first, then the rivals. */
  readonly sides: readonly Side[];
  /** How good ours must be, in words: `<= 0.7 of push`. */
  readonly bar?: string;
}
