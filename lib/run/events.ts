import type { Plain } from "../base/plain.ts";
import type { JsonValue } from "../base/value.ts";
import type { Agent, FileRecord, Fold, ParentRun, RunStatus, TimedEvent } from "./event_parts.ts";
import type { ArtifactEvent, DatasetEvent, ModelEvent, ParamEvent } from "./handled_events.ts";

export type {
  Agent,
  Direction,
  FileRecord,
  Fold,
  HandledEvent,
  ParentRun,
  RunStatus,
  TimedEvent,
} from "./event_parts.ts";
export type { ArtifactEvent, DatasetEvent, ModelEvent, ParamEvent } from "./handled_events.ts";

/** The first event of every run. */
export interface StartEvent extends TimedEvent {
  /** Tells the start from the other events. */
  readonly type: "start";
  /** The run's identifier: a time-ordered UUID (version 7), or what was given. */
  readonly runId: string;
  /** The name that groups runs. */
  readonly experiment: string;
  /** The run's name for people; its id where none was given. */
  readonly name: string;
  /** The namespace of the run's ids: an absolute IRI that ends in `/`, `#` or `:`. */
  readonly namespace: string;
  /** The library that wrote the log, and its version. */
  readonly library: { readonly name: string; readonly version: string };
  /** The run that this one is nested in; absent where it stands alone. */
  readonly parent?: ParentRun;
  /** Who the run is made by; absent where nobody was named. */
  readonly agent?: Agent;
  /** The number of this worker, from 0; absent where it was not given. */
  readonly rank?: number;
  /** How many workers the run has, at least 1; absent where it was not given. */
  readonly worldSize?: number;
  /** What the run is for, as it was said at its start. */
  readonly description?: string;
  /** The tags that the run started with; a {@link TagEvent} of the same key replaces one. */
  readonly tags?: Readonly<Record<string, string>>;
}

/** The last event of an ended run. */
export interface EndEvent extends TimedEvent {
  /** Tells the end from the other events. */
  readonly type: "end";
  /** How the run ended. */
  readonly status: Exclude<RunStatus, "RUNNING">;
  /** What went wrong; absent where nothing was told. `name` is that of a thrown `Error`. */
  readonly error?: { readonly name?: string; readonly message: string };
}

/** The run goes on after a break. */
export interface ResumedEvent extends TimedEvent {
  /** Tells a resumption from the other events. */
  readonly type: "resumed";
  /** Why the run had stopped; absent where nobody said. */
  readonly reason?: string;
}

/** The declaration of a metric series; points refer to it by its number. */
export interface SeriesEvent {
  /** Tells a series from the other events. */
  readonly type: "series";
  /** Its number, from 0 in order of declaration; a fork goes on counting from its base. */
  readonly series: number;
  /** The metric's name. */
  readonly key: string;
  /** The context that is measured; absent for the run itself. */
  readonly context?: string;
  /** What measures it; absent where nobody said. */
  readonly source?: string;
  /** The unit of the values, such as `s` or `%`; absent where none was given. */
  readonly unit?: string;
}

/** A point of a metric series. */
export interface MetricEvent extends TimedEvent {
  /** Tells a point from the other events. */
  readonly type: "metric";
  /** The number of its series, which was declared before. */
  readonly series: number;
  /** Where it lies in training, a safe integer >= 0; steps need not rise. */
  readonly step: number;
  /** What was measured: a float64, with NaN, ±Infinity and −0 as they are. */
  readonly value: number;
}

/** What is said of a metric's key as a whole. */
export interface MetricDefinitionEvent extends TimedEvent {
  /** Tells a definition from the other events. */
  readonly type: "metric-definition";
  /** The metric's name, in every context. */
  readonly key: string;
  /** How a series of that name becomes one number. */
  readonly fold: Fold;
  /** The unit of every series that names none itself; absent where none was given. */
  readonly unit?: string;
}

/** A context that was named before its first use, or given a parent. */
export interface ContextEvent extends TimedEvent {
  /** Tells a context from the other events. */
  readonly type: "context";
  /** What the context is called, such as `training`. */
  readonly name: string;
  /** The context that this one is part of; absent for a part of the run itself. */
  readonly parent?: string;
}

/** An optimizer and its settings. */
export interface OptimizerEvent extends TimedEvent {
  /** Tells an optimizer from the other events. */
  readonly type: "optimizer";
  /** What the framework calls it, such as `adam`. */
  readonly name: string;
  /** The learning rate and what else was set, in the form of a parameter's value. */
  readonly settings: Readonly<Record<string, JsonValue>>;
}

/** Where the run ran. */
export interface EnvironmentEvent extends TimedEvent {
  /** Tells an environment from the other events. */
  readonly type: "environment";
  /** An `EnvironmentDescription` in the form that JSON can hold. */
  readonly info: { readonly [key: string]: Plain };
}

/** The code that the run ran. */
export interface SourceEvent extends TimedEvent {
  /** Tells source code from the other events. */
  readonly type: "source";
  /** A `SourceDescription` without its assets, in the form that JSON can hold. */
  readonly info: { readonly [key: string]: Plain };
  /** Copies of the code's files; absent where none were kept. */
  readonly copies?: readonly FileRecord[];
}

/** The command that started the run. */
export interface CommandEvent extends TimedEvent {
  /** Tells a command from the other events. */
  readonly type: "command";
  /** The program and its arguments; `captureCommand` has masked the secrets in them. */
  readonly arguments: readonly string[];
  /** The folder it was started in; absent where it was not given. */
  readonly directory?: string;
}

/** A tag; a later one of the same key replaces it. */
export interface TagEvent extends TimedEvent {
  /** Tells a tag from the other events. */
  readonly type: "tag";
  /** What the tag is called. */
  readonly key: string;
  /** Free text, which may be empty. */
  readonly value: string;
}

/** A description; a later one replaces it. */
export interface DescriptionEvent extends TimedEvent {
  /** Tells a description from the other events. */
  readonly type: "description";
  /** What the run is for, in the user's words. */
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
  | ResumedEvent
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
