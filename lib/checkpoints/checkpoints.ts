import { type Env, systemEnv } from "../base/env.ts";
import { freePath, PathSet } from "../base/free_path.ts";
import { checkOptions, nameOf } from "../base/options.ts";
import { checkName } from "../base/value.ts";
import type { Sink } from "../bundle/file.ts";
import { fileFromBytes } from "../bundle/make_file.ts";
import { _writable, Run } from "../run/run.ts";
import { addCheckpoint, type BestRule } from "./add_checkpoint.ts";
import { type Catalog, type CheckpointFacts, writeCatalog } from "./catalog.ts";
import { checkEvery, type CheckpointEvery, isDue, type Position } from "./due.ts";
import type { Checkpoint } from "./latest_checkpoint.ts";
import { logCheckpoint } from "./log_checkpoint.ts";
import { checkpointFiles, type CheckpointModel } from "./model_files.ts";
import { pointerPath } from "./pointer_path.ts";
import { parseTemplate, timeFields } from "./template.ts";

/** How checkpoints are kept. */
export interface CheckpointsOptions {
  /** The folder of a checkpoint in the sink, with fields in braces: name, run, experiment, epoch,
   * batch, step, rank, time, year, month, day, hour, minute, second (UTC).
   *
   * @default {"{name}-ep{epoch}-ba{batch}"} */
  readonly name?: string;
  /** When `saveIfDue` saves. @default {{ epochs: 1 }} */
  readonly every?: CheckpointEvery;
  /** How many of the newest are kept, besides the best one and those with aliases; the sink must be
   * able to delete. @default {all} */
  readonly keep?: number;
  /** The pointer file, which names the latest and all others. @default {"{name}-latest.json"} */
  readonly latest?: string;
  /** Which one has the alias "best". */
  readonly best?: BestRule;
  /** What `latestCheckpoint` found: its list is gone on with. */
  readonly resume?: Checkpoint;
  /** The clock. @default {systemEnv} */
  readonly env?: Env;
}

/** Where training is when a checkpoint is saved. */
export interface CheckpointMoment {
  /** What the checkpoints share. @default {the run's name} */
  readonly name?: string;
  /** How many epochs are done. */
  readonly epoch?: number;
  /** How many batches are done. */
  readonly batch?: number;
  /** The step of the model version. @default {the batch, else the epoch} */
  readonly step?: number;
  /** The worker's rank. */
  readonly rank?: number;
  /** The context of the model version. */
  readonly context?: string;
  /** What was measured; `best` looks here. */
  readonly metrics?: Readonly<Record<string, number>>;
  /** Names for this very checkpoint; one that another one has moves here. */
  readonly aliases?: readonly string[];
  /** Stops the saving. */
  readonly signal?: AbortSignal;
}

/** How the checkpoints stand. */
export interface CheckpointsReport {
  /** How many were saved. */
  readonly saved: number;
  /** How many older ones were deleted. */
  readonly deleted: number;
  /** What could not be saved or deleted: the last hundred. */
  readonly failed: readonly { readonly path: string; readonly error: unknown }[];
}

/** Keeps the states of models while they are trained. */
export interface Checkpoints {
  /** Saves a checkpoint and logs it as the next version of the model.
   *
   * Where it cannot be saved, `report` says why and the same run comes back.
   *
   * @throws {TypeError} for wrong arguments, such as a field of the template that is missing
   * @throws {RunStateError} `RUN_ENDED` */
  save(run: Run, model: CheckpointModel, moment?: CheckpointMoment): Promise<Run>;
  /** Saves a checkpoint where one is due, else gives the same run back; the model is made only
   * then. Epochs and batches are counted from 1. */
  saveIfDue(
    run: Run,
    make: () => CheckpointModel | Promise<CheckpointModel>,
    moment?: CheckpointMoment,
  ): Promise<Run>;
  /** How many were saved and deleted, and what failed. */
  report(): CheckpointsReport;
}

