import { contexts, type Run } from "../../mod.ts";
import { countOf, countText, durationText, timeText } from "./human.ts";
import { printable } from "./printable.ts";
import { factsOf, type RunFacts } from "./run_facts.ts";
import { settingLines } from "./run_settings.ts";
import { type RunTable, tablesOf } from "./run_tables.ts";
import { layTable } from "./table.ts";
import { textWidth } from "./text_width.ts";
import type { Paint } from "./terminal.ts";

/** The titles of facts take so many columns. */
const TITLES = 12;

/** Writes what a run did for people, in lines of at most `width` columns. */
export function showRun(run: Run, width: number, paint: Paint): string {
  const facts = factsOf(run);
  const rows = factLines(facts, run)
    .filter(([, text]) => text !== undefined && text !== "")
    .flatMap(([title, text]) => layFact(title, printable(text!), width, paint));
  const tables = tablesOf(run, width).filter((table) => table.rows.length > 0)
    .flatMap((table) => laySection(table, width, paint));
  return `${[headLine(facts, paint), ...rows, ...tables].join("\n")}\n`;
}

function headLine({ name, status }: RunFacts, paint: Paint): string {
  const colours = { FINISHED: paint.green, FAILED: paint.red, KILLED: paint.red };
  const colour = status in colours ? colours[status as keyof typeof colours] : paint.yellow;
  return `${paint.bold(printable(name))}  ${colour(status)}`;
}

function factLines(facts: RunFacts, run: Run): [title: string, text: string | undefined][] {
  const { startTime, endTime, error, agent, rank, worldSize, library } = facts;
  const took = endTime === undefined ? "" : ` (${durationText(endTime - startTime)})`;
  const parts = contexts(run).map(({ name, parent }) => parent ? `${parent}/${name}` : name);
  return [
    ["run", facts.runId],
    ["experiment", facts.experiment],
    ["part of", facts.parent],
    ["rank", rank === undefined ? undefined : `${rank}${worldSize ? ` of ${worldSize}` : ""}`],
    ["started", timeText(startTime)],
    ["ended", endTime === undefined ? undefined : timeText(endTime) + took],
    ["error", error && (error.name ? `${error.name}: ${error.message}` : error.message)],
    ["by", agent?.name],
    ["about", facts.description],
    ["tags", Object.entries(facts.tags).map(([key, value]) => `${key}=${value}`).join(", ")],
    ["contexts", parts.join(", ")],
    ...settingLines(run),
    ["log", `${countOf(facts.events, "event")}, by ${library.name} ${library.version}`],
    ["digest", facts.digest],
  ];
}

function layFact(title: string, text: string, width: number, paint: Paint): string[] {
  const [first, ...more] = wrap(text, width - TITLES);
  return [
    paint.dim(title.padEnd(TITLES)) + first,
    ...more.map((line) => " ".repeat(TITLES) + line),
  ];
}

/** Breaks a text into lines at spaces; a word that is longer than a line stays whole. */
function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const line = lines.at(-1);
    if (line === undefined || textWidth(line) + textWidth(word) >= width) lines.push(word);
    else lines[lines.length - 1] = `${line} ${word}`;
  }
  return lines;
}

function laySection({ title, columns, rows }: RunTable, width: number, paint: Paint): string[] {
  const safe = rows.map((row) => row.map(printable));
  const [heading, ...body] = layTable(columns, safe, width - 2);
  return [
    "",
    paint.bold(`${title} (${countText(rows.length)})`),
    `  ${paint.dim(heading)}`,
    ...body.map((row) => `  ${row}`),
  ];
}
