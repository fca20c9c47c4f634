import { encodeValue, type JsonValue } from "../base/value.ts";
import { definedFold, foldSummary } from "../metrics/fold_metric.ts";
import { metricPaths } from "../metrics/metric_paths.ts";
import { summarizeColumn } from "../metrics/summarize.ts";
import type { Run } from "../run/run.ts";
import { _seriesOf } from "../run/view_metrics.ts";
import type { CrateGraph, CrateReference } from "./crate_graph.ts";
import { localId } from "./crate_ids.ts";

/** Adds a value with a name. */
export function addValue(
  graph: CrateGraph,
  local: string,
  properties: { name: string; value: string; description?: string; unitText?: string },
): CrateReference {
  return graph.add(local, local, { "@type": "PropertyValue", ...properties });
}

/** Adds what every metric series comes to, as `defineMetric` said; by the path of its points. */
export function addMetrics(graph: CrateGraph, run: Run): Map<string, CrateReference> {
  const all = _seriesOf(run);
  const paths = metricPaths(all);
  return new Map(all.map(({ column, length }, i) => {
    const { key, context, source } = column;
    const defined = definedFold(run, key);
    const fold = defined?.fold ?? "last";
    const places = [
      ...(context === undefined ? [] : [` in ${context}`]),
      ...(source === undefined ? [] : [` from ${source}`]),
    ];
    const local = localId(
      source === undefined ? "metric" : `metric@${encodeURIComponent(source)}`,
      ...(context === undefined ? [] : [context]),
      key,
    );
    const reference = addValue(graph, local, {
      name: key,
      value: numberText(foldSummary(summarizeColumn(column, length), fold)),
      unitText: column.unit ?? defined?.unit,
      description: `${fold} of ${length} point${length === 1 ? "" : "s"}${places.join("")}`,
    });
    return [paths[i], reference];
  }));
}

/** A value as text; what JSON lacks is spelled as XML Schema spells it. */
export function valueText(value: JsonValue): string {
  return typeof value === "object" && value !== null ? value.$ : String(value);
}

function numberText(value: number): string {
  return valueText(encodeValue(value, "a metric"));
}
