import {
  artifacts,
  contexts,
  datasets,
  models,
  params,
  resample,
  type Run,
  summarize,
  type Value,
} from "../../mod.ts";
import {
  countOf,
  countText,
  durationText,
  numberText,
  sizeText,
  sparkline,
  timeText,
} from "./human.ts";
import { printable } from "./printable.ts";
import { factsOf, type RunFacts } from "./run_facts.ts";
import { type Column, layTable } from "./table.ts";
import type { Paint } from "./terminal.ts";

/** The points of a curve in a line. */
const CURVE = 12;

/** Writes what a run did for people, in lines of at most `width` columns. */
export function showRun(run: Run, width: number, paint: Paint): string {
  const facts = factsOf(run);
  const lines = [...headLines(facts, paint), ...layFacts(facts, run, width, paint)];
  const section = (title: string, columns: readonly Column[], rows: readonly string[][]) => {
    if (rows.length === 0) return;
    const safe = rows.map((row) => row.map(printable));
    const [heading, ...body] = layTable(columns, safe, width - 2);
    lines.push("", paint.bold(`${title} (${countText(rows.length)})`), `  ${paint.dim(heading)}`);
    for (const row of body) lines.push(`  ${row}`);
  };
  section("Parameters", columns("parameter", "value", "context", "direction"), paramRows(run));
  section(
    "Metrics",
    columns("metric", ">points", ">last", ">min", ">max", "curve"),
    metricRows(run),
  );
  section("Datasets", columns("dataset", "context", "direction", "facts"), datasetRows(run));
  section(
    "Models",
    columns("model", "version", ">step", ">size", "direction", "facts"),
    modelRows(run),
  );
  section(
    "Artifacts",
    columns("artifact", "version", ">size", "context", "direction"),
    artifactRows(run),
  );
  return `${lines.join("\n")}\n`;
}

function headLines({ name, status }: RunFacts, paint: Paint): string[] {
  const colours = { FINISHED: paint.green, FAILED: paint.red, KILLED: paint.red };
  const colour = status in colours ? colours[status as keyof typeof colours] : paint.yellow;
  return [`${paint.bold(printable(name))}  ${colour(status)}`];
}

function layFacts(facts: RunFacts, run: Run, width: number, paint: Paint): string[] {
  const { startTime, endTime, error, agent, rank, worldSize, library } = facts;
  const took = endTime === undefined ? "" : ` (${durationText(endTime - startTime)})`;
  const rows: [string, string | undefined][] = [
    ["run", facts.runId],
    ["experiment", facts.experiment],
    ["part of", facts.parent],
    ["rank", rank === undefined ? undefined : `${rank}${worldSize ? ` of ${worldSize}` : ""}`],
    ["started", timeText(startTime)],
    ["ended", endTime === undefined ? undefined : timeText(endTime) + took],
    ["error", error && (error.name ? `${error.name}: ${error.message}` : error.message)],
    ["by", agent && agent.name],
    ["about", facts.description],
    ["tags", Object.entries(facts.tags).map(([key, value]) => `${key}=${value}`).join(", ")],
    [
      "contexts",
      contexts(run).map(({ name, parent }) => parent ? `${parent}/${name}` : name).join(", "),
    ],
    ["log", `${countOf(facts.events, "event")}, by ${library.name} ${library.version}`],
    ["digest", facts.digest],
  ];
  return rows.filter(([, value]) => value !== undefined && value !== "").flatMap(([key, value]) => {
    const [first, ...more] = wrap(printable(value!), width - 13);
    return [`${paint.dim(key.padEnd(11))}  ${first}`, ...more.map((line) => " ".repeat(13) + line)];
  });
}

/** Breaks a text into lines at spaces; a word that is longer than a line stays whole. */
function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + word.length < width) {
      lines[lines.length - 1] += ` ${word}`;
    } else lines.push(word);
  }
  return lines;
}

/** Columns by their headings; `>` before one says that its cells end at the right. */
function columns(...headings: string[]): Column[] {
  return headings.map((heading) =>
    heading.startsWith(">") ? { heading: heading.slice(1), side: "right" } : { heading }
  );
}

function valueText(value: Value): string {
  return value instanceof Date ? value.toISOString() : String(value);
}

const madeBy = (direction: string) => direction === "output" ? "output" : "";

function paramRows(run: Run): string[][] {
  return params(run).map(({ key, value, context = "", direction }) => [
    key,
    valueText(value),
    context,
    madeBy(direction),
  ]);
}

function metricRows(run: Run): string[][] {
  return summarize(run).map(({ key, context, source, unit, count, last, min, max }) => {
    const { values } = resample(run, key, { points: CURVE, context, source })!;
    const name = context === undefined ? key : `${context}/${key}`;
    return [
      name + (source === undefined ? "" : `@${source}`) + (unit === undefined ? "" : ` (${unit})`),
      countText(count),
      ...[last, min, max].map(numberText),
      count > 1 ? sparkline(values) : "",
    ];
  });
}

function datasetRows(run: Run): string[][] {
  return datasets(run).map(({ label, context = "", direction, info }) => [
    label,
    context,
    direction,
    infoText(info),
  ]);
}

function modelRows(run: Run): string[][] {
  return models(run).map(({ name, version = "", step, size, direction, info = {} }) => [
    name,
    version,
    step === undefined ? "" : countText(step),
    size === undefined ? "" : sizeText(size),
    direction,
    infoText(info),
  ]);
}

function artifactRows(run: Run): string[][] {
  return artifacts(run).map(({ name, version, size, context = "", direction }) => [
    name,
    version,
    size === undefined ? "" : sizeText(size),
    context,
    direction,
  ]);
}

function infoText(info: Readonly<Record<string, unknown>>): string {
  return Object.entries(info).filter(([, value]) => typeof value !== "object")
    .map(([key, value]) => `${key}=${typeof value === "number" ? numberText(value) : value}`).join(
      ", ",
    );
}
