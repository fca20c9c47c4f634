import { endRun, type Env, type Run } from "../../mod.ts";
import { _clock } from "./yprov4ml_clock.ts";
import { _sourceOf } from "./yprov4ml_describe.ts";
import { _filesOf, type Yprov4mlFiles } from "./yprov4ml_files.ts";
import { _findSources } from "./yprov4ml_find.ts";
import {
  _identityOf,
  _isMetric,
  type _MetricFacts,
  _readMetric,
  _readMetricAt,
} from "./yprov4ml_metrics.ts";
import { _noteIn, type Yprov4mlRepair } from "./yprov4ml_repair.ts";
import { _SYSTEM_FACTS } from "./yprov4ml_run_facts.ts";
import type { _Source } from "./yprov4ml_source.ts";
import { _findSpan } from "./yprov4ml_span.ts";
import { _findThings, _paramsOfActivities, type _Things } from "./yprov4ml_things.ts";
import {
  type _Identity,
  _startRun,
  _writeContexts,
  _writeMetric,
  _writeParams,
} from "./yprov4ml_write.ts";
import { _writeRest, _writeThings } from "./yprov4ml_write_files.ts";

/** What an import gives. */
export interface Yprov4mlImport {
  /** The run; of several ranks the one with the lowest number. */
  readonly run: Run;
  /** All runs: one a document, in order of folder and rank. Ranks of one folder have one parent. */
  readonly runs: readonly Run[];
  /** What was odd and how it was taken. */
  readonly repairs: readonly Yprov4mlRepair[];
}

/** How a run folder is imported. */
export interface Yprov4mlOptions {
  /** The namespace of the runs' ids, as `startRun` takes it.
   * @default {that of `startRun`} */
  readonly namespace?: string;
  /** The clock of the calls that follow; an import reads none.
   * @default {a clock that stands at the run's last time} */
  readonly env?: Env;
}

/** A document with everything that it and its files tell. */
interface Read {
  readonly source: _Source;
  readonly things: _Things;
  readonly metrics: _MetricFacts[];
}

/** Reads a run folder that yProv4ML (or prov4ml before it) wrote, of any era, as a run.
 *
 * One run a rank. The same files give the same digest, in whatever order they come: times are those
 * of the documents and files, the run's id is what the document calls it, such as `mnist_GR0_0`. A
 * run without an end stays `RUNNING`. The document itself becomes an artifact of the run, so nothing
 * is lost. Text is read by a grammar, nothing is evaluated, and nothing but `files` is read. Several
 * run folders at once give their runs in order of the folders.
 *
 * Cost: one pass; about a second for a million points.
 *
 * @param files all files of the folder, as `runFromFiles` takes them; `bytes()` may be asynchronous
 * @throws {ProvError} `PROV_SYNTAX`, `PROV_SHAPE`, `PROV_NAME` or `PROV_CONFLICT` where no document
 * can be read, with its path as `details.file`; `PROV_SHAPE` where yProv4ML wrote none of them
 * @throws {TypeError} where an argument has the wrong type, or the namespace is no absolute IRI
 * @example
 * ```ts
 * import { param, series } from "stemma";
 * import { runFromYprov4ml } from "stemma/yprov4ml";
 * import assert from "node:assert/strict";
 *
 * const document = `{
 *   "prefix": { "yprov": "https://github.com/HPCI-Lab/yProv4ML", "default": "mnist_GR0_0" },
 *   "activity": { "mnist_GR0_0": { "yprov:run_id": "0", "yprov:experiment_name": "mnist_GR0_0",
 *     "yprov:experiment_dir": "prov/mnist_0", "yprov:global_rank": "0",
 *     "prov:startedAtTime": "2026-05-06T14:17:07Z", "prov:endedAtTime": "2026-05-06T14:18:07Z" } },
 *   "entity": {
 *     "lr": { "prov:label": "lr", "prov:value": "0.001" },
 *     "loss": { "prov:type": "provml:Metric", "prov:label": "loss", "yprov:context": "training",
 *       "dcterms:identifier": "prov/mnist_0/metrics_GR0/loss.csv" } } }`;
 * const utf8 = new TextEncoder();
 * const { run, repairs } = await runFromYprov4ml(new Map([
 *   ["mnist_0/prov_mnist_GR0_0.json", utf8.encode(document)],
 *   ["mnist_0/metrics_GR0/loss.csv", utf8.encode("epoch,value,timestep\n0,0.9,1778077030000\n")],
 * ]));
 * assert.equal(param(run, "lr"), 0.001);
 * assert.deepEqual([...series(run, "loss", { context: "training" })!.values], [0.9]);
 * assert.ok(repairs.some(({ kind }) => kind === "namespace"));
 * ```
 */