const MOMENT = [
  "name",
  "epoch",
  "batch",
  "step",
  "rank",
  "context",
  "metrics",
  "aliases",
  "signal",
];
const OPTIONS = ["name", "every", "keep", "latest", "best", "resume", "env"];
const MOST_FAILED = 100;

/** Keeps checkpoints in a sink: a folder each, and a pointer file that names the latest.
 *
 * The files of a checkpoint are written first, the pointer then, and what is no longer kept is
 * deleted last: after a crash at any point the pointer names a whole checkpoint, and nothing that
 * it names is gone. A folder is never written to a second time; where a template gives one that is
 * taken, the next one gets `~2`, and so on.
 *
 * Cost: the pointer holds some 300 bytes for each checkpoint that is kept. The run keeps the digests,
 * not the bytes.
 *
 * @throws {TypeError} for wrong arguments, an unknown field of a template, and `keep` on a sink that
 * cannot delete
 * @throws {RangeError} for a number out of its range, and a template that leads out of the sink
 * @example
 * ```ts
 * import { bytesAsset, memorySink, models, startRun } from "stemma";
 * import { checkpoints } from "stemma/checkpoints";
 * import assert from "node:assert/strict";
 * const sink = memorySink();
 * const keeper = checkpoints(sink, { every: { epochs: 2 }, keep: 2, best: { metric: "loss" } });
 * let run = startRun({ experiment: "digits", name: "cnn" });
 * for (let epoch = 1; epoch <= 10; epoch++) {
 *   const weights = () => bytesAsset("weights.bin", Uint8Array.of(epoch));
 *   const metrics = { loss: (epoch - 5) ** 2 };
 *   run = await keeper.saveIfDue(run, weights, { epoch, batch: 100 * epoch, metrics });
 * }
 * assert.equal(models(run).length, 5);
 * assert.deepEqual([...sink.files.keys()].sort(), [
 *   "cnn-ep10-ba1000/weights.bin",
 *   "cnn-ep4-ba400/weights.bin", // the best
 *   "cnn-ep8-ba800/weights.bin",
 *   "cnn-latest.json",
 * ]);
 * ```
 */
