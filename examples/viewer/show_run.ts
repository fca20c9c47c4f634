import {
  artifacts,
  datasets,
  description,
  type EndEvent,
  events,
  models,
  params,
  type Run,
  type StartEvent,
  tags,
} from "stemma";
import type { Verification } from "stemma/seal";
import { byId, element, table } from "./elements.ts";
import type { Findings } from "./messages.ts";
import { countOf, cutText, durationText, numberText, sizeText, timeText } from "./words.ts";

type Content = Node | string;

/** A longer fact takes a line of its own on a small screen. */
const WIDE = 18;

/** Shows what a run is: name, status, times, who, with which code. */
export function showSummary(run: Run, found: Findings): void {
  const [start] = events(run) as Iterable<StartEvent>;
  const [end] = run.status === "RUNNING"
    ? []
    : events(run, { since: run.length - 1 }) as Iterable<EndEvent>;
  const { source, environment, command } = found;
  const commit = source?.commit &&
    `${source.commit.slice(0, 12)}${source.dirty ? ", with changes" : ""}`;
  const facts: [string, Content | undefined][] = [
    ["Experiment", run.experiment],
    ["Run", element("code", {}, run.runId)],
    ["Part of", start.parent && element("code", {}, start.parent.runId)],
    ["Started", timeText(start.timestamp)],
    [
      "Ended",
      end && `${timeText(end.timestamp)}, after ${durationText(end.timestamp - start.timestamp)}`,
    ],
    ["Error", end?.error && cutText(`${end.error.name ?? "Error"}: ${end.error.message}`)],
    ["By", start.agent?.name],
    ["Rank", start.rank === undefined ? undefined : `${start.rank} of ${start.worldSize ?? "?"}`],
    ["Code", commit && element("code", {}, [source?.branch, commit].filter(Boolean).join(" @ "))],
    ["Command", command && element("code", {}, cutText(command.join(" ")))],
    ["Ran on", environment && environmentText(environment)],
    [
      "Tags",
      cutText(Object.entries(tags(run)).map(([key, value]) => `${key}=${value}`).join(", ")),
    ],
    ["Log", `${countOf(run.length, "event")}, by ${start.library.name} ${start.library.version}`],
    ["Digest", element("code", {}, found.digest)],
  ];
  const about = description(run);
  byId("summary").replaceChildren(
    element(
      "div",
      { class: "title" },
      element("h1", { id: "name" }, cutText(run.name, 200)),
      element("span", { class: `chip ${run.status.toLowerCase()}` }, run.status.toLowerCase()),
    ),
    ...(about === undefined ? [] : [element("p", {}, cutText(about, 2000))]),
    ...found.cuts.map((cut) =>
      element("p", { class: "warning" }, `What is shown is not all: ${cut}`)
    ),
    element("div", { id: "verification", class: "verdict" }, "Its record is being verified …"),
    element(
      "dl",
      {},
      ...facts.flatMap(([name, value]) => value ? [factElement(name, value)] : []),
    ),
  );
}

function factElement(name: string, value: Content): HTMLElement {
  const dd = element("dd", {}, value);
  const fact = element("div", {}, element("dt", {}, name), dd);
  fact.classList.toggle("wide", dd.textContent!.length > WIDE);
  return fact;
}

function environmentText({ runtime, os, cpu }: NonNullable<Findings["environment"]>): string {
  return [
    runtime && `${runtime.name} ${runtime.version ?? ""}`.trim(),
    os && [os.name, os.version, os.arch].filter(Boolean).join(" "),
    cpu && [cpu.model, cpu.cores && `${cpu.cores} threads`].filter(Boolean).join(", "),
  ].filter(Boolean).join(" · ");
}

