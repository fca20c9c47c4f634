import { fromPlain } from "../base/plain.ts";
import { decodeValue, type Value } from "../base/value.ts";
import type { ArtifactEvent, DatasetEvent, Direction, FileRecord, ModelEvent } from "./events.ts";
import { recordsAt } from "./log.ts";
import { _parts, type Run } from "./run.ts";

/** A version of an artifact. */
export interface Artifact extends FileRecord {
  /** `v0`, `v1`, … */
  readonly version: string;
  /** The aliases that point to this version, without those that a later one took over. */
  readonly aliases: readonly string[];
  /** The context that it was logged in; absent for the run itself. */
  readonly context?: string;
  /** The step of training that it belongs to; absent where none was given. */
  readonly step?: number;
  /** When it was logged, or the time given for it, in milliseconds since the epoch. */
  readonly timestamp: number;
  /** Whether the run took it in or made it. */
  readonly direction: Direction;
  /** Further facts by name; empty where there are none. */
  readonly attributes: Readonly<Record<string, Value>>;
}

/** A model, or one saved version of it. */
export interface Model extends Partial<Omit<FileRecord, "name">> {
  /** The name that the model shares with its saved versions. */
  readonly name: string;
  /** `v0`, `v1`, …; absent for the model as a whole. */
  readonly version?: string;
  /** The context that it was logged in; absent for the run itself. */
  readonly context?: string;
  /** The step of training, such as the epoch, of a saved version; absent where none was given. */
  readonly step?: number;
  /** When it was logged, or the time given for it, in milliseconds since the epoch. */
  readonly timestamp: number;
  /** Whether the run took it in or made it. */
  readonly direction: Direction;
  /** Figures such as `kind`, `framework`, `parameters`, `memory`; absent where there are none. */
  readonly info?: Readonly<Record<string, unknown>>;
  /** A description of each layer; absent unless `logModel` was told to keep them. */
  readonly layers?: readonly Readonly<Record<string, unknown>>[];
}

/** A dataset. */
export interface Dataset {
  /** What the run calls it, such as `train`. */
  readonly label: string;
  /** The context that it was logged in; absent for the run itself. */
  readonly context?: string;
  /** When it was logged, in milliseconds since the epoch. */
  readonly timestamp: number;
  /** Whether the run took it in or made it. */
  readonly direction: Direction;
  /** What describes it: `samples`, `batchSize`, `shuffle`, … */
  readonly info: Readonly<Record<string, unknown>>;
  /** The names and digests of its files; empty where none was named. */
  readonly files: readonly FileRecord[];
}

/** The artifacts of a run, every version, in order of logging.
 *
 * @example
 * ```ts
 * import { artifacts, jsonAsset, logArtifact, startRun } from "stemma";
 * import assert from "node:assert/strict";
 * let run = startRun({ experiment: "digits" });
 * run = logArtifact(run, jsonAsset("scores.json", [1, 2]), { aliases: ["best"] });
 * assert.deepEqual(artifacts(run)[0].aliases, ["best"]);
 * assert.equal(artifacts(run)[0].version, "v0");
 * ```
 */
export function artifacts(run: Run): Artifact[] {
  const events = eventsOf<ArtifactEvent>(run, "artifact");
  const owners = new Map<string, ArtifactEvent>();
  for (const event of events) {
    for (const alias of event.aliases ?? []) owners.set(JSON.stringify([event.name, alias]), event);
  }
  return events.map((event) => {
    const { type: _type, attributes = {}, aliases = [], ...rest } = event;
    return Object.freeze({
      ...rest,
      aliases: Object.freeze(
        aliases.filter((alias) => owners.get(JSON.stringify([event.name, alias])) === event),
      ),
      attributes: Object.freeze(Object.fromEntries(
        Object.entries(attributes).map(([key, value]) => [key, decodeValue(value)]),
      )),
    });
  });
}

/** The models of a run and their saved versions, in order of logging.
 *
 * @example
 * ```ts
 * import { logModel, models, startRun } from "stemma";
 * import assert from "node:assert/strict";
 * const run = logModel(startRun({ experiment: "digits" }), { name: "cnn", parameters: 1024 });
 * assert.equal(models(run)[0].name, "cnn");
 * ```
 */
export function models(run: Run): Model[] {
  return eventsOf<ModelEvent>(run, "model").map((event) => {
    const { type: _type, file, info, layers, ...rest } = event;
    const { name: _name, ...place } = file ?? {};
    return Object.freeze({
      ...place,
      ...rest,
      ...(info !== undefined && { info: fromPlain(info) as Model["info"] }),
      ...(layers !== undefined && { layers: fromPlain(layers) as Model["layers"] }),
    });
  });
}

/** The datasets of a run, in order of logging.
 *
 * @example
 * ```ts
 * import { datasets, logDataset, startRun } from "stemma";
 * import assert from "node:assert/strict";
 * const run = logDataset(startRun({ experiment: "digits" }), { samples: 8 }, { label: "test" });
 * assert.equal(datasets(run)[0].label, "test");
 * ```
 */
export function datasets(run: Run): Dataset[] {
  return eventsOf<DatasetEvent>(run, "dataset").map((event) => {
    const { type: _type, info, files = [], ...rest } = event;
    return Object.freeze({ ...rest, info: fromPlain(info) as Dataset["info"], files });
  });
}

function eventsOf<Event>(run: Run, type: string): Event[] {
  const { log, length } = _parts(run);
  const found: Event[] = [];
  for (const [, event] of recordsAt(log, length)) {
    if (event.type === type) found.push(event as Event);
  }
  return found;
}
