import { definedFold, foldSummary } from "../metrics/fold_metric.ts";
import { metricPaths } from "../metrics/metric_paths.ts";
import { PROBABILITIES, summarizeColumn } from "../metrics/summarize.ts";
import { timeSpan } from "../metrics/time_span.ts";
import { _seriesOf } from "../run/view_metrics.ts";
import { encodeSegment } from "../prov/local_names.ts";
import { connect, type Mapping } from "./mapping.ts";
import { double } from "./terms.ts";

/** Maps every metric series to an entity that carries its summary and names the file with its
 * points. */
export function mapMetrics(mapping: Mapping): void {
  const { p, run, names } = mapping;
  const all = _seriesOf(run);
  const paths = metricPaths(all);
  all.forEach(({ column, length }, i) => {
    if (length === 0) return;
    const { key, context, source } = column;
    const summary = summarizeColumn(column, length);
    const defined = definedFold(run, key);
    const fold = defined?.fold ?? "last";
    const plainId = names.thing(
      source === undefined ? "metric" : `metric@${encodeSegment(source)}`,
      key,
      context,
    );
    const { quantiles } = summary;
    p.entity(plainId, {
      "prov:type": p.name("mls:ModelEvaluation"),
      "prov:label": key,
      "prov:value": double(p, foldSummary(summary, fold)),
      "stemma:fold": fold,
      "schema:unitText": column.unit ?? defined?.unit,
      "stemma:source": source,
      "stemma:count": summary.count,
      "stemma:finite": summary.finite,
      "stemma:nan": summary.nan,
      ...Object.fromEntries(
        (["min", "max", "mean", "std", "first", "last"] as const).map((name) => [
          `stemma:${name}`,
          double(p, summary[name]),
        ]),
      ),
      ...Object.fromEntries(PROBABILITIES.map((probability) => [
        `stemma:p${Math.round(probability * 100)}`,
        double(p, quantiles[`${probability}`]),
      ])),
      "prov:location": paths[i],
    });
    const [, timestamp] = timeSpan(column, length);
    connect(mapping, plainId, { direction: "output", context, timestamp });
  });
}
