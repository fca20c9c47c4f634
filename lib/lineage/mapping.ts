import type { ProvStatements } from "../prov/statements.ts";
import type { Run } from "../run/run.ts";
import type { Direction, RecordEvent } from "../run/events.ts";
import { recordsAt } from "../run/log.ts";
import { _parts } from "../run/run.ts";
import type { RunNames } from "./run_names.ts";

/** One run on its way into a document. */
export interface Mapping {
  /** Where its statements go. */
  readonly p: ProvStatements;
  readonly run: Run;
  /** The run's events but for points, with their numbers, by their type. */
  readonly records: ReadonlyMap<string, readonly NumberedRecord[]>;
  readonly names: RunNames;
  /** The ids of what the run made, as the parts come to them. */
  readonly outputs: string[];
  /** What the run used that a model can come from; `time` where the run made a copy of it. */
  readonly used: {
    readonly id: string;
    readonly context?: string;
    readonly number: number;
    readonly time?: number;
  }[];
}

type NumberedRecord = readonly [number: number, event: RecordEvent];

/** The events of a run but for points, by their type: one pass for all parts of the mapping. */
export function recordsByType(run: Run): Map<string, NumberedRecord[]> {
  const byType = new Map<string, NumberedRecord[]>();
  const { log, length } = _parts(run);
  for (const record of recordsAt(log, length)) {
    const { type } = record[1];
    const list = byType.get(type);
    if (list === undefined) byType.set(type, [record]);
    else list.push(record);
  }
  return byType;
}

/** The events of one type, with their numbers. */
export function recordsOfType<Type extends RecordEvent["type"]>(
  { records }: Mapping,
  type: Type,
): readonly (readonly [number: number, event: Extract<RecordEvent, { type: Type }>])[] {
  return (records.get(type) ?? []) as [number, Extract<RecordEvent, { type: Type }>][];
}

/** States that an activity used an entity, or made it. */
export function connect(
  { p, names, outputs }: Mapping,
  id: string,
  { direction, context, timestamp }: {
    direction: Direction;
    context?: string;
    timestamp: number;
  },
): void {
  const activity = names.activity(context);
  const time = Math.floor(timestamp);
  if (direction === "input") p.used(activity, id, { time });
  else {
    p.wasGeneratedBy(id, activity, { time });
    outputs.push(id);
  }
}
