import type { Plain } from "../base/plain.ts";
import type { JsonValue } from "../base/value.ts";

/** Whether the run took a thing in or made it. */
export type Direction = "input" | "output";

/** How a run stands. */
export type RunStatus = "RUNNING" | "FINISHED" | "FAILED" | "KILLED";

/** How the points of a metric become one number. */
export type Fold = "last" | "min" | "max" | "sum" | "mean";

/** Who a run was made by or for. */
export interface Agent {
  /** An absolute IRI. */
  readonly id?: string;
  readonly name: string;
  readonly kind: "person" | "software" | "organization";
}

/** The run that another run is nested in. */
export interface ParentRun {
  readonly runId: string;
  readonly experiment: string;
  /** The namespace of the parent's ids. */
  readonly namespace: string;
}

/** What most events share. Times are in milliseconds since the epoch. */
interface Timed {
  readonly timestamp: number;
}

/** What events about a thing share. */
interface Handled extends Timed {
  readonly context?: string;
  readonly direction: Direction;
}

/** The first event of every run. */
export interface StartEvent extends Timed {
  readonly type: "start";
  readonly runId: string;
  readonly experiment: string;
  readonly name: string;
  /** The namespace of the run's ids: an absolute IRI that ends in `/`, `#` or `:`. */
  readonly namespace: string;
  readonly library: { readonly name: string; readonly version: string };
  readonly parent?: ParentRun;
  readonly agent?: Agent;
  readonly rank?: number;
  readonly worldSize?: number;
  readonly description?: string;
  readonly tags?: Readonly<Record<string, string>>;
}

/** The last event of an ended run. */
export interface EndEvent extends Timed {
  readonly type: "end";
  readonly status: Exclude<RunStatus, "RUNNING">;
  readonly error?: { readonly name?: string; readonly message: string };
}

/** A parameter. */
export interface ParamEvent extends Handled {
  readonly type: "param";
  readonly key: string;
  readonly value: JsonValue;
  readonly source?: string;
}

/** The declaration of a metric series; points refer to it by its number. */
export interface SeriesEvent {
  readonly type: "series";
  readonly series: number;
  readonly key: string;
  readonly context?: string;
  readonly source?: string;
  readonly unit?: string;
}

/** A point of a metric series. */
export interface MetricEvent extends Timed {
  readonly type: "metric";
  readonly series: number;
  readonly step: number;
  readonly value: number;
}

/** What is said of a metric's key as a whole. */
export interface MetricDefinitionEvent extends Timed {
  readonly type: "metric-definition";
  readonly key: string;
  readonly fold: Fold;
  readonly unit?: string;
}

/** A context that was named before its first use, or given a parent. */
export interface ContextEvent extends Timed {
  readonly type: "context";
  readonly name: string;
  readonly parent?: string;
}

/** The digest and place of a file that a run handled. */
export interface FileRecord {
  readonly name: string;
  readonly mediaType: string;
  readonly size?: number;
  readonly sha256?: string;
  readonly uri?: string;
  /** Where the copy lies in the run folder; absent where none is kept. */
  readonly path?: string;
}

/** An artifact: a file that the run logged, with its version. */
export interface ArtifactEvent extends Handled, FileRecord {
  readonly type: "artifact";
  readonly version: string;
  readonly step?: number;
  readonly aliases?: readonly string[];
  readonly attributes?: Readonly<Record<string, JsonValue>>;
}

/** A model or, where it has a version, one saved state of it. */
export interface ModelEvent extends Handled {
  readonly type: "model";
  readonly name: string;
  readonly version?: string;
  readonly step?: number;
  readonly info?: { readonly [key: string]: Plain };
  readonly layers?: readonly { readonly [key: string]: Plain }[];
  readonly file?: FileRecord;
}

/** A dataset. */
export interface DatasetEvent extends Handled {
  readonly type: "dataset";
  readonly label: string;
  readonly info: { readonly [key: string]: Plain };
  readonly files?: readonly FileRecord[];
}

/** An optimizer and its settings. */
export interface OptimizerEvent extends Timed {
  readonly type: "optimizer";
  readonly name: string;
  readonly settings: Readonly<Record<string, JsonValue>>;
}

/** Where the run ran. */
export interface EnvironmentEvent extends Timed {
  readonly type: "environment";
  readonly info: { readonly [key: string]: Plain };
}

/** The code that the run ran. */
export interface SourceEvent extends Timed {
  readonly type: "source";
  readonly info: { readonly [key: string]: Plain };
  /** Copies of the code's files. */
  readonly copies?: readonly FileRecord[];
}

/** The command that started the run. */
export interface CommandEvent extends Timed {
  readonly type: "command";
  readonly arguments: readonly string[];
  readonly directory?: string;
}

/** A tag; a later one of the same key replaces it. */
export interface TagEvent extends Timed {
  readonly type: "tag";
  readonly key: string;
  readonly value: string;
}

/** A description; a later one replaces it. */
export interface DescriptionEvent extends Timed {
  readonly type: "description";
  readonly text: string;
}

/** An event that is kept as a record: every one that is no metric point.
 *
 * A log that a newer version wrote can hold events of other types too: they are kept and hashed as
 * they are, and no view sees them.
 */
export type RecordEvent =
  | StartEvent
  | EndEvent
  | ParamEvent
  | SeriesEvent
  | MetricDefinitionEvent
  | ContextEvent
  | ArtifactEvent
  | ModelEvent
  | DatasetEvent
  | OptimizerEvent
  | EnvironmentEvent
  | SourceEvent
  | CommandEvent
  | TagEvent
  | DescriptionEvent;

/** One event of a log: plain, frozen data. */
export type LogEvent = RecordEvent | MetricEvent;
