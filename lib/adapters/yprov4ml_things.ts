import type { Value } from "../../mod.ts";
import type { _Place } from "./yprov4ml_contexts.ts";
import { type _Item, _text } from "./yprov4ml_document.ts";
import { _isMetric } from "./yprov4ml_metrics.ts";
import { _fileOf, _placeOf, _plainName, type _Source, _timeOf } from "./yprov4ml_source.ts";
import { _cleanValue, _nameFrom, _textOf, _valueOf } from "./yprov4ml_value.ts";

/** A parameter, or a fact of a thing that has no place of its own in a run. */
export interface _ParamFacts {
  readonly key: string;
  readonly value: Value;
  readonly place: _Place;
  readonly direction: "input" | "output";
  /** Where the document says it. */
  readonly at: string;
}

/** A file, a model or a dataset as the document describes it. */
export interface _ThingFacts {
  readonly kind: "artifact" | "model" | "dataset";
  readonly name: string;
  /** The number of a saved version of a model. */
  readonly version?: number;
  readonly place: _Place;
  readonly direction: "input" | "output";
  readonly time: number | undefined;
  /** The path that the document gives. */
  readonly written?: string;
  /** Where the file was copied from. */
  readonly origin?: string;
  /** Where the file is among the given ones. */
  readonly found?: string;
  readonly attributes: Readonly<Record<string, Value>>;
}

/** What the entities of a document are, the metrics aside. */
export interface _Things {
  readonly params: readonly _ParamFacts[];
  readonly things: readonly _ThingFacts[];
  /** Facts of the code that was run. */
  readonly code: readonly string[];
}

/** Facts that say what a thing is and where, so they need not be repeated as attributes. */
const USED = new Set([
  "type",
  "label",
  "path",
  "identifier",
  "artifact_path",
  "artifact_uri",
  "role",
  "context",
  "source",
  "generatedAtTime",
  "level",
  "fullLabel",
]);

/** Tells the entities of a document apart. */
export function _findThings(source: _Source): _Things {
  const { graph, run } = source;
  const params: _ParamFacts[] = [];
  const things: _ThingFacts[] = [];
  const code: string[] = [];
  const byIri = new Map(graph.entities.map((item) => [item.iri, item]));
  const originals = new Set(graph.original.values());
  for (const item of graph.entities) {
    if (run.about.includes(item) || _isMetric(item)) continue;
    const types = item.facts.get("type")?.map(_textOf) ?? [];
    const is = (type: string) => types.some((each) => each.split(":").at(-1) === type);
    const value = item.facts.get("parameter_value") ?? item.facts.get("value");
    const hasFile = ["path", "identifier", "artifact_path"].some((name) => item.facts.has(name));
    if (value !== undefined && !hasFile) {
      const key = _plainName(source, item, _text(item, "label") ?? item.name);
      addParam(source, params, item, key, _valueOf(value[0]));
    } else if (is("SourceCode") || item.name === "source_code") {
      for (const [name, values] of item.facts) {
        if (name.startsWith("source")) code.push(..._texts(values.map(_textOf)));
      }
    } else if (is("Dataset") || [...item.facts.keys()].some((name) => name.includes("_stat_"))) {
      things.push(thingOf(source, item, undefined, "dataset"));
    } else if (hasFile || is("ModelVersion") || is("Model")) {
      // The copy speaks for both, where the document has one.
      if (originals.has(item.iri) && !graph.original.has(item.iri)) continue;
      const original = byIri.get(graph.original.get(item.iri) ?? "");
      things.push(
        thingOf(source, item, original, isModel(source, item, is) ? "model" : "artifact"),
      );
    } else addOther(source, params, item);
  }
  return { params, things, code };
}

function _texts(texts: readonly string[]): string[] {
  return texts.filter((text) => text !== "" && text !== "None");
}

function isModel(source: _Source, item: _Item, is: (type: string) => boolean): boolean {
  const path = _text(item, "path", "identifier", "artifact_path", "artifact_uri") ?? "";
  if (/\.(?:json|csv|txt|svg|dot)$/i.test(path)) return false;
  if (is("Model") || is("ModelVersion")) return true;
  const maker = source.graph.activityNames.get(source.graph.generatedBy.get(item.iri) ?? "");
  if (/^(?:Models|ModelRegistration|Context\.MODELS)$/.test(maker ?? "")) return true;
  return /(?:^|[\\/])([^\\/]+)[\\/]\1(?:_[0-9]+)?\.(?:pth?|ckpt|safetensors|h5|keras|onnx)$/.test(
    path,
  );
}

