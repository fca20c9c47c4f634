import type { ArtifactEvent } from "../run/events.ts";
import { artifacts } from "../run/view_files.ts";
import { fileAttributes } from "./file_attributes.ts";
import { connect, type Mapping, recordsOfType } from "./mapping.ts";
import { describedAttributes, userAttributes } from "./terms.ts";
import { chainVersions } from "./versions.ts";

/** Maps artifacts and datasets to entities. */
export function mapFiles(mapping: Mapping): void {
  mapArtifacts(mapping);
  mapDatasets(mapping);
}

function mapArtifacts(mapping: Mapping): void {
  const { p, run, names, used } = mapping;
  const aliases = artifacts(run).map((artifact) => artifact.aliases);
  const generals = new Map<string, string>();
  const versions = new Map<string, string[]>();
  let index = 0;
  for (const [number, event] of recordsOfType(mapping, "artifact")) {
    const list = versions.get(event.name) ?? [];
    versions.set(event.name, list);
    const id = `${generalId(event.name)}@${event.version}`;
    p.entity(id, {
      "prov:type": p.name("schema:MediaObject"),
      "prov:label": event.name,
      ...fileAttributes(p, event),
      "schema:version": event.version,
      "stemma:step": event.step,
      "stemma:alias": aliases[index++],
      ...userAttributes(p, event.attributes ?? {}),
    });
    connectFile(mapping, id, event);
    if (event.direction === "input") {
      const { context, timestamp: time } = event;
      used.push({ id, context, number, ...(isCopied(event) && { time }) });
    }
    list.push(id);
  }
  for (const [name, list] of versions) {
    if (list.length < 2) continue;
    const general = generalId(name);
    p.entity(general, { "prov:type": p.name("schema:CreativeWork"), "prov:label": name });
    chainVersions(mapping, general, list);
  }

  function generalId(name: string): string {
    let id = generals.get(name);
    if (id === undefined) generals.set(name, id = names.thing("artifact", name));
    return id;
  }
}

function isCopied(event: ArtifactEvent): boolean {
  return event.path !== undefined && event.uri !== undefined;
}

/** A copy of a file that lies elsewhere was derived from it; what the run touched is the original. */
function connectFile(mapping: Mapping, id: string, event: ArtifactEvent): void {
  const { p, names } = mapping;
  if (!isCopied(event)) return connect(mapping, id, event);
  const original = `${id}@original`;
  p.entity(original, {
    "prov:type": p.name("schema:MediaObject"),
    "prov:label": event.uri,
    "prov:location": event.uri,
    "schema:sha256": event.sha256,
  });
  connect(mapping, original, event);
  const time = Math.floor(event.timestamp);
  p.wasGeneratedBy(id, names.activity(event.context), { time });
  p.wasDerivedFrom(id, original);
  mapping.outputs.push(id);
}

function mapDatasets(mapping: Mapping): void {
  const { p, names, used } = mapping;
  for (const [number, event] of recordsOfType(mapping, "dataset")) {
    const { label, context, direction, info, files = [] } = event;
    const id = names.thing("dataset", label, context);
    p.entity(id, {
      "prov:type": [
        p.name("mls:Dataset"),
        ...(files.length > 0 ? [p.name("prov:Collection")] : []),
      ],
      "prov:label": label,
      ...describedAttributes(p, info, {
        name: "schema:name",
        license: "schema:license",
        uri: "prov:location",
        sha256: "schema:sha256",
      }),
    });
    connect(mapping, id, event);
    if (direction === "input") used.push({ id, context, number });
    for (const file of files) {
      const member = names.member(id, file.name);
      p.entity(member, {
        "prov:type": p.name("schema:MediaObject"),
        "prov:label": file.name,
        ...fileAttributes(p, file),
      });
      p.hadMember(id, member);
    }
  }
}
