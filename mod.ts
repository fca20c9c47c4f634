/** Records what an ML run did, as a value: which data, code, parameters and environment made a
 * model, how it got there, and a digest by which anyone can tell whether the record was touched.
 *
 * A run is an immutable prefix of an append-only log. Every log call takes a `Run` and returns a new
 * one; everything else is a pure function of it: views, W3C PROV, DOT, files.
 *
 * ```ts
 * import { endRun, logMetric, logParam, memorySink, saveRun, startRun } from "stemma";
 * import assert from "node:assert/strict";
 *
 * let run = startRun({ experiment: "digits" });
 * run = logParam(run, "learning rate", 0.01);
 * for (const loss of [0.9, 0.5, 0.3]) run = logMetric(run, "loss", loss, { context: "training" });
 * run = endRun(run);
 * const report = await saveRun(run, memorySink());
 * assert.deepEqual(report.failed, []);
 * ```
 *
 * @module
 */
export type { Env } from "./lib/base/env.ts";
export {
  AssetError,
  CoreError,
  DuplicateParamError,
  type ErrorDetails,
  GraphError,
  isStemmaError,
  LogError,
  ProvError,
  RunStateError,
  SealError,
  SinkError,
  StemmaError,
  type StemmaErrorCode,
} from "./lib/base/errors.ts";
export type { Plain } from "./lib/base/plain.ts";
export type { JsonValue, TypedValue, Value } from "./lib/base/value.ts";
export type { Source, SourceEntry, SourceOptions, SourceRange } from "./lib/base/source.ts";
export { VERSION } from "./lib/base/version.ts";

export { setDescription, setTag, setTags } from "./lib/run/annotate.ts";
export { Context } from "./lib/run/choices.ts";
export { defineContext, defineMetric } from "./lib/run/define.ts";
export type {
  Asset,
  Attributes,
  CommandDescription,
  DatasetDescription,
  EnvironmentDescription,
  LayerDescription,
  ModelDescription,
  OptimizerDescription,
  PackageDescription,
  SourceDescription,
} from "./lib/run/descriptions.ts";
export { eventBytes } from "./lib/run/event_bytes.ts";
export { events } from "./lib/run/event_stream.ts";
export type {
  Agent,
  ArtifactEvent,
  CommandEvent,
  ContextEvent,
  DatasetEvent,
  DescriptionEvent,
  Direction,
  EndEvent,
  EnvironmentEvent,
  FileRecord,
  Fold,
  HandledEvent,
  LogEvent,
  MetricDefinitionEvent,
  MetricEvent,
  ModelEvent,
  OptimizerEvent,
  ParamEvent,
  ParentRun,
  RecordEvent,
  ResumedEvent,
  RunStatus,
  SeriesEvent,
  SourceEvent,
  StartEvent,
  TagEvent,
  TimedEvent,
} from "./lib/run/events.ts";
export { type ArtifactOptions, logArtifact } from "./lib/run/log_artifact.ts";
export { type DatasetOptions, logDataset } from "./lib/run/log_dataset.ts";
export { type InputOptions, logInput, logOutput } from "./lib/run/log_input.ts";
export {
  logMetric,
  logMetrics,
  type MetricOptions,
  type MetricsOptions,
} from "./lib/run/log_metric.ts";
export {
  logModel,
  type ModelOptions,
  type ModelVersionOptions,
  saveModelVersion,
} from "./lib/run/log_model.ts";
export { logParam, logParams, type ParamOptions, type ParamTree } from "./lib/run/log_param.ts";
export { logCommand, logEnvironment, logOptimizer, logSource } from "./lib/run/log_setting.ts";
export { replay } from "./lib/run/replay.ts";
export { type ResumeOptions, resumeRun } from "./lib/run/resume.ts";
export { Run } from "./lib/run/run.ts";
export { type EndOptions, endRun, type StartOptions, startRun } from "./lib/run/start_run.ts";
export { fromTransfer, type RunTransfer, toTransfer } from "./lib/run/transfer.ts";
export { contexts, type ContextView, description, tags } from "./lib/run/view_contexts.ts";
export {
  type Artifact,
  artifacts,
  type Dataset,
  datasets,
  type Model,
  models,
} from "./lib/run/view_files.ts";
export { latest, type Metric, metrics, type SeriesChoice } from "./lib/run/view_metrics.ts";
export { type Param, param, params } from "./lib/run/view_params.ts";

export { type CoreStatus, coreStatus } from "./lib/core/kernel.ts";
export { type CoreSource, loadCore } from "./lib/core/load_core.ts";
export {
  resample,
  type ResampledPoints,
  type ResampleMethod,
  type ResampleOptions,
} from "./lib/metrics/resample.ts";
export { type Series, series } from "./lib/metrics/series.ts";
export { type Probability, summarize, type Summary } from "./lib/metrics/summarize.ts";
export { digest } from "./lib/seal/digest.ts";

