import type { EndEvent, ParamEvent, StartEvent } from "../../mod.ts";
import { nameOf } from "../base/options.ts";
import { toDateTime } from "../base/time.ts";
import { decodeValue } from "../base/value.ts";
import type { _Hparam } from "./tensorboard_values.ts";

/** What the run is, as a table in Markdown. */
export function _runTable(start: StartEvent): string {
  const { agent, library, parent, rank, worldSize } = start;
  return table(["fact", "value"], [
    ["experiment", start.experiment],
    ["run", start.runId],
    ["name", start.name],
    ["namespace", start.namespace],
    ["started", toDateTime(start.timestamp)],
    ...(agent === undefined ? [] : [["agent", agent.name]]),
    ...(parent === undefined ? [] : [["parent", `${parent.experiment}/${parent.runId}`]]),
    ...(rank === undefined ? [] : [["rank", `${rank} of ${worldSize ?? "unknown"}`]]),
    ["written by", `${library.name} ${library.version}`],
  ]);
}

/** The parameters as a table in Markdown. */
export function _paramTable(params: readonly ParamEvent[]): string {
  return table(
    ["parameter", "value", "context", "source", "direction"],
    params.map(({ key, value, context = "", source = "", direction }) => [
      key,
      textOf(value),
      context,
      source,
      direction,
    ]),
  );
}

/** The tags as a table in Markdown. */
export function _tagTable(tags: ReadonlyMap<string, string>): string {
  return table(["tag", "value"], [...tags]);
}

/** What went wrong, as free text in Markdown. */
export function _errorText({ name, message }: NonNullable<EndEvent["error"]>): string {
  return plain(name === undefined ? message : `${name}: ${message}`);
}

/** A parameter's value for the table of hyper-parameters, which knows numbers, texts and truths. */
export function _hparamOf(value: ParamEvent["value"]): _Hparam {
  const decoded = decodeValue(value);
  if (typeof decoded === "number" || typeof decoded === "boolean") return decoded;
  // An integer that a float64 holds is compared and sorted as a number.
  if (typeof decoded === "bigint" && BigInt(Number(decoded)) === decoded) return Number(decoded);
  return typeof decoded === "string" ? decoded : textOf(value);
}

function textOf(value: ParamEvent["value"]): string {
  const decoded = decodeValue(value);
  if (decoded instanceof Date) return decoded.toISOString();
  if (typeof decoded === "string" || typeof decoded === "bigint") return String(decoded);
  return nameOf(decoded);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(plain).join(" | ")} |\n`;
  return `${line(head)}|${" --- |".repeat(head.length)}\n${rows.map(line).join("")}`;
}

/** Free text without a meaning in Markdown or HTML, on one line. */
function plain(text: string): string {
  return text.replace(/[\\`*_[\]]/g, "\\$&")
    .replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll("|", "&#124;")
    .replace(/\r\n?|\n/g, "<br>");
}
