import { countOf, countText, numberText } from "../base/human.ts";
import { cutText } from "../graph/text.ts";
import type { Run } from "../run/run.ts";
import { latest, metrics } from "../run/view_metrics.ts";
import { params } from "../run/view_params.ts";
import { seriesName, titleOf } from "./run_facts.ts";

/** So many series are told. */
const SERIES = 4;
/** So many places a name may take. */
const NAME = 40;

/** A run in one line of plain text: what it is called, how it stands, how much it logged, and the
 * newest values of its first four series. */
export function runText(run: Run): string {
  const all = metrics(run);
  const values = all.slice(0, SERIES).map((metric) => {
    const { value } = latest(run, metric.key, { context: metric.context, source: metric.source })!;
    return `${cutText(seriesName(metric), NAME)} ${numberText(value)}`;
  });
  const more = all.length - values.length;
  const facts = [
    `${cutText(titleOf(run), 2 * NAME)} ${run.status} ${countOf(run.length, "event")}`,
    countOf(params(run).length, "param"),
    ...values,
    ...(more > 0 ? [`${countText(more)} more series`] : []),
  ];
  return `Run ${facts.join(" · ")}`;
}
