import type { ModelEvent } from "../run/events.ts";
import { Context } from "../run/choices.ts";
import { fileAttributes } from "./file_attributes.ts";
import { connect, type Mapping, recordsOfType } from "./mapping.ts";
import { describedAttributes } from "./terms.ts";
import { chainVersions } from "./versions.ts";

/** Maps models and their saved versions to entities, and derives them from what was used. */
export function mapModels(mapping: Mapping): void {
  const { p, names } = mapping;
  const wholes = new Map<string, { id: string; context?: string; number: number }>();
  const saved = new Map<string, ModelEvent[]>();
  for (const [, event] of recordsOfType(mapping, "model")) {
    if (event.version === undefined) continue;
    const list = saved.get(event.name);
    if (list === undefined) saved.set(event.name, [event]);
    else list.push(event);
  }
  for (const [number, event] of recordsOfType(mapping, "model")) {
    const { name, version, context } = event;
    if (version !== undefined) continue;
    const id = names.thing("model", name);
    const first = !wholes.has(name);
    if (first) wholes.set(name, { id, context, number });
    const made = first ? sinceVersions(event, saved.get(name) ?? []) : event;
    p.entity(id, attributesOf(mapping, event));
    connect(mapping, id, made);
    if (event.direction === "input") mapping.used.push({ id, context, number });
    else derive(mapping, id, { ...event, timestamp: made.timestamp }, number);
    mapLayers(mapping, id, event);
  }
  const versions = new Map<string, string[]>();
  for (const [number, event] of recordsOfType(mapping, "model")) {
    if (event.version === undefined) continue;
    const list = versions.get(event.name) ?? [];
    versions.set(event.name, list);
    let whole = wholes.get(event.name);
    if (whole === undefined) {
      whole = { id: names.thing("model", event.name), number };
      wholes.set(event.name, whole);
      p.entity(whole.id, { "prov:type": p.name("mls:Model"), "prov:label": event.name });
    }
    const id = `${whole.id}@${event.version}`;
    p.entity(id, {
      ...attributesOf(mapping, event),
      "prov:label": `${event.name} ${event.version}`,
      "schema:version": event.version,
      "stemma:step": event.step,
    });
    connect(mapping, id, event);
    if (list.length === 0) derive(mapping, id, event, number);
    list.push(id);
  }
  for (const [name, list] of versions) chainVersions(mapping, wholes.get(name)!.id, list);
}

function attributesOf({ p }: Mapping, event: ModelEvent) {
  return {
    "prov:type": [
      p.name("mls:Model"),
      ...(event.layers?.length ? [p.name("prov:Collection")] : []),
    ],
    "prov:label": event.name,
    ...describedAttributes(p, event.info ?? {}),
    ...(event.file !== undefined && fileAttributes(p, event.file)),
  };
}

/** A model is there as soon as its first saved version, which is a special form of it: where it was
 * logged later, it was made with that version, and by the run where their contexts differ. */
function sinceVersions(event: ModelEvent, versions: readonly ModelEvent[]): ModelEvent {
  let since = event;
  for (const { timestamp, context } of versions) {
    if (timestamp >= since.timestamp) continue;
    since = { ...since, timestamp, ...(context !== event.context && { context: undefined }) };
  }
  return since;
}

/** A model comes from what was used before it: what its own context used, or, for a model of the
 * run itself, everything that was used outside of testing. What was copied later is no source. */
function derive(mapping: Mapping, id: string, event: ModelEvent, number: number): void {
  for (const source of mapping.used) {
    if (source.number > number || source.time !== undefined && source.time > event.timestamp) {
      continue;
    }
    const near = source.context === undefined || source.context === event.context ||
      (event.context === undefined && source.context !== Context.TESTING);
    if (near) mapping.p.wasDerivedFrom(id, source.id);
  }
}

function mapLayers({ p, names }: Mapping, model: string, event: ModelEvent): void {
  if (event.layers === undefined || event.layers.length === 0) return;
  event.layers.forEach((layer, i) => {
    const name = typeof layer.name === "string" ? layer.name : String(i);
    const id = names.member(model, `layer/${i}/${name}`);
    p.entity(id, {
      "prov:type": p.name("stemma:Layer"),
      "prov:label": name,
      "stemma:position": i,
      ...describedAttributes(p, layer),
    });
    p.hadMember(model, id);
  });
}
