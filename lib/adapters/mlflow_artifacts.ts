import { createTaskPool } from "../base/task_pool.ts";
import { artifacts, type Run, saveRun, type SinkFile } from "../../mod.ts";
import { artifactFiles, type Delivery } from "../destination.ts";
import type { _MlflowClient } from "./mlflow_client.ts";
import { _openFileStore } from "./mlflow_file_store.ts";
import { _filesSink } from "./mlflow_files_sink.ts";
import type { _SentModels } from "./mlflow_models.ts";
import type { _MlflowPlace } from "./mlflow_place.ts";

/** The tag that says of how many events the files are there. */
export const _FILES_TAG = "stemma.filesSent";

/** So many files are put at a time, and so many bytes are held together. */
const CONCURRENCY = 8;
const HELD_BYTES = 2 ** 25;

/** Why a copy does not go: MLflow takes a "#" for the start of a fragment. */
const HASH = 'MLflow refuses a path with "#"; the run\'s own folder holds the file';

/** Sends the files of a run, as far as they are not there. */
export type _SendArtifacts = (
  slice: { readonly run: Run; readonly place: _MlflowPlace },
  sent: _SentModels,
  delivery: Delivery,
) => Promise<void>;

/** Makes what sends the files of runs to a server: copies of artifacts as they are logged; when the
 * run has ended the record as well, `run.log` and `prov.json`, and the manifest last.
 *
 * The files lie there as in the run's folder, so that the record can be verified where they are
 * downloaded. What a process has put is not put again; how far it was stands in a tag. Weights that
 * lie with their models are left out.
 *
 * @param draw makes `prov.svg` of a graph in DOT
 */
export function _createArtifactSender(
  client: _MlflowClient,
  draw: ((dot: string) => Promise<string>) | undefined,
  takesParts: () => Promise<boolean>,
): _SendArtifacts {
  /** The digests of what is known to be there, by the server's id of the run, by path. */
  const known = new Map<string, Map<string, string>>();

  async function send(
    run: Run,
    place: _MlflowPlace,
    weights: ReadonlySet<string>,
    delivery: Delivery,
  ): Promise<boolean> {
    const { runId: id, artifactUri, filesSent } = place;
    const there = known.get(id) ?? new Map<string, string>();
    known.set(id, there);
    const leavesOut = (path: string) => isRefused(path) || weights.has(path);
    const fresh = artifactFiles(run, filesSent).files
      .filter(({ path, sha256 }) => !leavesOut(path) && there.get(path) !== sha256);
    const hasEnded = run.status !== "RUNNING";
    if (!hasEnded && fresh.length === 0) return false;

    const store = _openFileStore(client, { kind: "run", id, artifactUri }, takesParts);
    const earlier = earlierSizes(run, filesSent);
    const { signal } = delivery;
    const wrote = (file: SinkFile) => delivery.wrote(file);
    const sink = _filesSink({ store, known: there, earlier, leavesOut, wrote, signal });
    const account = new Account(delivery);
    if (hasEnded) {
      const report = await saveRun(run, sink, {
        folder: "",
        formats: ["prov-json"],
        svg: draw,
        signal,
      });
      for (const { path, error } of report.failed) account.failed(path, error);
      for (const { path, reason } of report.skipped) {
        if (isRefused(path)) delivery.skipped(path, HASH);
        else if (!leavesOut(path) && !there.has(path)) delivery.skipped(path, reason);
      }
      tellLinks(run, delivery);
    } else {
      const pool = createTaskPool(CONCURRENCY, HELD_BYTES);
      for (const file of fresh) {
        await pool.room();
        pool.start(
          Math.min(file.size, HELD_BYTES),
          () => sink.put(file, delivery).catch((error) => account.failed(file.path, error)),
        );
      }
      await pool.idle();
    }
    await sink.verify().catch((error) => account.failed(error.path ?? "artifacts", error));
    return account.isWhole;
  }

  return async ({ run, place }, { weights, isWhole }, delivery) => {
    try {
      if (!await send(run, place, weights, delivery) || !isWhole) return;
      await tellSent(client, place, run.length, delivery.signal);
      place.filesSent = run.length;
    } catch (error) {
      delivery.failed("artifacts", error);
    }
  };
}

/** What became of the files of one push. */
class Account {
  readonly #delivery: Delivery;
  isWhole = true;

  constructor(delivery: Delivery) {
    this.#delivery = delivery;
  }

  failed(path: string, error: unknown): void {
    this.isWhole = false;
    this.#delivery.failed(path, error);
  }
}

function isRefused(path: string): boolean {
  return path.includes("#");
}

/** The sizes of the files that were there when the first events were, by path. */
function earlierSizes(run: Run, sent: number): Map<string, number> {
  const sizes = new Map<string, number>();
  for (const { path, size } of [...artifactFiles(run).files, ...artifacts(run)]) {
    if (path !== undefined && size !== undefined) sizes.set(path, size);
  }
  const { files, missing } = artifactFiles(run, sent);
  for (const path of [...files.map(({ path }) => path), ...missing]) sizes.delete(path);
  return sizes;
}

function tellLinks(run: Run, delivery: Delivery): void {
  for (const { name, path, uri } of artifacts(run)) {
    if (path !== undefined) continue;
    const place = uri === undefined ? "elsewhere" : `at ${uri}`;
    delivery.skipped(`artifacts/${name}`, `its bytes lie ${place}; the record names them`);
  }
}

async function tellSent(
  client: _MlflowClient,
  { runId }: _MlflowPlace,
  events: number,
  signal: AbortSignal | undefined,
): Promise<void> {
  const body = JSON.stringify({ run_id: runId, key: _FILES_TAG, value: String(events) });
  const path = `tags/${_FILES_TAG}`;
  await client.call({ path, doing: "send", call: "runs/set-tag", body, signal });
}
