import { contexts, type Run } from "../../mod.ts";
import { countOf, countText, durationText, timeText } from "../base/human.ts";
import { type Fact, layFacts } from "./lay_facts.ts";
import { printable } from "../base/printable.ts";
import { factsOf, type RunFacts } from "./run_facts.ts";
import { settingLines } from "./run_settings.ts";
import { type RunTable, tablesOf } from "./run_tables.ts";
import { layTable } from "./table.ts";
import type { Paint } from "./terminal.ts";

/** Writes what a run did for people, in lines of at most `width` columns. */
export function showRun(run: Run, width: number, paint: Paint): string {
  const facts = factsOf(run);
  const rows = layFacts(factLines(facts, run), width, paint);
  const tables = tablesOf(run, width).filter((table) => table.rows.length > 0)
    .flatMap((table) => laySection(table, width, paint));
  return `${[headLine(facts, paint), ...rows, ...tables].join("\n")}\n`;
}

function headLine({ name, status }: RunFacts, paint: Paint): string {
  const colours = { FINISHED: paint.green, FAILED: paint.red, KILLED: paint.red };
  const colour = status in colours ? colours[status as keyof typeof colours] : paint.yellow;
  return `${paint.bold(printable(name))}  ${colour(status)}`;
}

function factLines(facts: RunFacts, run: Run): Fact[] {
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
