import type { _Contexts, _Place } from "./yprov4ml_contexts.ts";
import { type _Graph, type _Item, _text } from "./yprov4ml_document.ts";
import { type _Files, _locate } from "./yprov4ml_files.ts";
import { type _Note, _quote, type Yprov4mlRepair } from "./yprov4ml_repair.ts";
import type { _RunFacts } from "./yprov4ml_run_facts.ts";
import { _readTime } from "./yprov4ml_time.ts";
import { _nameFrom } from "./yprov4ml_value.ts";

/** A document, the folder that it lies in, and what is known of both. */
export interface _Source {
  /** The document's path. */
  readonly file: string;
  /** The run folder, with its `/`. */
  readonly folder: string;
  readonly files: _Files;
  readonly graph: _Graph;
  readonly run: _RunFacts;
  readonly contexts: _Contexts;
  readonly repairs: Yprov4mlRepair[];
  /** Reports what is odd in the document. */
  readonly note: _Note;
  /** The files that something in the run stands for. */
  readonly claimed: Set<string>;
  /** The metric files that could not be read. */
  readonly refused: Set<string>;
  /** The minutes east of Greenwich of times that name no zone. */
  readonly offset: number;
}

/** The file that a thing of the document is in, by the path that the document gives.
 *
 * @returns the path as it is written, and where it is among the files
 */
export function _fileOf(source: _Source, item: _Item): { written?: string; found?: string } {
  // E1 may call a saved model by its path and say nothing more of it.
  const named = /[\\/][^\\/]+\.[A-Za-z0-9]{1,12}$/.test(item.name) ? item.name : undefined;
  const written = _text(item, "path", "identifier", "artifact_path", "artifact_uri") ?? named;
  if (written === undefined || written === "" || written === "None") return {};
  if (written.split(/[\\/]/).includes("..")) {
    source.note(item.place, "outside-path", `${_quote(written)} leads out of the folder`);
  }
  const found = _locate(source.files, source.folder, source.run.root, written);
  return { written, ...(found !== undefined && { found }) };
}

/** The place in the run of a thing: what it says itself, else that of the activity it belongs to. */
export function _placeOf(source: _Source, item: _Item): _Place {
  const { graph: { generatedBy, usedBy }, contexts } = source;
  const place = contexts.placeOf(generatedBy.get(item.iri) ?? usedBy.get(item.iri));
  const context = contexts.nameOf(_text(item, "context")) ?? place.context;
  const named = _text(item, "source");
  const from = named === undefined || named === "" || named === "None" ? place.source : named;
  return {
    ...(context !== undefined && { context }),
    ...(from !== undefined && { source: _nameFrom(from) }),
    ...(place.step !== undefined && { step: place.step }),
  };
}

/** The first of some facts that is a time, in milliseconds since the epoch. */
export function _timeOf(source: _Source, item: _Item, ...names: string[]): number | undefined {
  for (const name of names) {
    const text = item.times[name] ?? _text(item, name);
    const time = text === undefined ? undefined : _readTime(text, source.offset);
    if (time === undefined) continue;
    if (time.isLocal) {
      const taken = source.offset === 0 ? "UTC" : `${source.offset} minutes east of UTC`;
      source.note(`${item.place}/${name}`, "local-time", `${_quote(text!)} has no zone: ${taken}`);
    }
    return time.ms;
  }
  return undefined;
}

/** A name without what E3 puts around it: `psutil//cpu//training` is `cpu`. */
export function _plainName(source: _Source, item: _Item, name: string): string {
  const { generatedBy, usedBy } = source.graph;
  const activity = generatedBy.get(item.iri) ?? usedBy.get(item.iri);
  const owner = source.graph.activityNames.get(activity ?? "");
  const [from, context] = [_text(item, "source"), _text(item, "context")];
  let plain = name;
  for (const end of [context, owner, owner?.replace(/^.*?\/\//, "")]) {
    if (end && plain.endsWith(`//${end}`)) plain = plain.slice(0, -end.length - 2);
  }
  for (const start of [from, /^(.*?)\/\//.exec(owner ?? "")?.[1]]) {
    if (start && plain.startsWith(`${start}//`)) plain = plain.slice(start.length + 2);
  }
  return _nameFrom(plain || name);
}
