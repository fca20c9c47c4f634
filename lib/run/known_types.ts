import type { RecordEvent } from "./events.ts";

/** The types of the records that this version knows. They stand alone, since whoever only asks for
 * a type needs nothing of what `event_check.ts` holds events against. */
const TYPES: Readonly<Record<RecordEvent["type"], true>> = Object.freeze({
  start: true,
  end: true,
  resumed: true,
  param: true,
  series: true,
  "metric-definition": true,
  context: true,
  artifact: true,
  model: true,
  dataset: true,
  optimizer: true,
  environment: true,
  source: true,
  command: true,
  tag: true,
  description: true,
});

/** Whether this version knows a type of event. */
export function isKnownType(type: string): boolean {
  return Object.hasOwn(TYPES, type);
}
