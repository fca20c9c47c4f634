import type { Plain } from "../base/plain.ts";
import type { JsonValue } from "../base/value.ts";
import type {
  ArtifactEvent,
  DatasetEvent,
  FileRecord,
  ModelEvent,
  RecordEvent,
} from "../run/events.ts";
import { recordsAt } from "../run/log.ts";
import { _parts, type Run } from "../run/run.ts";
import { addLicense } from "./crate_agents.ts";
import type { CrateGraph, CrateReference } from "./crate_graph.ts";
import { fileId, isAbsoluteIri, isWebAddress, localId } from "./crate_ids.ts";
import { licenseOf } from "./crate_license.ts";
import { addValue, valueText } from "./crate_values.ts";

/** What a run took in and what it made, as far as the graph has come. */
export interface CrateThings {
  readonly graph: CrateGraph;
  /** The paths that the crate holds. */
  readonly held: ReadonlySet<string>;
  readonly objects: CrateReference[];
  readonly results: CrateReference[];
}

/** Adds everything that the run handled: parameters, settings, artifacts, models, datasets, code. */
export function addThings(things: CrateThings, run: Run): void {
  const { log, length } = _parts(run);
  for (const [, event] of recordsAt(log, length)) {
    const added = addThing(things, event);
    const isResult = (event as { direction?: string }).direction === "output";
    for (const reference of added) (isResult ? things.results : things.objects).push(reference);
  }
}

function addThing(things: CrateThings, event: RecordEvent): CrateReference[] {
  const { graph } = things;
  switch (event.type) {
    case "param":
      return [addParam(graph, event)];
    case "optimizer":
      return [
        addValue(graph, localId("optimizer", event.name), { name: "optimizer", value: event.name }),
        ...Object.entries(event.settings).map(([key, value]) =>
          addValue(graph, localId("optimizer", event.name, key), {
            name: `optimizer.${key}`,
            value: valueText(value),
          })
        ),
      ];
    case "artifact":
      return [addArtifact(things, event)];
    case "model":
      return [addModel(things, event)];
    case "dataset":
      return [addDataset(things, event)];
    case "source":
      return (event.copies ?? []).map((copy) => addFile(things, copy, localId("code", copy.name)));
    default:
      return [];
  }
}

function addParam(
  graph: CrateGraph,
  { key, value, context, source }: {
    key: string;
    value: JsonValue;
    context?: string;
    source?: string;
  },
): CrateReference {
  return addValue(graph, localId("param", ...(context === undefined ? [] : [context]), key), {
    name: key,
    value: valueText(value),
    description: [context && `in ${context}`, source && `from ${source}`].filter(Boolean)
      .join(", ") || undefined,
  });
}

function addArtifact(things: CrateThings, event: ArtifactEvent): CrateReference {
  const { name, version } = event;
  return addFile(things, event, localId("artifact", name, version), { version });
}

function addModel(things: CrateThings, event: ModelEvent): CrateReference {
  const { name, version, info, file } = event;
  const local = localId("model", name, ...(version === undefined ? [] : [version]));
  const kind = textOf(info?.kind);
  const description = [kind, textOf(info?.framework)].filter(Boolean).join(", ") || undefined;
  const more = { version, description };
  if (file !== undefined) return addFile(things, { ...file, name }, local, more);
  return things.graph.add(local, local, { "@type": "CreativeWork", name, ...more });
}

/** A dataset has no place in the crate; its files are named with their digests. */
function addDataset(things: CrateThings, event: DatasetEvent): CrateReference {
  const { label, context, info, files = [] } = event;
  const { graph } = things;
  const local = localId("dataset", ...(context === undefined ? [] : [context]), label);
  const terms = textOf(info.license);
  const license = terms === undefined ? undefined : licenseOf(terms);
  return graph.add(local, local, {
    "@type": "Dataset",
    name: textOf(info.name) ?? label,
    ...placeOf(textOf(info.uri)),
    sha256: textOf(info.sha256),
    license: license === undefined ? terms : addLicense(graph, license),
    hasPart: files.map((file) => addFile(things, file, localId("file", file.name))),
  });
}

/** Adds a file: as part of the crate where the crate holds it, else as what lies elsewhere. */
function addFile(
  { graph, held }: CrateThings,
  { name, path, uri, mediaType, size, sha256 }: FileRecord,
  local: string,
  more: { readonly version?: string; readonly description?: string } = {},
): CrateReference {
  const facts = {
    name,
    ...more,
    contentSize: size === undefined ? undefined : String(size),
    sha256,
    encodingFormat: mediaTypeText(mediaType),
    ...placeOf(uri),
  };
  if (path !== undefined && held.has(path)) {
    return graph.add(fileId(path), local, { "@type": "File", ...facts });
  }
  const wanted = uri !== undefined && isAbsoluteIri(uri) ? uri : local;
  return graph.add(wanted, local, { "@type": "CreativeWork", ...facts });
}

/** Where a thing came from; what is no web address is still what it is known by. */
function placeOf(uri: string | undefined): Record<string, string | undefined> {
  return uri === undefined ? {} : { [isWebAddress(uri) ? "url" : "identifier"]: uri };
}

const MEDIA_TYPE = /^\w+\/\w[\w.-]*(?:\+\w[\w.-]*)?(?:;\w+=[^;]+)*$/;

/** A media type in the form that checkers of crates read; what has another form is bytes. */
export function mediaTypeText(mediaType: string): string {
  const parts = mediaType.split(";").map((part) => part.trim());
  const text = parts.join(";");
  if (MEDIA_TYPE.test(text)) return text;
  return MEDIA_TYPE.test(parts[0]) ? parts[0] : "application/octet-stream";
}

function textOf(value: Plain | undefined): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
