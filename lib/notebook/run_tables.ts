import { countText, numberText, sizeText } from "../base/human.ts";
import { xmlEscape } from "../base/xml_escape.ts";
import type { Value } from "../base/value.ts";
import { cutText } from "../graph/text.ts";
import { resample } from "../metrics/resample.ts";
import type { Run } from "../run/run.ts";
import { artifacts, datasets, models } from "../run/view_files.ts";
import { infoText } from "../text/settings_text.ts";
import { type Metric, metrics } from "../run/view_metrics.ts";
import { params } from "../run/view_params.ts";
import { CURVE_POINTS, curveSvg } from "./curve_svg.ts";
import { seriesName } from "./run_facts.ts";

/** So many rows a table shows; the rest is counted. */
const ROWS = 16;
/** So many places a text takes in a cell. */
const CELL = 48;

/** What a run logged, in tables of at most 16 rows; one that has none is left out. */
export function runTables(run: Run): string {
  return table("Metrics", ["", ">last", ">min", ">max", ">points", ""], metrics(run), (metric) => {
    return seriesCells(run, metric);
  }) + table("Parameters", ["", ">", ""], params(run), ({ key, value, context, direction }) => [
    textCell(key),
    valueCell(value),
    textCell([context, ...(direction === "output" ? [direction] : [])].join(" ")),
  ]) + table("Artifacts", ["", "", ">size"], filesOf(run), (cells) => cells());
}

/** A cell's content is markup: made by the functions below alone. */
function table<Item>(
  title: string,
  headings: readonly string[],
  items: readonly Item[],
  cellsOf: (item: Item) => readonly string[],
): string {
  if (items.length === 0) return "";
  const sides = headings.map((heading) => heading.startsWith(">") ? ' class="stemma-right"' : "");
  const cells = (row: readonly string[], tag: string) =>
    `<tr>${row.map((cell, i) => `<${tag}${sides[i]}>${cell}</${tag}>`).join("")}</tr>`;
  const names = headings.map((heading, i) => i === 0 ? title : heading.replace(">", ""));
  const rest = items.length - ROWS;
  return `<table><thead>${cells(names, "th")}</thead><tbody>` +
    items.slice(0, ROWS).map((item) => cells(cellsOf(item), "td")).join("") +
    (rest <= 0
      ? ""
      : `<tr><td class="stemma-dim" colspan="${headings.length}">and ${
        countText(rest)
      } more</td></tr>`) +
    `</tbody></table>`;
}

function seriesCells(run: Run, metric: Metric): string[] {
  const { key, context, source, length } = metric;
  const { steps, values } = resample(run, key, { points: CURVE_POINTS, context, source })!;
  // M4 keeps both extremes and the newest point of all.
  const finite = values.filter(Number.isFinite);
  const number = (value: number) => finite.length === 0 ? "" : numberText(value);
  return [
    textCell(seriesName(metric)),
    `<b>${numberText(values[values.length - 1])}</b>`,
    number(finite.reduce((min, value) => Math.min(min, value), Infinity)),
    number(finite.reduce((max, value) => Math.max(max, value), -Infinity)),
    countText(length),
    length > 1 ? curveSvg(steps, values) : "",
  ];
}

/** The rows of datasets, models and artifacts: functions, since only some are shown. */
function filesOf(run: Run): (() => string[])[] {
  return [
    ...datasets(run).map(({ label, direction, info }) => () =>
      fileCells(label, ["dataset", direction, infoText(info)])
    ),
    ...models(run).map(({ name, version = "", direction, info = {}, size }) => () =>
      fileCells(`${name} ${version}`, ["model", direction, infoText(info)], size)
    ),
    ...artifacts(run).map(({ name, version, aliases, direction, size }) => () =>
      fileCells([name, version, ...aliases].join(" "), [direction], size)
    ),
  ];
}

function fileCells(name: string, facts: readonly string[], size?: number): string[] {
  const what = facts.filter((fact) => fact !== "").join(", ");
  return [textCell(name), textCell(what), size === undefined ? "" : sizeText(size)];
}

function valueCell(value: Value): string {
  return textCell(value instanceof Date ? value.toISOString() : String(value));
}

function textCell(text: string): string {
  return xmlEscape(cutText(text, CELL));
}
