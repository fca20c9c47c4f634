import {
  artifacts,
  datasets,
  models,
  params,
  type Run,
  series,
  summarize,
  type Value,
} from "../../mod.ts";
import { countText, numberText, sizeText, sparkline } from "../base/human.ts";
import { infoText } from "../text/settings_text.ts";
import type { Column } from "./table.ts";

/** A table of things of one kind. */
export interface RunTable {
  readonly title: string;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly string[])[];
}

/** The levels of a curve in a line. */
const CURVE = 12;
/** From so many columns on there is room for curves. */
const ROOMY = 76;

/** What a run logged, in tables that suit a screen of `width` columns; some may have no rows. */
export function tablesOf(run: Run, width: number): RunTable[] {
  return [paramTable(run), metricTable(run, width >= ROOMY), ...fileTables(run)];
}

/** A table; `>` before a heading says that its column's cells end at the right. */
function table(title: string, headings: readonly string[], rows: RunTable["rows"]): RunTable {
  const columns = headings.map((heading, i): Column =>
    heading.startsWith(">")
      ? { heading: heading.slice(1), side: "right" }
      : { heading, cut: i === 0 ? "middle" : "end" }
  );
  return { title, columns, rows };
}

function paramTable(run: Run): RunTable {
  const rows = params(run).map(({ key, value, context = "", direction }) => [
    key,
    valueText(value),
    context,
    direction === "output" ? "output" : "",
  ]);
  return table("Parameters", ["parameter", "value", "context", "direction"], rows);
}

function valueText(value: Value): string {
  return value instanceof Date ? value.toISOString() : String(value);
}

function metricTable(run: Run, withCurves: boolean): RunTable {
  const rows = summarize(run).map(({ key, context, source, unit, count, last, min, max }) => {
    const { values } = series(run, key, { context, source })!;
    const name = context === undefined ? key : `${context}/${key}`;
    return [
      name + (source === undefined ? "" : `@${source}`) + (unit === undefined ? "" : ` (${unit})`),
      countText(count),
      ...[last, min, max].map(numberText),
      withCurves && count > 1 ? sparkline(meansOf(values, CURVE)) : "",
    ];
  });
  return table("Metrics", ["metric", ">points", ">last", ">min", ">max", "curve"], rows);
}

/** The means of the finite values in at most so many stretches of a series; NaN where none is. */
function meansOf(values: Float64Array, count: number): number[] {
  const stretches = Math.min(count, values.length);
  return Array.from({ length: stretches }, (_, i) => {
    const [from, to] = [i, i + 1].map((at) => Math.floor(at * values.length / stretches));
    const finite = values.subarray(from, to).filter(Number.isFinite);
    const mean = finite.reduce((sum, value) => sum + value / finite.length, 0);
    return finite.length === 0 ? NaN : mean;
  });
}

function fileTables(run: Run): RunTable[] {
  const datasetRows = datasets(run).map(({ label, context = "", direction, info }) => [
    label,
    context,
    direction,
    infoText(info),
  ]);
  const modelRows = models(run).map(({ name, version = "", step, size, direction, info = {} }) => [
    name,
    version,
    step === undefined ? "" : countText(step),
    size === undefined ? "" : sizeText(size),
    direction,
    infoText(info),
  ]);
  const artifactRows = artifacts(run).map(({ name, version, size, context = "", direction }) => [
    name,
    version,
    size === undefined ? "" : sizeText(size),
    context,
    direction,
  ]);
  return [
    table("Datasets", ["dataset", "context", "direction", "facts"], datasetRows),
    table("Models", ["model", "version", ">step", ">size", "direction", "facts"], modelRows),
    table("Artifacts", ["artifact", "version", ">size", "context", "direction"], artifactRows),
  ];
}