/** Shows what a verification came to, or why there was none. */
export function showVerification(outcome: Verification | string): void {
  const place = byId("verification");
  if (typeof outcome === "string") {
    place.className = "verdict unsure";
    place.replaceChildren(element("strong", {}, "Not verified"), ` ${cutText(outcome)}`);
    return;
  }
  const { ok, findings, coverage } = outcome;
  const errors = findings.filter(({ severity }) => severity === "error");
  const notes = findings.filter(({ severity }) => severity !== "error");
  const isSealed = coverage.signatures.length > 0;
  const looked = `${countOf(coverage.events, "event")} and ${
    countOf(coverage.files.count, "file")
  } (${sizeText(coverage.files.bytes)}) were held against their digests.`;
  const verdict = !ok
    ? `This record does not stand: ${countOf(errors.length, "error")}.`
    : isSealed
    ? "This record stands: unchanged since it was sealed, by whom is not checked."
    : "This record stands: its parts agree, and nothing is signed.";
  place.className = `verdict ${ok ? "good" : "bad"}`;
  const list = [...errors, ...notes].map(({ severity, code, path, message }) => [
    severity,
    element("code", {}, code),
    cutText(path ?? "", 200),
    cutText(message),
  ]);
  place.replaceChildren(
    element("strong", {}, verdict),
    ` ${looked}`,
    ...(list.length === 0 ? [] : [
      element(
        "details",
        ok ? {} : { open: "" },
        element("summary", {}, countOf(list.length, "finding")),
        table(["severity", "code", "file", "what"], list),
      ),
    ]),
  );
}

/** Shows the parameters. */
export function showParams(run: Run): void {
  const rows = params(run).map(({ key, value, context = "", direction }) => [
    cutText(key),
    element("code", {}, cutText(value instanceof Date ? value.toISOString() : String(value), 2000)),
    cutText(context),
    direction,
  ]);
  byId("params").replaceChildren(
    heading("params-title", "Parameters", rows.length),
    rows.length === 0
      ? none("The run logged no parameter.")
      : table(["name", "value", "context", "direction"], rows),
  );
}

/** Shows artifacts, models and datasets. */
export function showFiles(run: Run): void {
  const files = artifacts(run).map((
    { name, version, path, size, sha256, mediaType, uri, direction },
  ) => [
    cutText(version ? `${name} ${version}` : name, 200),
    size === undefined ? "" : sizeText(size),
    cutText(mediaType ?? "", 100),
    direction,
    digestCell(sha256),
    cutText(path ?? uri ?? "", 300),
  ]);
  const data = datasets(run).map(({ label, context = "", direction, info, files }) => [
    cutText(label, 200),
    cutText(context),
    direction,
    element("div", { class: "prose" }, infoText(info)),
    files.length === 0
      ? ""
      : `${countOf(files.length, "file")}, ${
        sizeText(files.reduce((sum, { size = 0 }) => sum + size, 0))
      }`,
    digestCell(files.length === 1 ? files[0].sha256 : info.sha256),
  ]);
  const learned = models(run).map((model) => [
    cutText(model.version ? `${model.name} ${model.version}` : model.name, 200),
    model.size === undefined ? "" : sizeText(model.size),
    model.step === undefined ? "" : String(model.step),
    cutText(model.context ?? ""),
    model.direction,
    element("div", { class: "prose" }, infoText(model.info ?? {})),
    digestCell(model.sha256),
  ]);
  byId("files").replaceChildren(
    heading("files-title", "Artifacts", files.length),
    files.length === 0
      ? none("The run logged no artifact.")
      : table(["name", ">size", "type", "direction", "SHA-256", "where"], files),
    ...more("Datasets", ["name", "context", "direction", "what", "files", "SHA-256"], data),
    ...more(
      "Models",
      ["name", ">size", ">step", "context", "direction", "what", "SHA-256"],
      learned,
    ),
  );
}

function more(title: string, headings: string[], rows: Content[][]): Node[] {
  if (rows.length === 0) return [];
  return [element("h3", {}, title, counted(rows.length)), table(headings, rows)];
}

/** What a description says in one line, without its lists and its digest. */
function infoText(info: Readonly<Record<string, unknown>>): string {
  const facts = Object.entries(info)
    .filter(([key, value]) => key !== "sha256" && typeof value !== "object")
    .map(([key, value]) => `${key} ${typeof value === "number" ? numberText(value) : value}`);
  return cutText(facts.join(", "), 300);
}

function digestCell(sha256: unknown): Content {
  if (typeof sha256 !== "string") return "";
  return element("code", { title: sha256, class: "digest" }, sha256);
}

/** The heading of a part of the page. */
export function heading(id: string, text: string, count: number): HTMLElement {
  return element("h2", { id }, text, counted(count));
}

function counted(count: number): HTMLElement {
  return element("span", { class: "count" }, String(count));
}

function none(text: string): HTMLElement {
  return element("p", { class: "dim" }, text);
}