export { bytesAsset } from "./lib/assets/bytes_asset.ts";
export { jsonAsset } from "./lib/assets/json_asset.ts";
export type { ReadableAsset } from "./lib/assets/readable_asset.ts";
export { referenceAsset } from "./lib/assets/reference_asset.ts";
export { textAsset } from "./lib/assets/text_asset.ts";

export { provToDot } from "./lib/graph/dot.ts";
export type { Direction as GraphDirection, DotOptions, Shown } from "./lib/graph/dot_options.ts";
export type { Detail } from "./lib/graph/fold.ts";
export { toProv } from "./lib/lineage/to_prov.ts";
export {
  diffProv,
  type ProvArgumentChange,
  type ProvRecordChange,
  type ProvScopeDiff,
} from "./lib/prov/diff.ts";
export type {
  ProvAttribute,
  ProvBundle,
  ProvDocument,
  ProvLiteral,
  ProvRecord,
  ProvValue,
  QualifiedName,
} from "./lib/prov/document.ts";
export { equalProv } from "./lib/prov/equal.ts";
export type { ProvEventStep, ProvFinding, ProvFindingCode } from "./lib/prov/finding.ts";
export { flattenProv } from "./lib/prov/flatten.ts";
export { formatProvDiff } from "./lib/prov/format_diff.ts";
export { mergeProv } from "./lib/prov/merge.ts";
export { provFromJson, type ProvReadOptions } from "./lib/prov/read_json.ts";
export { provFromJsonLd } from "./lib/prov/read_jsonld.ts";
export {
  type ProvStreamItem,
  type ProvStreamOptions,
  readJsonLdStream,
} from "./lib/prov/read_jsonld_stream.ts";
export { provFromProvN } from "./lib/prov/read_provn.ts";
export type { ProvReading, ProvRepair, ProvRepairKind } from "./lib/prov/reading.ts";
export { streamJsonLd } from "./lib/prov/stream_jsonld.ts";
export { type ProvBundleSource, type ProvSource, streamProvN } from "./lib/prov/stream_provn.ts";
export { unifyProv } from "./lib/prov/unify.ts";
export { type ProvValidateOptions, validateProv } from "./lib/prov/validate.ts";
export type { ProvKind } from "./lib/prov/vocabulary.ts";
export { type ProvJsonOptions, provToJson } from "./lib/prov/write_json.ts";
export { provToJsonLd } from "./lib/prov/write_jsonld.ts";
export { type ProvNOptions, provToProvN } from "./lib/prov/write_provn.ts";

export { type CrateGap, type CrateGapCode, crateGaps } from "./lib/bundle/crate_gaps.ts";
export type {
  CrateAgent,
  CrateOptions,
  CrateOrganization,
  CrateSoftware,
} from "./lib/bundle/crate_options.ts";
export type { Sink, SinkFile } from "./lib/bundle/file.ts";
export { runFiles, type RunFilesOptions, type RunFormat } from "./lib/bundle/run_files.ts";
export { type ReadOptions, runFromFiles, type SavedFiles } from "./lib/bundle/run_from_files.ts";
export type { SaveProgress, SaveReport } from "./lib/bundle/save_report.ts";
export { type SaveOptions, saveRun } from "./lib/bundle/save_run.ts";
export { textLogAsset } from "./lib/bundle/text_log_asset.ts";
export type { MimeBundle } from "./lib/notebook/show_as.ts";
export { showRun } from "./lib/notebook/show_run.ts";
export {
  fetchSink,
  type FetchSinkHeaders,
  type FetchSinkOptions,
  type FetchSinkRequest,
} from "./lib/sinks/fetch_sink.ts";
export type { GuardedSink } from "./lib/sinks/guard_sink.ts";
export type { RetryOptions } from "./lib/http/retry.ts";
export type { DeflateLevel } from "./lib/sinks/zip_entry.ts";
export { type MemorySink, memorySink } from "./lib/sinks/memory_sink.ts";
export {
  httpSource,
  type HttpSourceHeaders,
  type HttpSourceOptions,
  type HttpSourceRequest,
} from "./lib/sources/http_source.ts";
export { type CopyOptions, type CopyReport, copyRun } from "./lib/sources/copy_run.ts";
export type { SourceReadOptions } from "./lib/sources/read_saved_run.ts";
export { runFromSource } from "./lib/sources/run_from_source.ts";
export { memorySource } from "./lib/sources/memory_source.ts";
export { zipSource } from "./lib/sources/zip_source.ts";
export { type ZipSink, zipSink, type ZipSinkOptions } from "./lib/sinks/zip_sink.ts";
