// The worker that reads: the page stays awake, and the run crosses to it in one buffer.
import {
  digest,
  type EnvironmentEvent,
  events,
  provToDot,
  provToJson,
  type Run,
  runFromSource,
  type Source,
  type SourceEvent,
  summarize,
  toProv,
  toTransfer,
} from "stemma";
import { verifyRun } from "stemma/seal";
import type { Answer, Findings, Question } from "./messages.ts";
import { findRuns, openSource } from "./sources.ts";

/** Of more bytes the digests are not checked: a small zip can unpack to many. */
const MOST_VERIFIED = 2 ** 31;
/** So many events cross at a time: some 20 ms of the page's time. */
const PART = 65_536;

const scope = globalThis as unknown as {
  onmessage: (event: { data: Question }) => void;
  postMessage(answer: Answer, transfer?: ArrayBuffer[]): void;
};

let source: Source;
let runs: ReadonlyMap<string, number>;
let run: Run;

scope.onmessage = async ({ data }) => {
  try {
    await answer(data);
  } catch (error) {
    scope.postMessage({ kind: "failed", of: data.kind, reason: reasonOf(error) });
  }
};

async function answer(question: Question): Promise<void> {
  if (question.kind === "open") {
    source = await openSource(question.files);
    runs = await findRuns(source);
    if (runs.size === 0) throw new Error(`There is no run in it: ${await lack(source)}`);
    await show([...runs.keys()][0]);
  } else if (question.kind === "choose") await show(question.folder);
  else if (question.kind === "dot") {
    const text = provToDot(toProv(run), { detail: question.detail });
    scope.postMessage({ kind: "dot", text });
  } else scope.postMessage({ kind: "prov", text: provToJson(toProv(run), { indent: 2 }) });
}

async function show(folder: string): Promise<void> {
  const cuts: string[] = [];
  const within = folder === "" ? {} : { folder: folder.slice(0, -1) };
  run = await runFromSource(source, {
    ...within,
    mode: "lenient",
    onRepair: ({ message }) => cuts.push(message),
  });
  for (let since = 0; since < run.length; since += PART) {
    const until = Math.min(since + PART, run.length);
    const { message, transfer } = toTransfer(run, { since, until });
    scope.postMessage({ kind: "part", part: message }, transfer);
  }
  const found = { ...settingsOf(run), digest: digest(run), cuts };
  const folders = [...runs.keys()];
  scope.postMessage({ kind: "run", folders, folder, found });
  scope.postMessage({ kind: "summaries", summaries: summarize(run) });
  const size = runs.get(folder)!;
  if (size > MOST_VERIFIED) {
    const reason = `its files have ${size} bytes, more than this page reads`;
    return scope.postMessage({ kind: "unverified", reason });
  }
  try {
    const verification = await verifyRun(source, within);
    scope.postMessage({ kind: "verified", verification });
  } catch (error) {
    scope.postMessage({ kind: "unverified", reason: reasonOf(error) });
  }
}

function settingsOf(run: Run): Partial<Findings> {
  let found: Partial<Findings> = {};
  for (const event of events(run)) {
    if (event.type === "source") {
      found = { ...found, source: (event as SourceEvent).info as Findings["source"] };
    } else if (event.type === "environment") {
      const { info } = event as EnvironmentEvent;
      found = { ...found, environment: info as Findings["environment"] };
    } else if (event.type === "command") found = { ...found, command: event.arguments };
  }
  return found;
}

async function lack(source: Source): Promise<string> {
  for await (const { path } of source.list!("")) {
    if (/(^|\/)manifest\.json$/.test(path)) return "the file run.log was taken out of its folder";
  }
  return "a run's folder has a file run.log, and this has none";
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
