import { countOf, numberText, sizeText } from "../base/human.ts";
import type { FileRecord, LogEvent, MetricEvent, ParamEvent, SeriesEvent } from "../run/events.ts";
import { environmentText, infoText, optimizerText, sourceText } from "./settings_text.ts";

/** The series that a log has declared so far, by number. */
export type DeclaredSeries = ReadonlyMap<number, SeriesEvent>;

/** Says in a few words what an event tells, beside its type and time. */
export function eventText(event: LogEvent, series: DeclaredSeries): string {
  switch (event.type) {
    case "metric":
      return metricText(event, series);
    case "start":
      return words(event.experiment, event.name, event.agent && `by ${event.agent.name}`);
    case "end":
      return words(event.status, event.error && `${event.error.name ?? ""} ${event.error.message}`);
    case "resumed":
      return event.reason ?? "";
    case "param":
      return `${inContext(event.key, event.context)} = ${paramText(event.value)}`;
    case "series":
      return seriesName(event) + (event.unit === undefined ? "" : ` (${event.unit})`);
    case "metric-definition":
      return words(event.key, event.unit && `(${event.unit})`, `by its ${event.fold}`);
    case "context":
      return inContext(event.name, event.parent);
    case "artifact":
      return words(inContext(event.name, event.context), event.version, fileText(event));
    case "model":
      return words(
        inContext(event.name, event.context),
        event.version,
        event.step === undefined ? undefined : `step ${event.step}`,
        event.file && fileText(event.file),
      );
    case "dataset":
      return words(
        inContext(event.label, event.context),
        event.files && countOf(event.files.length, "file"),
        infoText(event.info),
      );
    case "optimizer":
      return optimizerText(event);
    case "command":
      return event.arguments.join(" ");
    case "tag":
      return `${event.key} = ${event.value}`;
    case "description":
      return event.text;
    case "environment":
      return environmentText(event.info);
    case "source":
      return sourceText(event.info);
  }
  // A later version of the library can log events of other types.
  return JSON.stringify(event);
}

/** What a series is called: its context, its key and what measures it. */
export function seriesName({ key, context, source }: SeriesEvent): string {
  return inContext(key, context) + (source === undefined ? "" : `@${source}`);
}

function metricText({ series: number, step, value }: MetricEvent, series: DeclaredSeries): string {
  // No log is read that names a series which it has not declared.
  return `${seriesName(series.get(number)!)} ${numberText(value)} at step ${step}`;
}

function paramText(value: ParamEvent["value"]): string {
  return typeof value === "object" && value !== null ? value.$ : String(value);
}

function fileText({ size }: FileRecord): string | undefined {
  return size === undefined ? undefined : sizeText(size);
}

function inContext(name: string, context: string | undefined): string {
  return context === undefined ? name : `${context}/${name}`;
}

function words(...parts: (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== "").join(" ");
}
