import { readClocks } from "./event_clocks.ts";
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
  for (const { clocks, of } of readClocks(events)) {
    if (clocks.length === 0) continue;
    for (const clock of clocks) {
      // Two times of a start or an end are an error: 28 and 29.
      if (clock.latest - clock.earliest <= tolerance || events.bounds(clock.event)) continue;
      report({
        code: "clock-order",
        severity: "warning",
        message: `There are two times for ${eventText(events, clock.event)}: ` +
          `${clock.earliestText} and ${clock.latestText}, ${
            span(clock.latest - clock.earliest)
          } apart`,
        records: [clock.earliestRecord, clock.latestRecord],
      });
    }
    for (let edge = 0; edge < edges.from.length; edge++) {
      const first = of(edges.from[edge]);
      const then = first === undefined ? undefined : of(edges.to[edge]);
      if (first === undefined || then === undefined) continue;
      const late = first.earliest - then.latest;
      if (late <= tolerance) continue;
      const row = edges.row[edge];
      const own = row < 0 ? [] : [statements[row]];
      report({
        code: "clock-order",
        severity: "warning",
        message: `By the clock ${eventText(events, first.event)} (${first.earliestText}) is ${
          span(late)
        } after ${eventText(events, then.event)} (${then.latestText}); it must not be (${
          [...own.map(statementText), `C${edges.clause[edge]}`].join(", ")
        })`,
        records: [...own, first.earliestRecord, then.latestRecord],
      });
    }
  }
}

function span(ms: number): string {
  return `${ms < 60_000 ? ms / 1000 : Math.round(ms / 1000)} s`;
}
