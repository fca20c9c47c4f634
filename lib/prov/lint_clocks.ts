import { type EventClock, readClocks } from "./event_clocks.ts";
import type { EventEdges } from "./event_edges.ts";
import { type Events, eventText } from "./events.ts";
import type { Report } from "./finding.ts";
import { statementText } from "./statement_text.ts";

/** Reports events whose times are against their order by more than the tolerance, and times of
 * one generation or invalidation that differ by more than that. Times play no part in validity.
 *
 * Times with a zone are not compared with times without one. Cost: O(n).
 *
 * @param tolerance milliseconds
 * @see PROV-CONSTRAINTS, section 2.2
 */
export function lintClocks(
  events: Events,
  edges: EventEdges,
  tolerance: number,
  report: Report,
): void {
  const { statements } = events.table;
  for (const clocks of readClocks(events)) {
    if (clocks.size === 0) continue;
    for (const [event, { earliest, latest }] of clocks) {
      // Two times of a start or an end are an error: 28 and 29.
      if (latest.ms - earliest.ms <= tolerance || events.bounds(event)) continue;
      report({
        code: "clock-order",
        severity: "warning",
        message: `There are two times for ${eventText(events, event)}: ${earliest.text} and ` +
          `${latest.text}, ${span(latest.ms - earliest.ms)} apart`,
        records: [earliest.record, latest.record],
      });
    }
    for (let edge = 0; edge < edges.from.length; edge++) {
      const first = clocks.get(edges.from[edge]);
      const then = first && clocks.get(edges.to[edge]);
      if (then === undefined || lateness(first!, then) <= tolerance) continue;
      const row = edges.row[edge];
      const own = row < 0 ? [] : [statements[row]];
      const { earliest } = first!, { latest } = then;
      report({
        code: "clock-order",
        severity: "warning",
        message: `By the clock ${eventText(events, edges.from[edge])} (${earliest.text}) is ${
          span(lateness(first!, then))
        } after ${eventText(events, edges.to[edge])} (${latest.text}); it must not be (${
          [...own.map(statementText), `C${edges.clause[edge]}`].join(", ")
        })`,
        records: [...own, earliest.record, latest.record],
      });
    }
  }
}

/** By how much all times of an event come after all times of another. */
function lateness(first: EventClock, then: EventClock): number {
  return first.earliest.ms - then.latest.ms;
}

function span(ms: number): string {
  return `${ms < 60_000 ? ms / 1000 : Math.round(ms / 1000)} s`;
}