export async function runFromYprov4ml(
  files: Yprov4mlFiles,
  options: Yprov4mlOptions = {},
): Promise<Yprov4mlImport> {
  const unknown = Object.keys(options).find((name) => name !== "env" && name !== "namespace");
  if (unknown !== undefined) {
    throw new TypeError(`Cannot call runFromYprov4ml: unknown option "${unknown}"`);
  }
  const repairs: Yprov4mlRepair[] = [];
  const byPath = _filesOf(files);
  const sources = await _findSources(byPath, repairs);
  const reads: Read[] = [];
  for (const source of sources) reads.push(await readAll(source));
  const rest = await leftFiles(reads);
  const runs: Run[] = [];
  const ids = new Set<string>();
  for (const [i, read] of reads.entries()) {
    const { file, folder, run: { runId } } = read.source;
    let id = runId;
    for (let count = 2; ids.has(`${folder} ${id}`); count++) id = `${runId}-${count}`;
    ids.add(`${folder} ${id}`);
    if (id !== runId) _noteIn(repairs, file)("", "duplicate", `run "${runId}" is called "${id}"`);
    const ranks = sources.filter((each) => each.folder === folder);
    const parent = ranks.length > 1 ? ranks[0].run.name : undefined;
    const identity = { runId: id, parent, namespace: options.namespace };
    runs.push(await write(read, rest[i], identity, options.env));
  }
  return Object.freeze({
    run: runs[0],
    runs: Object.freeze(runs),
    repairs: Object.freeze(repairs),
  });
}

async function readAll(source: _Source): Promise<Read> {
  const metrics: _MetricFacts[] = [];
  const contexts = new Set(source.contexts.list.map(({ name }) => name));
  for (const item of source.graph.entities) {
    if (!_isMetric(item)) continue;
    const metric = await _readMetric(source, item);
    if (metric === undefined) continue;
    metrics.push(metric);
    const { context } = metric;
    const isListed = context === undefined || contexts.size === 0 || contexts.has(context);
    if (!isListed) source.note(item.place, "missing-context", `"${context}" has no activity`);
  }
  const things = _findThings(source);
  return { source, things, metrics };
}

/** Gives each file that nothing stands for to the run that it belongs to. */
async function leftFiles(reads: readonly Read[]): Promise<string[][]> {
  const rest = reads.map((): string[] => []);
  const claimed = new Set(reads.flatMap(({ source }) => [...source.claimed, source.file]));
  const [{ source: { files, repairs } }] = reads;
  for (const path of files.keys()) {
    if (claimed.has(path)) continue;
    const near = reads.filter(({ source }) => path.startsWith(source.folder));
    const depth = near.reduce((most, { source }) => Math.max(most, source.folder.length), 0);
    const inFolder = near.filter(({ source }) => source.folder.length === depth);
    if (inFolder.length === 0) {
      _noteIn(repairs, path)("", "left-out", "it is in no run folder");
      continue;
    }
    const rank = /_GR([0-9]{1,9})(?![0-9])/.exec(path.slice(depth))?.[1];
    const owner = inFolder.find(({ source }) => String(source.run.rank) === rank) ?? inFolder[0];
    if (!await readSelfNamed(owner, path)) rest[reads.indexOf(owner)].push(path);
  }
  return rest;
}

/** Reads a metric file that the document does not name, where its first line does. */
async function readSelfNamed({ source, metrics }: Read, path: string): Promise<boolean> {
  const inside = path.slice(source.folder.length);
  if (!/^(?:tmp|metrics(?:_GR[0-9]+)?)\/[^/]+\.(?:csv|txt)$/.test(inside)) return false;
  if (source.refused.has(path)) return false;
  const file = await _readMetricAt(source, path);
  if (file?.key === undefined) return false;
  const message = "the document does not name it; it is read as the metric that it says it is";
  _noteIn(source.repairs, path)("", "unnamed-file", message);
  metrics.push({ ..._identityOf(source, file), points: file.points, time: undefined });
  return true;
}

async function write(
  { source, things: { params, things, code }, metrics }: Read,
  rest: readonly string[],
  identity: _Identity,
  env: Env | undefined,
): Promise<Run> {
  const span = _findSpan(source, metrics, things);
  const clock = _clock();
  const all = [...params, ..._paramsOfActivities(source, _SYSTEM_FACTS)];
  let run = _startRun(source, span, identity, clock);
  run = _writeContexts(run, source, span, clock);
  run = _writeParams(run, source, all, things, span, clock);
  run = await _writeThings(run, source, things, span, clock);
  for (const metric of metrics) run = _writeMetric(run, source, metric, span);
  const named = all.filter(({ key }) => key === "source_code").map(({ value }) => String(value));
  run = await _writeRest(run, source, rest, _sourceOf([...code, ...named]));
  if (span.end !== undefined) run = endRun(run, { timestamp: span.end });
  clock.next = env;
  return run;
}
