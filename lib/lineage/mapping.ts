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
  readonly names: RunNames;
  /** The ids of what the run made, as the parts come to them. */
  readonly outputs: string[];
  /** What the run used that a model can come from. */
  readonly used: { readonly id: string; readonly context?: string; readonly number: number }[];
}

/** The events of one type, with their numbers. */
export function* recordsOfType<Type extends RecordEvent["type"]>(
  run: Run,
  type: Type,
): Generator<[number: number, event: Extract<RecordEvent, { type: Type }>]> {
  const { log, length } = _parts(run);
  for (const [number, event] of recordsAt(log, length)) {
    if (event.type === type) yield [number, event as Extract<RecordEvent, { type: Type }>];
  }
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
