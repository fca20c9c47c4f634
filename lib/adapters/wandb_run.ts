import {
  description,
  type EndEvent,
  events,
  type Fold,
  params,
  type Run,
  type SeriesEvent,
  type StartEvent,
  summarize,
  type Summary,
  tags,
  VERSION,
} from "../../mod.ts";
import { concat } from "../base/bytes.ts";
import { type _Fields, _integerField } from "./protobuf.ts";
import { _WandbHistory } from "./wandb_history.ts";
import { _wandbJson, _wandbNumber } from "./wandb_json.ts";
import { _WandbLog } from "./wandb_log.ts";
import { _WandbKeys } from "./wandb_names.ts";
import { _wandbRecord } from "./wandb_records.ts";

/** What a run is called at W&B, and the files that lie beside its log. */
export interface _WandbPlace {
  readonly id: string;
  readonly entity?: string;
  readonly project: string;
  /** Paths in the folder `files` that are sent as files of the run. */
  readonly files: readonly string[];
  /** The records of its artifacts. */
  readonly artifacts: readonly _Fields[];
}

/** The longest tag that W&B takes, in characters. */
const MAX_TAG = 64;

/** How a run ended, as a process would tell. */
const EXIT_CODES: Readonly<Record<EndEvent["status"], number>> = Object.freeze({
  FINISHED: 0,
  FAILED: 1,
  KILLED: 255,
});

/** The transaction log of a run. */
export function _wandbRunLog(run: Run, place: _WandbPlace): Uint8Array<ArrayBuffer> {
  // W&B's step rises from line to line. Where ours does not, a pass more counts the lines.
  return writeRun(run, place, false) ?? writeRun(run, place, true)!;
}

function writeRun(
  run: Run,
  place: _WandbPlace,
  isCounted: boolean,
): Uint8Array<ArrayBuffer> | undefined {
  const { value: start } = events(run).next() as { value: StartEvent };
  const log = new _WandbLog();
  const paramKeys = new _WandbKeys(["stemma"]);
  const keys = new _WandbKeys(["_step", "_timestamp", "_runtime", "_wandb"]);
  const column = isCounted ? keys.of("step") : undefined;
  const history = new _WandbHistory(log, start.timestamp, 0, column);
  const add = (record: _Fields) => {
    history.end();
    log.add(concat([_integerField(1, ++history.records), record]));
  };
  add(_wandbRecord.header(`stemma ${VERSION}`));
  const [inputs, outputs] = ["input", "output"].map((direction) =>
    params(run).filter((param) => param.direction === direction)
  );
  add(_wandbRecord.run({
    ...place,
    name: run.name,
    group: start.parent?.runId,
    notes: description(run),
    tags: Object.entries(tags(run)).map(([key, value]) => `${key}: ${value}`)
      .filter((tag) => tag.length <= MAX_TAG),
    start: start.timestamp,
    config: [
      ...inputs.map(({ key, context, value }) =>
        [paramKeys.of(key, context), _wandbJson(value)] as const
      ),
      ["stemma", JSON.stringify(identityOf(run, start))],
    ],
  }));
  const curves: Curve[] = [];
  const folds = new Map<string, Fold>();
  let end: EndEvent | undefined;
  for (const event of events(run)) {
    if (event.type === "metric") {
      const { series, step, value, timestamp } = event;
      if (!history.add(series, step, value, timestamp)) return undefined;
      curves[series].last = value;
    } else if (event.type === "series") {
      const name = keys.of(event.key, event.context, event.source);
      curves.push({ event, name, last: undefined });
      history.addSeries(name);
    } else if (event.type === "metric-definition") folds.set(event.key, event.fold);
    else if (event.type === "end") end = event;
  }
  if (column !== undefined) {
    for (const { name } of curves) add(_wandbRecord.metric(name, column));
  }
  add(_wandbRecord.summary([
    ...outputs.map(({ key, context, value }) =>
      [keys.of(key, context), _wandbJson(value)] as const
    ),
    ...summaryOf(run, curves, folds),
  ]));
  for (const record of place.artifacts) add(record);
  if (place.files.length > 0) add(_wandbRecord.files(place.files));
  // A run that was resumed after its end goes on.
  if (end !== undefined && run.status !== "RUNNING") {
    if (end.error !== undefined) add(_wandbRecord.complaint(errorText(end.error), end.timestamp));
    const seconds = (end.timestamp - start.timestamp) / 1000;
    add(_wandbRecord.exit(EXIT_CODES[end.status], seconds));
  }
  history.end();
  return log.written();
}

/** A series, and its newest value. */
interface Curve {
  readonly event: SeriesEvent;
  readonly name: string;
  last: number | undefined;
}

/** The one number that each series comes to. */
function summaryOf(
  run: Run,
  curves: readonly Curve[],
  folds: ReadonlyMap<string, Fold>,
): (readonly [string, string])[] {
  const idOf = ({ key, context, source }: Summary | SeriesEvent) =>
    JSON.stringify([key, context, source]);
  const isFolded = [...folds.values()].some((fold) => fold !== "last");
  const summaries = new Map(
    isFolded ? summarize(run).map((summary) => [idOf(summary), summary]) : [],
  );
  return curves.flatMap(({ event, name, last }) => {
    if (last === undefined) return [];
    const summary = summaries.get(idOf(event));
    const value = summary === undefined ? last : folded(summary, folds.get(event.key) ?? "last");
    return [[name, _wandbNumber(value)] as const];
  });
}

function folded(summary: Summary, fold: Fold): number {
  if (fold !== "sum") return summary[fold];
  return summary.finite === 0 ? 0 : summary.mean * summary.finite;
}

/** What the run is in its own record, where the whole truth is. */
function identityOf(run: Run, { library, agent }: StartEvent): Record<string, unknown> {
  const { runId, experiment, name, namespace } = run;
  return { runId, experiment, name, namespace, library, agent, tags: tags(run) };
}

function errorText({ name, message }: NonNullable<EndEvent["error"]>): string {
  return name === undefined ? message : `${name}: ${message}`;
}
