import { checkOptions, nameOf } from "../base/options.ts";
import { Run, runFiles, type RunStatus, type SinkFile } from "../../mod.ts";
import { _mlrunsEntries } from "./mlruns_entries.ts";
import type { _MlflowDataset } from "./mlflow_datasets.ts";
import { _MAX_EXPERIMENT } from "./mlflow_options.ts";
import { _fitText, _MAX_RUN_NAME, _wholeTime } from "./mlflow_texts.ts";
import { _mlrunsFacts, _mlrunsRunId, _shortDigest } from "./mlruns_facts.ts";
import { _metaFile } from "./mlruns_file.ts";

/** How the files of an MLflow folder are made. */
export interface MlrunsOptions {
  /** The folder that will hold `mlruns`, as an absolute path or a `file:` address: MLflow looks for
   * the artifacts there.
   * @default the folder that MLflow is started in */
  readonly directory?: string;
}

const STATUS: Readonly<Record<RunStatus, number>> = /* @__PURE__ */ Object.freeze({
  RUNNING: 1,
  FINISHED: 3,
  FAILED: 4,
  KILLED: 5,
});

/** Makes the files of a run as MLflow's own folder `mlruns`, which is read without a server.
 *
 * `mlflow migrate-filestore` takes the folder into a database; MLflow reads it as it is where
 * `MLFLOW_ALLOW_FILE_STORE=true` is set. Times, parameters, metrics, tags and datasets are what
 * `mlflow()` sends to a server; the artifacts are the files of `runFiles`, so the record can be
 * verified there, and models are among them. A name that MLflow or a file system refuses is changed,
 * and the tag `stemma.names` tells what it was; a text that is too long is cut. `run.log` among the
 * artifacts holds all as it was.
 *
 * Equal facts give equal bytes; runs can share one folder. Cost: O(run), all points in memory as
 * text; artifacts are read when a file's `bytes` or `stream` is called.
 *
 * @throws {TypeError} for what is no run, and for unknown options
 * @see https://mlflow.org/docs/latest/self-hosting/migrate-from-file-store
 * @example
 * ```ts
 * import { logMetric, memorySink, startRun } from "stemma";
 * import { mlrunsFiles } from "stemma/mlflow";
 * import assert from "node:assert/strict";
 * const run = logMetric(startRun({ experiment: "digits", runId: "r1" }), "loss", 0.5);
 * const sink = memorySink(); // or fsSink(".") of stemma/fs
 * for (const file of mlrunsFiles(run)) await sink.put(file);
 * assert.ok([...sink.files.keys()].some((path) => path.endsWith("/r1/metrics/loss")));
 * ```
 */
export function mlrunsFiles(run: Run, options?: MlrunsOptions): SinkFile[] {
  checkOptions("mlrunsFiles", options, ["directory"]);
  if (!(run instanceof Run)) {
    throw new TypeError(`Cannot make MLflow's files: a Run was expected, got ${nameOf(run)}`);
  }
  const facts = _mlrunsFacts(run);
  const { start, end, datasets } = facts;
  const root = rootOf(options?.directory);
  const experimentId = experimentIdOf(run.experiment);
  const experiment = `mlruns/${experimentId}`;
  const runId = _mlrunsRunId(run.runId);
  const folder = `${experiment}/${runId}`;
  const began = _wholeTime(start.timestamp);
  const ended = end === undefined ? null : _wholeTime(end.timestamp);
  return [
    _metaFile(experiment, {
      artifact_location: root + experiment,
      creation_time: began,
      experiment_id: experimentId,
      last_update_time: ended ?? began,
      lifecycle_stage: "active",
      name: _fitText(run.experiment, _MAX_EXPERIMENT).text,
    }),
    _metaFile(folder, {
      artifact_uri: `${root}${folder}/artifacts`,
      deleted_time: null,
      end_time: ended,
      entry_point_name: "",
      experiment_id: experimentId,
      lifecycle_stage: "active",
      run_id: runId,
      run_name: _fitText(run.name, _MAX_RUN_NAME).text,
      run_uuid: runId,
      source_name: "",
      source_type: 4,
      source_version: "",
      start_time: began,
      status: STATUS[run.status],
      tags: [],
      user_id: start.agent?.name ?? "",
    }),
    ..._mlrunsEntries(run, facts, folder),
    ...datasets.flatMap((dataset, i) => datasetFiles(dataset, i, { experiment, folder, runId })),
    ...artifactFiles(run, `${folder}/artifacts`),
  ];
}

function rootOf(directory: unknown): string {
  if (directory === undefined) return "";
  if (typeof directory === "string") return directory.replace(/\/*$/, "/");
  throw new TypeError(
    `Cannot make MLflow's files: directory must be a string, got ${nameOf(directory)}`,
  );
}

/** MLflow takes whole numbers alone; two experiments share one of these once in billions. */
function experimentIdOf(experiment: string): string {
  return String(1 + Number.parseInt(_shortDigest(experiment).slice(0, 7), 16));
}

function datasetFiles(
  { dataset, tags }: _MlflowDataset,
  number: number,
  at: { readonly experiment: string; readonly folder: string; readonly runId: string },
): SinkFile[] {
  const id = _shortDigest(`${dataset.name}\n${dataset.digest}`);
  return [
    _metaFile(`${at.experiment}/datasets/${id}`, {
      digest: dataset.digest,
      name: dataset.name,
      profile: dataset.profile,
      schema: dataset.schema ?? null,
      source: dataset.source,
      source_type: dataset.source_type,
    }),
    _metaFile(`${at.folder}/inputs/${number}`, {
      destination_id: at.runId,
      destination_type: "RUN",
      source_id: id,
      source_type: "DATASET",
      tags: Object.fromEntries(tags.map(({ key, value }) => [key, value])),
    }),
  ];
}

function artifactFiles(run: Run, folder: string): SinkFile[] {
  return runFiles(run, { folder: "", formats: ["prov-json"] })
    .map((file) => Object.freeze({ ...file, path: `${folder}/${file.path}` }));
}
