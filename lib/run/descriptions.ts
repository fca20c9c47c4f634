import type { Value } from "../base/value.ts";

/** Bytes with a name and a digest, or a reference to bytes that lie elsewhere. */
export interface Asset {
  /** The name, free text; the path of a copy is made from it. */
  readonly name: string;
  /** The length in bytes; absent where a reference does not tell. */
  readonly size?: number;
  /** The SHA-256 as 64 lower-case hex digits; absent where a reference does not tell. */
  readonly sha256?: string;
  /** The media type, such as `text/csv`. */
  readonly mediaType: string;
  /** Where the bytes came from or lie: an IRI or a relative reference. */
  readonly uri?: string;
  /** All bytes at once; absent for a reference. */
  bytes?(): Uint8Array<ArrayBuffer>;
  /** The bytes in pieces, from the start at every call; absent for a reference. */
  stream?(): ReadableStream<Uint8Array<ArrayBuffer>>;
}

/** Further facts about a described thing; the keys are free. */
export type Attributes = Readonly<Record<string, Value>>;

/** One layer of a model. A shape's unknown dimension is `null`. */
export interface LayerDescription {
  /** The name, by which a model tells its layers apart. */
  readonly name: string;
  /** The class of the layer, such as `Dense`. */
  readonly kind: string;
  /** The shape of what goes in, with the batch's dimension; absent where several inputs meet. */
  readonly inputShape?: readonly (number | null)[];
  /** The shape of what comes out, with the batch's dimension; absent where there are several. */
  readonly outputShape?: readonly (number | null)[];
  /** The number format of the weights, such as `float32`. */
  readonly dtype?: string;
  /** How many numbers the layer learns or holds. */
  readonly parameters?: number;
  /** Whether training changes the layer, or it is frozen. */
  readonly trainable?: boolean;
  /** Further settings: kernel size, stride, activation, … */
  readonly attributes?: Attributes;
}

/** What a model is: plain data that an adapter makes or that is written by hand. */
export interface ModelDescription {
  /** The name; what the log call gives wins over it. */
  readonly name?: string;
  /** The class of the model, such as `Sequential`. */
  readonly kind?: string;
  /** The framework and its version, such as `tfjs 4.22.0`. */
  readonly framework?: string;
  /** How many numbers the model holds, learned or not. */
  readonly parameters?: number;
  /** How many of them training changes. */
  readonly trainableParameters?: number;
  /** The size of the parameters in memory, in bytes. */
  readonly memory?: number;
  /** The number format of the weights, such as `float32`; several are joined by a comma. */
  readonly dtype?: string;
  /** The layers in the model's own order; logged only where they are asked for. */
  readonly layers?: readonly LayerDescription[];
  /** The weights as bytes. */
  readonly weights?: Asset;
  /** Further facts, such as the loss function it was compiled with. */
  readonly attributes?: Attributes;
}

/** What a dataset is: plain data that an adapter makes or that is written by hand. */
export interface DatasetDescription {
  /** The name that people know it by, such as `MNIST`. */
  readonly name?: string;
  /** How many samples one pass sees. */
  readonly samples?: number;
  /** How many batches one pass sees; the last may be smaller. */
  readonly batches?: number;
  /** How many samples a batch holds. */
  readonly batchSize?: number;
  /** How many workers load it. */
  readonly workers?: number;
  /** Whether the order changes from pass to pass. */
  readonly shuffle?: boolean;
  /** What the shuffling or the split was drawn from. */
  readonly seed?: number;
  /** The shape of one sample, without the batch; an unknown dimension is `null`. */
  readonly shape?: readonly (number | null)[];
  /** The shape of one label, likewise; absent where there are no labels. */
  readonly labelShape?: readonly (number | null)[];
  /** The number format of the samples, such as `float32`; several are joined by a comma. */
  readonly dtype?: string;
  /** How many classes, or their names. */
  readonly classes?: number | readonly string[];
  /** Which part of a whole this is, such as `train`. */
  readonly split?: string;
  /** The licence, best as an SPDX identifier such as `CC-BY-4.0`, or its URL. */
  readonly license?: string;
  /** Where it came from. */
  readonly uri?: string;
  /** The SHA-256 of its content as 64 hex digits, where one digest tells it all. */
  readonly sha256?: string;
  /** The files it consists of. */
  readonly files?: readonly Asset[];
  /** Further facts, such as how the samples were made ready. */
  readonly attributes?: Attributes;
}

/** What an optimizer is: its name and settings. */
export interface OptimizerDescription {
  /** What the framework calls it, such as `adam`. */
  readonly name: string;
  /** The learning rate as it is when the optimizer is described. */
  readonly learningRate?: number;
  /** Further settings by the framework's names, such as `beta1`; `undefined` is left out. */
  readonly [setting: string]: Value | undefined;
}

/** A package that the run could load, as its lock file names it. */
export interface PackageDescription {
  /** The name, with its scope. */
  readonly name: string;
  /** The version that is locked, or where it comes from if not from a registry. */
  readonly version: string;
  /** Who hands it out, such as `npm` or `jsr`. */
  readonly registry?: string;
  /** The digest that the lock file holds, such as `sha512-…`. */
  readonly integrity?: string;
}

/** Where a run ran. What is not known is absent. */
export interface EnvironmentDescription {
  /** What ran the code, such as `deno`; some runtimes keep their version to themselves. */
  readonly runtime: { readonly name: string; readonly version?: string };
  /** The operating system, by the names that it gives itself. */
  readonly os?: {
    readonly name: string;
    readonly version?: string;
    readonly arch?: string;
  };
  /** The processor, and how many threads it runs at a time. */
  readonly cpu?: { readonly model?: string; readonly cores?: number };
  /** The computer's memory, in bytes. */
  readonly memory?: number;
  /** The computer's name in its network. */
  readonly hostname?: string;
  /** The name of the account. */
  readonly user?: string;
  /** The IANA name of the time zone, such as `Europe/Rome`. */
  readonly timeZone?: string;
  /** The packages that lock files name. */
  readonly packages?: readonly PackageDescription[];
  /** Environment variables that were asked for; a secret's value is never there. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Further facts. */
  readonly attributes?: Attributes;
}

/** The code that a run ran. */
export interface SourceDescription {
  /** The commit checked out, as hex digits. */
  readonly commit?: string;
  /** The branch checked out; absent where there is none. */
  readonly branch?: string;
  /** The remote that the code came from, without credentials. */
  readonly remote?: string;
  /** Whether files differ from the commit. */
  readonly dirty?: boolean;
  /** The files that differ from the commit, or all files where there is no commit. */
  readonly files?: readonly {
    readonly path: string;
    readonly status:
      | "added"
      | "modified"
      | "deleted"
      | "untracked"
      | "unchanged";
    readonly sha256?: string;
    readonly size?: number;
  }[];
  /** The files themselves, where they were asked for. */
  readonly assets?: readonly Asset[];
}

/** The command that started a run. Secrets in it are masked. */
export interface CommandDescription {
  /** The program and its arguments. */
  readonly arguments: readonly string[];
  /** The folder it was started in. */
  readonly directory?: string;
}
