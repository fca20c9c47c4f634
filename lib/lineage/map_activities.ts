import { timeSpan } from "../metrics/time_span.ts";
import type { AttributesInput } from "../prov/statements.ts";
import { isKnownType } from "../run/known_types.ts";
import { recordsAt } from "../run/log.ts";
import { _head, _parts, type Run } from "../run/run.ts";
import { contexts, description, tags, usedContext } from "../run/view_contexts.ts";
import { _seriesOf } from "../run/view_metrics.ts";
import { encodePath } from "../prov/local_names.ts";
import { type Mapping, recordsOfType } from "./mapping.ts";

/** Maps the run and its contexts to activities, and ties them together. */
export function mapActivities(mapping: Mapping, parentPrefix?: string): void {
  const { p, run, names } = mapping;
  const head = _head(run);
  const spans = spansOf(run);
  const [start, end] = spans.get(undefined)!;
  const [ended] = recordsOfType(mapping, "end");
  p.activity(names.run, {
    "prov:type": p.name("mls:Run"),
    "prov:label": head.name === head.runId ? head.experiment : head.name,
    "schema:identifier": head.runId,
    "stemma:experiment": head.experiment,
    "stemma:status": run.status,
    "schema:description": description(run),
    "stemma:rank": head.rank,
    "stemma:worldSize": head.worldSize,
    "stemma:resumed": recordsOfType(mapping, "resumed").map(([, event]) =>
      new Date(event.timestamp)
    ),
    "stemma:error": ended?.[1].error?.message,
    ...tagAttributes(run),
  }, { startTime: start, ...(ended !== undefined && { endTime: end }) });
  if (parentPrefix !== undefined) {
    const parent = p.activity(`${parentPrefix}:run`, {
      "prov:type": p.name("mls:Run"),
      "schema:identifier": head.parent!.runId,
    });
    p.wasInformedBy(names.run, parent);
  }
  for (const { name, parent } of contexts(run)) {
    const span = spans.get(name);
    p.activity(names.context(name), {
      "prov:type": p.name("stemma:Context"),
      "prov:label": name,
    }, span === undefined ? {} : { startTime: span[0], endTime: span[1] });
    p.wasInformedBy(names.context(name), names.activity(parent));
  }
}

function tagAttributes(run: Run): AttributesInput {
  return Object.fromEntries(
    Object.entries(tags(run)).map(([key, value]) => [`user:${encodePath(key)}`, value]),
  );
}

/** The first and the last whole millisecond of the run and of every context. */
function spansOf(run: Run): Map<string | undefined, [number, number]> {
  const spans = new Map<string | undefined, [number, number]>();
  const parents = new Map(contexts(run).map(({ name, parent }) => [name, parent]));
  const widen = (context: string | undefined, first: number, last: number) => {
    for (let place = context;; place = parents.get(place!)) {
      const span = spans.get(place);
      if (span === undefined) spans.set(place, [Math.floor(first), Math.floor(last)]);
      else {
        span[0] = Math.min(span[0], Math.floor(first));
        span[1] = Math.max(span[1], Math.floor(last));
      }
      if (place === undefined) return;
    }
  };
  const { log, length } = _parts(run);
  for (const [, event] of recordsAt(log, length)) {
    if (!("timestamp" in event) || !isKnownType(event.type)) continue;
    const context = event.type === "context" ? event.name : usedContext(event);
    widen(context, event.timestamp, event.timestamp);
  }
  for (const { column, length: points } of _seriesOf(run)) {
    if (points > 0) widen(column.context, ...timeSpan(column, points));
  }
  return spans;
}