export function checkpoints(sink: Sink, options: CheckpointsOptions = {}): Checkpoints {
  checkOptions("checkpoints()", options, OPTIONS);
  if (typeof sink?.put !== "function") {
    throw new TypeError(`Cannot call checkpoints(): the sink must have put, got ${nameOf(sink)}`);
  }
  const { name: template = "{name}-ep{epoch}-ba{batch}", keep = Infinity, best, resume } = options;
  const { env = systemEnv } = options;
  const fill = parseTemplate(template, "the template");
  const pointer = pointerPath(options.latest);
  const every = checkEvery(options.every ?? { epochs: 1 });
  checkKeep(sink, keep);
  checkOptions("checkpoints() with best", best, ["metric", "goal"]);

  const catalogs = new Map<string, Catalog>();
  const positions = new Map<string, Position>();
  const began = env.now();
  if (resume !== undefined) {
    const { name, catalog, epoch = 0, batch = 0 } = resume;
    catalogs.set(name, catalog);
    positions.set(name, { epoch, batch, time: began });
  }
  const failed: { path: string; error: unknown }[] = [];
  let [saved, deleted] = [0, 0];
  let last: Promise<unknown> = Promise.resolve();

  function save(run: Run, model: CheckpointModel, moment: CheckpointMoment = {}): Promise<Run> {
    // One after the other: each one's list goes on from that of the one before.
    const turn = last.then(() => store(run, model, moment));
    last = turn.catch(() => {/* Whoever called is told. */});
    return turn;
  }

  async function saveIfDue(
    run: Run,
    make: () => CheckpointModel | Promise<CheckpointModel>,
    moment: CheckpointMoment = {},
  ): Promise<Run> {
    const { name, now } = checkMoment(run, moment);
    const before = positions.get(name) ?? { epoch: 0, batch: 0, time: began };
    return isDue(every, before, now) ? await save(run, await make(), moment) : run;
  }

  function checkMoment(run: Run, moment: CheckpointMoment): { name: string; now: Position } {
    checkOptions("save()", moment, MOMENT);
    if (!(run instanceof Run)) {
      throw new TypeError(`Cannot save a checkpoint: a Run was expected, got ${nameOf(run)}`);
    }
    const { name = run.name, epoch = 0, batch = 0, aliases = [] } = moment;
    if (aliases.includes("latest") || best !== undefined && aliases.includes("best")) {
      throw new TypeError('Cannot save a checkpoint: the aliases "latest" and "best" are not free');
    }
    checkName(name, "a checkpoint: name");
    return { name, now: { epoch, batch, time: env.now() } };
  }

  async function store(run: Run, model: CheckpointModel, moment: CheckpointMoment): Promise<Run> {
    const { name, now } = checkMoment(run, moment);
    _writable(run); // What cannot be logged is not stored either.
    const { epoch, batch, step, rank, metrics, aliases = [], signal } = moment;
    const values = { name, run: run.runId, experiment: run.experiment, epoch, batch, step, rank };
    const wanted = fill({ ...values, ...timeFields(now.time) });
    const before = catalogs.get(name) ?? { name, kept: [], aliases: {}, dropped: [] };
    const path = freeFolder(before, wanted);
    const files = checkpointFiles(path, model);
    const facts: CheckpointFacts = {
      path,
      runId: run.runId,
      ...(epoch !== undefined && { epoch }),
      ...(batch !== undefined && { batch }),
      ...(step !== undefined && { step }),
      time: now.time,
      ...(metrics !== undefined && { metrics }),
      files: files.map(({ path, size, sha256, mediaType }) => ({ path, size, sha256, mediaType })),
    };
    positions.set(name, now);
    const after = addCheckpoint(before, facts, aliases, { keep, best });
    try {
      for (const file of files) await sink.put(file, { signal });
      await sink.put(pointerFile(pointer(name), after), { signal });
    } catch (error) {
      fail(path, error);
      // Nobody knows what of it is there. It goes when a later pointer is there, and not before.
      const dropped = [...before.dropped, { path, files: facts.files }];
      catalogs.set(name, { ...before, dropped });
      return run;
    }
    saved++;
    catalogs.set(name, after);
    const logged = logCheckpoint(run, model, facts, { ...moment, name });
    catalogs.set(name, await deleteDropped(after));
    return logged;
  }

  /** Deletes what the pointer no longer names; what cannot be deleted is tried again next time. */
  async function deleteDropped(catalog: Catalog): Promise<Catalog> {
    const left: Catalog["dropped"][number][] = [];
    for (const folder of catalog.dropped) {
      try {
        if (sink.delete === undefined) left.push(folder);
        else for (const { path } of folder.files) await sink.delete(path);
        if (sink.delete !== undefined) deleted++;
      } catch (error) {
        fail(folder.path, error);
        left.push(folder);
      }
    }
    return { ...catalog, dropped: left };
  }

  function fail(path: string, error: unknown): void {
    if (failed.length === MOST_FAILED) failed.shift();
    failed.push(Object.freeze({ path, error }));
  }

  return {
    save,
    saveIfDue,
    report: () => Object.freeze({ saved, deleted, failed: Object.freeze([...failed]) }),
  };
}

function checkKeep(sink: Sink, keep: unknown): void {
  if (keep === Infinity) return;
  if (!Number.isSafeInteger(keep) || (keep as number) < 1) {
    throw new RangeError(
      `Cannot call checkpoints(): keep must be an integer >= 1, got ${nameOf(keep)}`,
    );
  }
  if (typeof sink.delete === "function") return;
  throw new TypeError("Cannot call checkpoints(): to keep a few, the sink must have delete");
}

/** The folder that is nearest to the wanted one and holds nothing: no checkpoint is overwritten. */
function freeFolder({ kept, dropped }: Catalog, wanted: string): string {
  const taken = new PathSet();
  for (const { path } of [...kept, ...dropped]) taken.add(path);
  return freePath(wanted, taken);
}

function pointerFile(path: string, catalog: Catalog) {
  return fileFromBytes(path, "application/json", writeCatalog(catalog));
}
