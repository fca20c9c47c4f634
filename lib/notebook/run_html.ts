import { countOf } from "../base/human.ts";
import { xmlEscape } from "../base/xml_escape.ts";
import { cleanText, cutText } from "../graph/text.ts";
import type { RunStatus } from "../run/events.ts";
import type { Run } from "../run/run.ts";
import { description } from "../run/view_contexts.ts";
import { errorText, titleOf, tookText } from "./run_facts.ts";
import { runTables } from "./run_tables.ts";

/** So many places a title takes, and a text of several lines. */
const TITLE = 80;
const PROSE = 400;

/** Colours that can be told from each other on white and on black. */
const COLOURS: Readonly<Record<RunStatus, string>> = {
  RUNNING: "#3b8ee0",
  FINISHED: "#2da160",
  FAILED: "#e05252",
  KILLED: "#d98a1f",
};

/** Text and ground are the page's own, dark or light. The name of the class stands there twice, so
 * that what a notebook says of tables gives way. */
function style(): string {
  const own = ".stemma-run.stemma-run";
  return `${own}{font:13px/1.45 system-ui,sans-serif;color:inherit;max-width:100%;overflow-x:auto}` +
    `${own} div{display:flex;flex-wrap:wrap;gap:4px 32px;align-items:flex-start}` +
    `${own} table{border-collapse:collapse;margin:6px 0;font:inherit;color:inherit;border:0}` +
    `${own} thead tr,${own} tbody tr{background:none;border:0}` +
    `${own} th,${own} td{border:0;border-bottom:1px solid #8884;padding:2px 12px 2px 0;` +
    `text-align:left;white-space:nowrap;vertical-align:middle;font-variant-numeric:tabular-nums}` +
    `${own} th{font-weight:600}` +
    `${own} .stemma-right{text-align:right}` +
    `${own} .stemma-dim{opacity:.7}` +
    `${own} p{margin:2px 0;max-width:80ch}` +
    `${own} svg{display:block;margin:0}`;
}

/** A run as a compact piece of a page, without script, in the colours of the page. */
export function runHtml(run: Run): string {
  const { status } = run;
  const facts = [tookText(run), countOf(run.length, "event")].join(" · ");
  return `<div class="stemma-run"><style>${style()}</style>` +
    `<p><b>${xmlEscape(cutText(titleOf(run), TITLE))}</b> ` +
    `<span style="color:${COLOURS[status]}">●</span> ${status} ` +
    `<span class="stemma-dim">· ${facts}</span></p>` +
    prose(errorText(run)) + prose(description(run)) +
    `<div>${runTables(run)}</div></div>`;
}

function prose(text: string | undefined): string {
  if (text === undefined || cleanText(text) === "") return "";
  return `<p>${xmlEscape(cutText(text, PROSE))}</p>`;
}
