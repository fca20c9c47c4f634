/** A reference of one entity to another. */
export interface Reference {
  "@id": string;
}

/** An entity as it stands in the file; nothing of it is taken for granted. */
export type Entity = Reference & { [property: string]: Value | Value[] | undefined };

type Value = string | Reference;

/** A folder that claims to be a crate. */
export interface Crate {
  /** The files by their paths in the folder. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly context: unknown;
  readonly graph: readonly Entity[];
  readonly byId: ReadonlyMap<string, Entity>;
  readonly descriptor: Entity | undefined;
  readonly root: Entity | undefined;
  readonly action: Entity | undefined;
}

/** Reads the metadata of a folder's files. */
export function readCrate(files: ReadonlyMap<string, Uint8Array>): Crate {
  const text = new TextDecoder().decode(files.get("ro-crate-metadata.json"));
  const document = JSON.parse(text) as { "@context": unknown; "@graph": Entity[] };
  const graph = document["@graph"];
  const byId = new Map(graph.map((entity) => [entity["@id"], entity]));
  return {
    files,
    context: document["@context"],
    graph,
    byId,
    descriptor: byId.get("ro-crate-metadata.json"),
    root: byId.get("./"),
    action: graph.find((entity) => entity["@type"] === "CreateAction"),
  };
}

/** The values of a property, one or many. */
export function listOf(value: Value | Value[] | undefined): Value[] {
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
}

/** Whether an entity has one of the types. */
export function isTyped(entity: Entity | undefined, types: readonly string[]): boolean {
  return entity !== undefined && types.includes(String(entity["@type"]));
}

/** Whether an entity's property refers to an id; a text of that spelling does not. */
export function refersTo(entity: Entity | undefined, property: string, id: string): boolean {
  return listOf(entity?.[property]).some((value) =>
    typeof value === "object" && value["@id"] === id
  );
}

/** What an entity's property refers to; a text refers to nothing. */
export function targets(
  crate: Crate,
  entity: Entity | undefined,
  property: string,
): (Entity | undefined)[] {
  return listOf(entity?.[property])
    .map((value) => typeof value === "string" ? undefined : crate.byId.get(value["@id"]));
}

/** The ids that `hasPart` leads to from the root. */
export function reachable(crate: Crate): Set<string> {
  const found = new Set<string>();
  const visit = (entity: Entity | undefined) => {
    for (const part of targets(crate, entity, "hasPart")) {
      if (part === undefined || found.has(part["@id"])) continue;
      found.add(part["@id"]);
      visit(part);
    }
  };
  visit(crate.root);
  return found;
}

/** The path that the id of a file stands for. */
export function filePathOf(entity: Entity): string | undefined {
  try {
    return decodeURIComponent(entity["@id"]);
  } catch {
    // An id whose percent signs stand for no text is no path; the rules say so.
    return undefined;
  }
}
