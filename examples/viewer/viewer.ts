// A page that shows a run which was saved: dropped into it as a folder or a zip, or picked. What the
// run is, whether its record stands, its parameters, curves, files and graph, and its PROV-JSON and
// SVG to keep. Everything is read in this page, in workers that can be stopped; it is a folder of
// static files that any web server serves, under the policy that `bundle_viewer.ts` names.
//
//     deno task viewer            builds the page into .cache/viewer
//     deno task viewer --serve    and serves it on this computer
import { fromTransfer, type Run } from "stemma";
import { byId, element } from "./elements.ts";
import { filesOfDrop, filesOfInput } from "./given_files.ts";
import type { Answer, GivenFile, Question } from "./messages.ts";
import { type Detail, showGraph } from "./show_graph.ts";
import { showMetrics, showSummaries } from "./show_metrics.ts";
import { showFiles, showParams, showSummary, showVerification } from "./show_run.ts";
import { cutText } from "./words.ts";

/** The run as far as it has crossed. */
let run: Run | undefined;
/** The worker that reads what was given last, and who waits for its texts. */
let reader: Worker | undefined;
let waiting: { kind: "dot" | "prov"; resolve(text: string): void; reject(error: Error): void }[] =
  [];

/** Says what is going on; what is done is told to those alone who do not see it. */
function say(text: string): void {
  byId("status").textContent = text;
  byId("status").className = text.endsWith("…") ? "" : "unseen";
}

function complain(text: string): void {
  byId("alert").textContent = text;
  say("");
}

function open(files: readonly GivenFile[]): void {
  stop();
  byId("alert").textContent = "";
  if (files.length === 0) return complain("There is no file in it.");
  say(
    files.length === 1
      ? `Reading ${cutText(files[0].path, 100)} …`
      : `Reading ${files.length} files …`,
  );
  byId("stop").hidden = false;
  reader = new Worker(new URL("./reader.js", import.meta.url), { type: "module" });
  reader.onmessage = ({ data }) => take(data as Answer);
  reader.onerror = ({ message }) => {
    stop();
    complain(`It cannot be read: ${message || "the reader could not be started"}`);
  };
  ask({ kind: "open", files });
}

function ask(question: Question): void {
  reader?.postMessage(question);
}

/** Ends the reading, whatever it is doing. */
function stop(): void {
  reader?.terminate();
  reader = undefined;
  byId("stop").hidden = true;
  for (const { reject } of waiting) reject(new Error("the reading was stopped"));
  waiting = [];
}

function textOf(question: { kind: "prov" } | { kind: "dot"; detail: Detail }): Promise<string> {
  return new Promise((resolve, reject) => {
    if (reader === undefined) return reject(new Error("the reading was stopped"));
    waiting.push({ kind: question.kind, resolve, reject });
    ask(question);
  });
}

function take(answer: Answer): void {
  if (answer.kind === "part") {
    run = fromTransfer(answer.part, answer.part.since === 0 ? undefined : run);
  } else if (answer.kind === "run") showRun(run!, answer);
  else if (answer.kind === "summaries") showSummaries(answer.summaries);
  else if (answer.kind === "verified" || answer.kind === "unverified") {
    byId("stop").hidden = true;
    showVerification(answer.kind === "verified" ? answer.verification : answer.reason);
  } else if (answer.kind === "dot" || answer.kind === "prov") {
    waiterFor(answer.kind)?.resolve(answer.text);
  } else if (answer.of === "dot" || answer.of === "prov") {
    waiterFor(answer.of)?.reject(new Error(answer.reason));
  } else {
    stop();
    complain(`It cannot be shown. ${cutText(answer.reason)}`);
  }
}

function waiterFor(kind: "dot" | "prov") {
  const at = waiting.findIndex((each) => each.kind === kind);
  return at < 0 ? undefined : waiting.splice(at, 1)[0];
}

function showRun(run: Run, { found, folders, folder }: Answer & { kind: "run" }): void {
  byId("welcome").hidden = true;
  byId("run").hidden = false;
  document.title = `${cutText(run.name, 60)} – stemma viewer`;
  showSummary(run, found);
  if (folders.length > 1) byId("summary").prepend(chooser(folders, folder));
  showMetrics(run);
  showParams(run);
  showFiles(run);
  say(`The run ${cutText(run.name, 100)} is shown.`);
  const prov = () => textOf({ kind: "prov" });
  showGraph({ dotOf: (detail) => textOf({ kind: "dot", detail }), prov, say, save });
}

function chooser(folders: readonly string[], chosen: string): HTMLElement {
  const select = element(
    "select",
    {},
    ...folders.map((folder) => element("option", { value: folder }, cutText(folder, 200))),
  );
  select.value = chosen;
  select.addEventListener("change", () => ask({ kind: "choose", folder: select.value }));
  return element("label", { class: "chooser" }, `One of ${folders.length} runs: `, select);
}

function save(content: string, name: string, type: string): void {
  const href = URL.createObjectURL(new Blob([content], { type }));
  element("a", { href, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(href), 60_000);
}

async function openOr(give: () => GivenFile[] | Promise<GivenFile[]>): Promise<void> {
  try {
    open(await give());
  } catch (error) {
    complain(`It cannot be read. ${error instanceof Error ? error.message : error}`);
  }
}

for (const type of ["dragenter", "dragover"]) {
  addEventListener(type, (event) => {
    event.preventDefault();
    document.body.classList.add("over");
  });
}
for (const type of ["dragleave", "drop"]) {
  addEventListener(type, () => document.body.classList.remove("over"));
}
addEventListener("drop", (event) => {
  event.preventDefault();
  const { dataTransfer: data } = event;
  if (data !== null) openOr(() => filesOfDrop(data));
});
for (const id of ["pick-folder", "pick-zip"]) {
  const input = byId<HTMLInputElement>(id);
  input.addEventListener("change", () => {
    openOr(() => filesOfInput(input)).finally(() => input.value = "");
  });
}
byId("stop").addEventListener("click", () => {
  stop();
  say("The reading was stopped.");
});
