import { bytesAsset, events, type Run, SinkError } from "../../mod.ts";
import { nameOf } from "../base/options.ts";
import { createDestination, type Delivery, type Destination } from "../destination.ts";
import {
  _checkFolder,
  _contentOf,
  _eventFile,
  _runFolder,
  type TensorboardOptions,
} from "./tensorboard_files.ts";
import {
  _appendEvents,
  _listEvents,
  _lockEvents,
  _readEvents,
  _resolveFolder,
} from "./tensorboard_folder.ts";
import { _TensorboardRun } from "./tensorboard_run.ts";

/** After so many events their records are written. */
const WINDOW = 65_536;

/** One run in the log directory. */
interface Place {
  /** The run's folder. */
  readonly root: string;
  /** Who writes; absent before the first push. */
  writer?: Writer;
}

/** What makes a run's records, and the files it writes them to. */
interface Writer {
  readonly records: _TensorboardRun;
  /** How many events it has taken. */
  taken: number;
  /** The number of its files, and the folders that have theirs. */
  readonly part: number;
  readonly begun: Set<string>;
  /** What the run's folder held after the last push. */
  listed: string;
}

/** Makes a destination that writes event files into a log directory, live while a run grows.
 *
 * What is new is appended when it is pushed, in whole records; after a restart the files that are
 * there are read, and what they lack goes into new ones: a file that was cut off in the middle of a
 * record stays as it is. One push at a time writes into a run's folder, of whatever process. The
 * report's files are the pieces that were appended, with their digests. Files hold what
 * {@link tensorboardFiles} gives; texts stand there once for each push that changed them. Parameters
 * that are logged after the first points were pushed are among the texts alone. Needs a server
 * runtime: Deno, Bun or Node.
 *
 * Cost: O(what is new); a restart reads the folder's files and needs 24 bytes for each of their
 * points. Nothing is synced to the disk: the run's own log is what survives a power failure.
 *
 * @param directory what `tensorboard --logdir` is given; made if missing, a relative one is resolved
 * now
 * @throws {TypeError} where `directory` is no or an empty string, or for an unknown option
 * @throws {SinkError} `SINK_IO` where the runtime has no files
 * @example
 * ```ts
 * import { logMetric, startRun } from "stemma";
 * import { tensorboard } from "stemma/tensorboard";
 * import assert from "node:assert/strict";
 * import { mkdtemp, readdir, rm } from "node:fs/promises";
 * const logs = await mkdtemp("logs-");
 * const destination = tensorboard(logs, { folder: "baseline" });
 * let run = startRun({ experiment: "digits" });
 * for (const loss of [0.9, 0.5]) {
 *   run = logMetric(run, "loss", loss);
 *   const { failed } = await destination.push(run);
 *   assert.deepEqual(failed, []);
 * }
 * assert.match((await readdir(`${logs}/baseline`)).join(), /^events\.out\.tfevents\.\d+\.stemma\.0{6}$/);
 * await rm(logs, { recursive: true });
 * ```
 */
export function tensorboard(
  directory: string,
  options?: TensorboardOptions,
): Required<Destination> {
  if (typeof directory !== "string" || directory === "") {
    throw new TypeError(
      `Cannot call tensorboard(): directory must be a path, got ${nameOf(directory)}`,
    );
  }
  _checkFolder(options, "tensorboard()");
  const top = _resolveFolder(directory);
  return createDestination<Place>("tensorboard()", {
    open(run) {
      const root = _resolveFolder(`${top}/${_runFolder(run, options)}`);
      return Promise.resolve({ place: { root }, sent: 0 });
    },
    async send({ run, place }, delivery) {
      const lock = await _lockEvents(place.root);
      try {
        await write(run, place, delivery);
      } finally {
        lock.release();
      }
    },
  });
}

async function write(run: Run, place: Place, delivery: Delivery): Promise<void> {
  const content = _contentOf(run);
  const { changed, skipped } = delivery;
  const writer = await writerOf(place);
  writer.records.told = {
    content,
    changed: changed.bind(delivery),
    skipped: skipped.bind(delivery),
  };
  for (const event of events(run, { since: writer.taken })) {
    writer.records.add(event);
    if (++writer.taken % WINDOW === 0) await flush(writer, run, place.root, delivery);
  }
  writer.records.endSlice();
  await flush(writer, run, place.root, delivery);
  writer.listed = JSON.stringify(await _listEvents(place.root));
}

/** The writer of the last push, or a new one where there is none or somebody has written since. */
async function writerOf(place: Place): Promise<Writer> {
  const files = await _listEvents(place.root);
  const listed = JSON.stringify(files);
  if (place.writer?.listed === listed) return place.writer;
  const kept = await _readEvents(place.root, files);
  const parts = files.map(({ name }) => Number(name.slice(name.lastIndexOf(".") + 1)));
  const part = parts.reduce((most, part) => Math.max(most, part), -1) + 1;
  const records = new _TensorboardRun(kept);
  return place.writer = { records, taken: 0, part, begun: new Set(), listed };
}

async function flush(
  { records, taken, part, begun }: Writer,
  run: Run,
  root: string,
  delivery: Delivery,
): Promise<void> {
  for (const [place, written] of records.written()) {
    if (delivery.signal?.aborted) throw aborted(run);
    const name = _eventFile(records.started, part);
    const bytes = written.written();
    await _appendEvents(root, { place, name }, bytes, !begun.has(place));
    begun.add(place);
    const { size, sha256 } = bytesAsset(name, bytes);
    delivery.wrote({ path: place === "" ? name : `${place}/${name}`, size, sha256 });
    written.clear();
  }
  delivery.acknowledge(taken);
}

function aborted({ runId }: Run): SinkError {
  const message = `Cannot push ${nameOf(runId)}: it was aborted`;
  return new SinkError("SINK_ABORTED", message, { path: `runs/${runId}`, retryable: true });
}
