import type { Plain } from "../base/plain.ts";
import type { JsonValue } from "../base/value.ts";
import type { FileRecord, HandledEvent } from "./event_parts.ts";

/** A parameter. */
export interface ParamEvent extends HandledEvent {
  /** Tells a parameter from the other events. */
  readonly type: "param";
  /** The name; with the context it is unique in a run. */
  readonly key: string;
  /** The value; what JSON lacks, such as NaN or a date, is a text with its XML Schema type. */
  readonly value: JsonValue;
  /** Where the value came from, such as a file or a sweep; absent where nobody said. */
  readonly source?: string;
}

/** An artifact: a file that the run logged, with its version. */
export interface ArtifactEvent extends HandledEvent, FileRecord {
  /** Tells an artifact from the other events. */
  readonly type: "artifact";
  /** `v0`, `v1`, …, counted by name. */
  readonly version: string;
  /** The step of training that it belongs to, a safe integer >= 0; absent where none was given. */
  readonly step?: number;
  /** Further names for this version; a later version that takes one over has it from then on. */
  readonly aliases?: readonly string[];
  /** Further facts by name, in the form of a parameter's value. */
  readonly attributes?: Readonly<Record<string, JsonValue>>;
}

/** A model or, where it has a version, one saved state of it. */
export interface ModelEvent extends HandledEvent {
  /** Tells a model from the other events. */
  readonly type: "model";
  /** The name that the model shares with its saved states. */
  readonly name: string;
  /** `v0`, `v1`, …, counted by name; absent for the model as a whole. */
  readonly version?: string;
  /** The step of training, such as the epoch, of a saved state; absent where none was given. */
  readonly step?: number;
  /** Its description without name, layers and weights; absent where none was logged. */
  readonly info?: { readonly [key: string]: Plain };
  /** A description of each layer; absent unless they were asked for. */
  readonly layers?: readonly { readonly [key: string]: Plain }[];
  /** The weights; absent where the description had none, or they were not to be kept. */
  readonly file?: FileRecord;
}

/** A dataset. */
export interface DatasetEvent extends HandledEvent {
  /** Tells a dataset from the other events. */
  readonly type: "dataset";
  /** What the run calls it, such as `train`. */
  readonly label: string;
  /** Its description without the files. */
  readonly info: { readonly [key: string]: Plain };
  /** The digests of its files, which are not copied; absent where none were named. */
  readonly files?: readonly FileRecord[];
}
