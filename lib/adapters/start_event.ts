import { events, type Run, type StartEvent } from "../../mod.ts";

/** The first event of a run. */
export function startEvent(run: Run): StartEvent {
  for (const event of events(run)) if (event.type === "start") return event;
  throw new TypeError("Cannot read the run: its first event is no start");
}
