import type { Fold, MetricDefinitionEvent } from "../run/events.ts";
import { latestAbout } from "../run/about.ts";
import { _parts, type Run } from "../run/run.ts";
import { definitionSubject } from "../run/subject.ts";
import type { Summary } from "./summarize.ts";

/** How the points of a metric become one number, as `defineMetric` said; `undefined` where it said
 * nothing. */
export function definedFold(run: Run, key: string): { fold: Fold; unit?: string } | undefined {
  const { log, length } = _parts(run);
  return latestAbout(log, length, definitionSubject(key)).latest as
    | MetricDefinitionEvent
    | undefined;
}

/** The one number that a series comes to. */
export function foldSummary(summary: Summary, fold: Fold): number {
  switch (fold) {
    case "last":
      return summary.last;
    case "min":
      return summary.min;
    case "max":
      return summary.max;
    case "mean":
      return summary.mean;
    case "sum":
      return summary.finite === 0 ? 0 : summary.mean * summary.finite;
  }
}
