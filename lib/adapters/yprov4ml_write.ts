import {
  defineContext,
  logCommand,
  logDataset,
  logEnvironment,
  logMetric,
  logModel,
  logOptimizer,
  logParam,
  type Run,
  RunStateError,
  startRun,
  type Value,
} from "../../mod.ts";
import {
  _commandOf,
  _datasetsOf,
  _describeDataset,
  _describeModel,
  _modelOf,
  _optimizerOf,
} from "./yprov4ml_describe.ts";
import type { _MetricFacts } from "./yprov4ml_metrics.ts";
import { _quote } from "./yprov4ml_repair.ts";
import type { _Clock } from "./yprov4ml_clock.ts";
import type { _Place } from "./yprov4ml_contexts.ts";
import { type _Source, _timeOf } from "./yprov4ml_source.ts";
import type { _Span } from "./yprov4ml_span.ts";
import type { _ParamFacts, _ThingFacts } from "./yprov4ml_things.ts";

/** How the run of a document is told from others. */
export interface _Identity {
  readonly runId: string;
  readonly parent: string | undefined;
  readonly namespace: string | undefined;
}

/** Starts the run of a document, with what the document says of the run as a whole. */
export function _startRun(
  source: _Source,
  { start }: _Span,
  identity: _Identity,
  clock: _Clock,
): Run {
  const { run: facts, graph } = source;
  clock.time = start;
  const run = startRun({
    experiment: facts.experiment,
    runId: identity.runId,
    name: facts.name,
    tags: { yProv4ML: graph.era },
    ...(identity.namespace !== undefined && { namespace: identity.namespace }),
    ...(identity.parent !== undefined && { parent: identity.parent }),
    ...(facts.agent !== undefined && { agent: { name: facts.agent } }),
    ...(facts.rank !== undefined && { rank: facts.rank }),
    env: clock,
  });
  return facts.environment === undefined ? run : logEnvironment(run, facts.environment);
}

/** Logs the contexts, each at the time when it began. */
export function _writeContexts(run: Run, source: _Source, span: _Span, clock: _Clock): Run {
  for (const { name, parent, item } of source.contexts.list) {
    const began = _timeOf(source, item, "startTime", "startedAtTime") ?? span.start;
    // 3.2.8 begins a context anew while it writes the document, after the run has ended.
    clock.time = Math.max(span.start, Math.min(began, span.end ?? Infinity));
    try {
      run = defineContext(run, name, parent === undefined ? undefined : { parent });
    } catch (error) {
      if (!(error instanceof RunStateError)) throw error;
      source.note(item.place, "context-cycle", error.message);
    }
  }
  clock.time = span.start;
  return run;
}

/** Logs the parameters, and what else they tell: command, code, datasets, model, optimizer. */
export function _writeParams(
  run: Run,
  source: _Source,
  params: readonly _ParamFacts[],
  things: readonly _ThingFacts[],
  span: _Span,
  clock: _Clock,
): Run {
  const nameFor = parameterNames();
  const ofRun: [string, Value][] = [];
  for (const { key, value, place, direction, at } of params) {
    if (key === "execution_command" && typeof value === "string") {
      run = logCommand(run, _commandOf(value));
    }
    if (place.context === undefined) ofRun.push([key, value]);
    const name = nameFor(key, place, value);
    if (name !== key) {
      source.note(at, "duplicate", `${_quote(key)} has two values; this one is ${_quote(name)}`);
    }
    run = logParam(run, name, value, {
      direction,
      ...(place.context !== undefined && { context: place.context }),
      ...(place.source !== undefined && { source: place.source }),
    });
  }
  const facts = Object.fromEntries(ofRun);
  for (const [label, each] of _datasetsOf(facts)) {
    run = logDataset(run, _describeDataset(label, each), { label });
  }
  const optimizer = _optimizerOf(facts);
  if (optimizer !== undefined) run = logOptimizer(run, optimizer);
  const model = _modelOf(facts);
  const isKnown = things.some(({ kind, name, version }) =>
    kind === "model" && name === model?.[0] && version === undefined
  );
  if (model === undefined || isKnown) return run;
  clock.time = span.last;
  return logModel(run, _describeModel(...model), { name: model[0] });
}

/** Names parameters so that no two of one context share a name unless they share the value. */
function parameterNames(): (key: string, place: _Place, value: Value) => string {
  const known = new Map<string, Value>();
  const counts = new Map<string, number>();
  const isFree = (id: string, value: Value) => !known.has(id) || Object.is(known.get(id), value);
  return (key, { context, source }, value) => {
    const idOf = (name: string) => JSON.stringify([context, name]);
    const first = idOf(key);
    let name = key;
    if (!isFree(first, value) && source !== undefined) name = `${key}@${source}`;
    let count = counts.get(first) ?? 2;
    while (!isFree(idOf(name), value)) name = `${key}@${count++}`;
    counts.set(first, count);
    known.set(idOf(name), value);
    return name;
  };
}

/** Logs the points of a metric; those without a time get the metric's, else the run's first. */
export function _writeMetric(run: Run, source: _Source, metric: _MetricFacts, span: _Span): Run {
  const { key, context, points, time = span.start } = metric;
  const options = {
    context,
    source: metric.source,
    step: undefined as number | undefined,
    timestamp: 0,
  };
  let untimed = 0;
  for (let i = 0; i < points.length; i++) {
    const [step, at] = [points.steps[i], points.times[i]];
    options.step = Number.isNaN(step) ? undefined : step;
    if (Number.isNaN(at)) untimed++;
    options.timestamp = Number.isNaN(at) ? time : at;
    run = logMetric(run, key, points.values[i], options);
  }
  if (untimed > 0) {
    const taken = metric.time === undefined ? "the run's start" : "the time of the metric";
    source.note(
      "",
      "missing-time",
      `${untimed} points of ${_quote(key)} have no time; ${taken} is taken`,
    );
  }
  return run;
}