function thingOf(
  source: _Source,
  item: _Item,
  original: _Item | undefined,
  kind: _ThingFacts["kind"],
): _ThingFacts {
  const touched = original ?? item;
  const label = _plainName(source, item, _text(item, "label") ?? shortPath(source, item.name));
  const file = _fileOf(source, item);
  const origin = original === undefined ? undefined : _fileOf(source, original).written;
  if (file.found !== undefined) source.claimed.add(file.found);
  else if (file.written !== undefined && source.run.root !== undefined) {
    const inside = file.written.startsWith(source.run.root);
    if (inside) source.note(item.place, "missing-file", "the file is not in the folder");
  }
  const isVersion = item.facts.get("type")?.some((type) => /ModelVersion$/.test(_textOf(type)));
  const step = _text(item, "creation_epoch");
  const place = _placeOf(source, touched);
  const attributes = attributesOf(source, item);
  return {
    kind,
    ...(kind === "model" ? modelName(file.written ?? label, label, isVersion) : { name: label }),
    place: /^[0-9]{1,15}$/.test(step ?? "") ? { ...place, step: Number(step) } : place,
    direction: directionOf(source, touched),
    time: _timeOf(source, touched, "generatedAtTime", "creation_timestamp"),
    ...(file.written !== undefined && { written: file.written }),
    ...(origin !== undefined && { origin }),
    ...(file.found !== undefined && { found: file.found }),
    attributes,
  };
}

/** The name of a model and the number of its version: `net/net_1.pt` is version 1 of `net`. */
function modelName(
  path: string,
  label: string,
  isVersion = false,
): { name: string; version?: number } {
  const [file, folder] = path.split(/[\\/]/).reverse();
  const stem = file.replace(/\.[A-Za-z0-9]{1,12}$/, "");
  const [, name, version] = /^(.+)_([0-9]{1,9})$/.exec(stem) ?? [];
  if (name !== undefined && (isVersion || name === folder)) {
    return { name: _nameFrom(name), version: Number(version) };
  }
  return { name: _nameFrom(folder === stem ? stem : label.replace(/\.[A-Za-z0-9]{1,12}$/, "")) };
}

/** A path of E1 without the folder of the run's artifacts. */
function shortPath({ run: { root } }: _Source, path: string): string {
  if (root === undefined || !path.startsWith(`${root}/`)) return path;
  return path.slice(root.length + 1).replace(/^artifacts(?:_GR[0-9]+)?\//, "");
}

function directionOf({ graph }: _Source, item: _Item): "input" | "output" {
  if (graph.generatedBy.has(item.iri)) return "output";
  if (graph.usedBy.has(item.iri)) return "input";
  return _text(item, "role") === "input" ? "input" : "output";
}

function attributesOf(source: _Source, item: _Item): Record<string, Value> {
  const found: [string, Value][] = [];
  for (const [name, values] of item.facts) {
    if (USED.has(name)) continue;
    values.forEach((each, i) => {
      const value = _cleanValue(_valueOf(each).value);
      const key = i === 0 ? name : `${name}.${i}`;
      if (value === undefined || name === "" || name === "$") {
        source.note(`${item.place}/${name}`, "left-out", "it stays in the document alone");
      } else found.push([_nameFrom(key), value]);
    });
  }
  return Object.fromEntries(found);
}

function addParam(
  source: _Source,
  params: _ParamFacts[],
  item: _Item,
  key: string,
  { value, isTold }: { value: Value; isTold: boolean },
): void {
  const clean = _cleanValue(value);
  if (clean === undefined) {
    source.note(item.place, "left-out", "the text is too long; it stays in the document alone");
    return;
  }
  if (!isTold) {
    source.note(item.place, "text-value", `the text "${value}" is taken as what Python prints so`);
  }
  const direction = directionOf(source, item);
  params.push({
    key: _nameFrom(key),
    value: clean,
    place: _placeOf(source, item),
    direction,
    at: item.place,
  });
}

/** An entity of no kind that is known: each fact becomes a parameter of its own. */
function addOther(source: _Source, params: _ParamFacts[], item: _Item): void {
  source.note(item.place, "unknown-entity", "it is kept as parameters, and in the document");
  for (const [name, values] of item.facts) {
    if (name !== "type" && name !== "level") {
      addParam(source, params, item, `${item.name}.${name}`, _valueOf(values[0]));
    }
  }
}

/** The parameters that E2 and E3 keep as facts of the run and of its contexts. */
export function _paramsOfActivities(source: _Source, system: ReadonlySet<string>): _ParamFacts[] {
  const params: _ParamFacts[] = [];
  const { graph, contexts } = source;
  if (graph.era === "E0" || graph.era === "E1") return params;
  for (const item of graph.activities) {
    for (const [name, values] of item.facts) {
      if (system.has(name)) continue;
      const { value } = _valueOf(values[0]);
      const clean = _cleanValue(value);
      const at = `${item.place}/${name}`;
      if (clean === undefined) source.note(at, "left-out", "it stays in the document alone");
      else {
        const place = contexts.placeOf(item.iri);
        params.push({ key: _nameFrom(name), value: clean, place, direction: "input", at });
      }
    }
  }
  return params;
}
