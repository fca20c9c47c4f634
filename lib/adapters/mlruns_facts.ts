import { canonicalJson } from "../base/canonical_json.ts";
import { safeSegment } from "../base/path.ts";
import { toPlain } from "../base/plain.ts";
import { decodeValue } from "../base/value.ts";
import {
  type Dataset,
  datasets,
  description,
  digest,
  type EndEvent,
  events,
  type LogEvent,
  params,
  type Run,
  type StartEvent,
  tags,
  textAsset,
  type Value,
} from "../../mod.ts";

/** A text by its name, and what it is called in the run where that is more than the name. */
export type _NamedText = readonly [name: string, text: string, called?: string];

/** A dataset as MLflow knows it. */
export interface _DatasetFacts {
  readonly name: string;
  /** At most 36 characters. */
  readonly digest: string;
  readonly sourceType: string;
  readonly source: string;
  readonly profile: string;
  /** What the dataset was used for, such as `training`. */
  readonly use: string;
}

/** What MLflow knows of a run beside its points. */
export interface _MlrunsFacts {
  readonly start: StartEvent;
  /** Absent while the run goes on. */
  readonly end: EndEvent | undefined;
  readonly params: readonly _NamedText[];
  readonly tags: readonly _NamedText[];
  readonly datasets: readonly _DatasetFacts[];
}

/** The most characters of a parameter's text and a tag's that every MLflow takes. */
const MAX_PARAM = 6000;
const MAX_TAG = 5000;
const MAX_SOURCE = 65_535;

/** Gathers what MLflow knows of a run beside its points. Cost: O(events). */
export function _mlrunsFacts(run: Run): _MlrunsFacts {
  let start: StartEvent | undefined;
  let end: EndEvent | undefined;
  const settings: _NamedText[] = [];
  const found = new Map<string, string>([["mlflow.source.type", "LOCAL"]]);
  for (const event of events(run)) {
    if (event.type === "metric") continue;
    if (event.type === "start") start = event;
    if (event.type === "end") end = event;
    if (event.type === "optimizer") {
      settings.push(["optimizer", event.name]);
      for (const [name, value] of Object.entries(event.settings)) {
        settings.push([`optimizer.${name}`, textOf(decodeValue(value))]);
      }
    }
    for (const [name, text] of tagsOf(event)) found.set(name, text);
  }
  const note = description(run);
  if (note !== undefined) found.set("mlflow.note.content", note);
  found.set("stemma.digest", digest(run));
  for (const [name, text] of Object.entries(tags(run))) found.set(name, text);
  return {
    start: start!,
    end,
    params: [
      ...params(run).map(({ key, value, context }): _NamedText => [
        _nameIn(context, key),
        textOf(value),
        _called({ key, context }),
      ]),
      ...settings,
    ].map(([name, text, called]) => [name, _cut(text, MAX_PARAM), called]),
    tags: [...found].map(([name, text]) => [name, _cut(text, MAX_TAG)]),
    datasets: datasets(run).filter(({ direction }) => direction === "input").map(datasetOf),
  };
}

/** A name as MLflow groups them: by what stands before the slash. */
export function _nameIn(context: string | undefined, key: string, source?: string): string {
  const name = source === undefined ? key : `${key}@${source}`;
  return context === undefined ? name : `${context}/${name}`;
}

/** What tells a parameter or a series from all others of the run. */
export function _called(subject: { key: string; context?: string; source?: string }): string {
  return JSON.stringify(subject);
}

/** What MLflow's pages look for, and what leads back to our own record. */
function tagsOf(event: Exclude<LogEvent, { type: "metric" }>): _NamedText[] {
  switch (event.type) {
    case "start":
      return [
        ["mlflow.runName", event.name],
        ["stemma.runId", event.runId],
        ["stemma.namespace", event.namespace],
        ["stemma.version", event.library.version],
        ...given("mlflow.user", event.agent?.name),
        ...given("mlflow.parentRunId", event.parent && _mlrunsRunId(event.parent.runId)),
        ...given("stemma.rank", event.rank?.toString()),
        ...given("stemma.worldSize", event.worldSize?.toString()),
      ];
    case "source":
      return [
        ...given("mlflow.source.git.commit", event.info.commit),
        ...given("mlflow.source.git.branch", event.info.branch),
        ...given("mlflow.source.git.repoURL", event.info.remote),
      ];
    case "command":
      return [["mlflow.source.name", event.arguments.join(" ")]];
    case "end":
      return given("stemma.error", event.error?.message);
    default:
      return [];
  }
}

function given(name: string, value: unknown): _NamedText[] {
  return typeof value === "string" ? [[name, value]] : [];
}

/** The id of a run's folder: the run's own, where MLflow and a file system take it. */
export function _mlrunsRunId(runId: string): string {
  const fits = /^[a-z0-9][\w-]{0,99}$/i.test(runId) && safeSegment(runId) === runId &&
    !/^(tags|datasets|traces|models|artifacts)$/i.test(runId);
  return fits ? runId : _shortDigest(runId);
}

/** A digest of 32 hex digits, as MLflow's own ids have. */
export function _shortDigest(text: string): string {
  return textAsset("text", text).sha256.slice(0, 32);
}

function datasetOf({ label, context, info, files }: Dataset): _DatasetFacts {
  const { name, uri, sha256 } = info;
  const profile = canonicalJson(toPlain(info, label));
  const whole = typeof sha256 === "string" ? sha256 : _shortDigest(profile + canonicalJson(files));
  const isWeb = typeof uri === "string" && /^https?:/i.test(uri);
  const isBucket = typeof uri === "string" && /^s3:/i.test(uri);
  return {
    name: _cut(typeof name === "string" && name !== "" ? name : label, 500),
    digest: whole.slice(0, 32),
    sourceType: isWeb ? "http" : isBucket ? "s3" : "local",
    source: sourceOf({ [isWeb ? "url" : "uri"]: uri ?? label, sha256 }, files),
    profile,
    use: _cut(context ?? label, 500),
  };
}

/** Where a dataset came from, with its files where that is not too long for MLflow. */
function sourceOf(place: object, files: Dataset["files"]): string {
  const text = canonicalJson({ ...place, ...(files.length > 0 && { files }) });
  return text.length <= MAX_SOURCE ? text : canonicalJson(place);
}

function textOf(value: Value): string {
  if (value instanceof Date) return value.toISOString();
  return Object.is(value, -0) ? "-0" : String(value);
}

/** Cuts a text to so many characters, as Python counts them. */
export function _cut(text: string, max: number): string {
  if (text.length <= max) return text;
  const letters = Array.from(text);
  return letters.length <= max ? text : `${letters.slice(0, max - 1).join("")}…`;
}
