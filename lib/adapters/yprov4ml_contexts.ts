import { type _Graph, type _Item, _text } from "./yprov4ml_document.ts";
import { type _Note, _quote } from "./yprov4ml_repair.ts";
import { _nameFrom } from "./yprov4ml_value.ts";

/** Where in a run something belongs. */
export interface _Place {
  readonly context?: string;
  readonly source?: string;
  readonly step?: number;
}

/** The contexts of a document. */
export interface _Contexts {
  /** The contexts that have an activity, parents first. */
  readonly list: readonly {
    readonly name: string;
    readonly parent?: string;
    readonly item: _Item;
  }[];
  /** The place of what an activity made or used. */
  placeOf(activity: string | undefined): _Place;
  /** The name of a context as a metric or a file writes it; nothing for the run itself. */
  nameOf(text: string | undefined): string | undefined;
}

/** Contexts below so many others are taken as being below the run. */
const MAX_DEPTH = 64;

/** Finds the contexts of a run: in E2 and E3 its activities, in E0 and E1 a word of an epoch's. */
export function _findContexts(
  { era, activities, above }: _Graph,
  about: readonly _Item[],
  note: _Note,
): _Contexts {
  const roots = new Set(about.map(({ iri }) => iri));
  const rootNames = new Set(about.map(({ name }) => name));
  const places = new Map<string, _Place>();
  const list: { name: string; parent?: string; item: _Item }[] = [];

  const nameOf = (text: string | undefined) => {
    if (text === undefined || ["", "None"].includes(text) || rootNames.has(text)) return undefined;
    return plainName(text);
  };

  if (era === "E0" || era === "E1") {
    for (const item of activities) places.set(item.iri, epochOf(item));
    return { list, nameOf, placeOf: (iri) => places.get(iri ?? "") ?? {} };
  }

  const byIri = new Map(activities.map((item) => [item.iri, item]));
  const byName = new Map(activities.map((item) => [item.name, item]));
  for (const item of activities) {
    if (roots.has(item.iri)) continue;
    const cut = item.name.indexOf("//");
    const owner = cut > 0 ? byName.get(item.name.slice(cut + 2)) : undefined;
    if (item.name === "") places.set(item.iri, {});
    else if (owner === undefined) places.set(item.iri, { context: plainName(item.name) });
    else {
      const context = roots.has(owner.iri) ? {} : { context: plainName(owner.name) };
      places.set(item.iri, { ...context, source: item.name.slice(0, cut) });
    }
  }

  /** The activities from one up to the run; nothing where they lead nowhere or in a circle. */
  const depths = new Map<string, number>();
  const depthOf = (iri: string): number => {
    const way: string[] = [];
    let at: string | undefined = iri;
    while (at !== undefined && !roots.has(at) && !depths.has(at) && way.length <= MAX_DEPTH) {
      if (way.includes(at)) break;
      way.push(at);
      at = above.get(at);
    }
    const isSound = at === undefined || roots.has(at) || depths.has(at);
    let depth = isSound ? depths.get(at ?? "") ?? 0 : MAX_DEPTH;
    for (const each of way.reverse()) depths.set(each, depth = Math.min(depth + 1, MAX_DEPTH + 1));
    return depths.get(iri)!;
  };

  for (const item of activities) {
    const place = places.get(item.iri);
    if (place?.context === undefined || place.source !== undefined) continue;
    const depth = depthOf(item.iri);
    const parent = byIri.get(above.get(item.iri) ?? "");
    const name = place.context;
    const over = parent === undefined ? undefined : places.get(parent.iri)?.context;
    if (depth > MAX_DEPTH) {
      note(item.place, "context-cycle", `${_quote(name)} is in a circle, or too deep`);
    }
    const isBelow = over !== undefined && over !== name && depth <= MAX_DEPTH;
    list.push({ name, ...(isBelow && { parent: over }), item });
  }
  list.sort((a, b) => depths.get(a.item.iri)! - depths.get(b.item.iri)!);
  return { list, nameOf, placeOf: (iri) => places.get(iri ?? "") ?? {} };
}

/** `Context.TRAINING` as `training`; other names as they are. */
function plainName(text: string): string {
  const plain = /^Context\.(.+)$/.exec(text)?.[1].toLowerCase() ?? text;
  return _nameFrom(plain);
}

/** The context and step that an activity of E0 or E1 stands for. */
function epochOf(item: _Item): _Place {
  const type = _text(item, "type") ?? "";
  const kind = /(Training|Validation|Evaluation|Testing)Execution$/.exec(type)?.[1].toLowerCase();
  const [, before, epoch] = /^(\w+_)?epoch_([0-9]{1,15})$/.exec(item.name) ?? [];
  const named = { val_: "validation", test_: "testing" }[before ?? ""];
  const context = kind ?? named ?? (epoch === undefined ? undefined : "training") ??
    (item.name === "test" ? "testing" : undefined);
  return {
    ...(context !== undefined && { context }),
    ...(epoch !== undefined && { step: Number(epoch) }),
  };
}
