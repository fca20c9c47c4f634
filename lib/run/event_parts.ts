/** Whether the run took a thing in or made it. */
export type Direction = "input" | "output";

/** How a run stands. */
export type RunStatus = "RUNNING" | "FINISHED" | "FAILED" | "KILLED";

/** How the points of a metric become one number. */
export type Fold = "last" | "min" | "max" | "sum" | "mean";

/** Who a run was made by or for. */
export interface Agent {
  /** An absolute IRI; absent where the agent is known by its name alone. */
  readonly id?: string;
  /** The name for people. */
  readonly name: string;
  /** What kind of agent it is, as W3C PROV tells them apart. */
  readonly kind: "person" | "software" | "organization";
}

/** The run that another run is nested in. */
export interface ParentRun {
  /** The parent's identifier, one among the runs of its experiment. */
  readonly runId: string;
  /** The experiment that the parent belongs to, which can be another than the child's. */
  readonly experiment: string;
  /** The namespace of the parent's ids. */
  readonly namespace: string;
}

/** The digest and place of a file that a run handled. */
export interface FileRecord {
  /** The name that it was logged under: free text, not a path. */
  readonly name: string;
  /** The media type, such as `text/csv`. */
  readonly mediaType: string;
  /** The length in bytes; absent where a reference did not tell. */
  readonly size?: number;
  /** The SHA-256 as 64 lower-case hex digits; absent where a reference did not tell. */
  readonly sha256?: string;
  /** Where the bytes came from or lie: an IRI or a relative reference. */
  readonly uri?: string;
  /** Where the copy lies in the run folder; absent where none is kept. */
  readonly path?: string;
}

/** What every event has but a series' declaration: a time. */
export interface TimedEvent {
  /** When it happened, in milliseconds since the epoch. */
  readonly timestamp: number;
}

/** What events about a thing share that the run took in or made. */
export interface HandledEvent extends TimedEvent {
  /** The context that the thing was handled in; absent for the run itself. */
  readonly context?: string;
  /** Whether the run took it in or made it: `used` or `wasGeneratedBy` in PROV. */
  readonly direction: Direction;
}
