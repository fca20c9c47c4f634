import type { ProvDocument, ProvRecord, QualifiedName } from "../prov/document.ts";
import { PROV_KINDS, type ProvKind } from "../prov/vocabulary.ts";
import { groupBy } from "../base/group_by.ts";
import { compareEdges, compareRecords, compareTexts, inOrder } from "./order.ts";
import type { Picture, PictureEdge, PictureNode, Shape } from "./picture.ts";
import { ARGUMENT_SHAPES, isElement, nameText, roleOf, termOf, typesOf } from "./terms.ts";

type Draft = {
  -readonly [K in keyof PictureNode]: K extends "records" ? ProvRecord[]
    : PictureNode[K];
};
type Loose = {
  record: ProvRecord;
  ends: { role: string; node: Draft }[];
};
const RANK: Readonly<Record<Shape, number>> = {
  thing: 0,
  entity: 1,
  agent: 2,
  activity: 3,
};

/** Reads a document as nodes and edges, each statement one; the order of statements is forgotten.
 *
 * A name is looked up where it stands, then in the document, then in the bundles if just one
 * declares it; what nobody declares becomes a node of the shape that its place implies. Kinds for
 * which `shown` is false are left out, elements together with their relations.
 */
export function readPicture(
  doc: ProvDocument,
  shown: (kind: ProvKind) => boolean,
): Picture {
  const scopes = scopesOf(doc);
  const known = scopes.map((scope, group) => declare(scope.records, group));
  const homes = new Map<string, Draft | null>();
  for (const nodes of known.slice(1)) {
    for (const [iri, node] of nodes) {
      homes.set(iri, homes.has(iri) ? null : node);
    }
  }
  const extra: Draft[] = [];
  const find = (name: QualifiedName, shape: Shape, group: number): Draft => {
    const here = known[group].get(name.iri);
    const node = here ?? known[0].get(name.iri) ?? homes.get(name.iri) ??
      draft(name, shape, group, false);
    if (node.declared) return node;
    if (here === undefined && node.group === group) {
      known[group].set(name.iri, node);
      extra.push(node);
    }
    if (RANK[shape] > RANK[node.shape]) node.shape = shape;
    callBy(node, name);
    return node;
  };
  const declared = known.flatMap((nodes) => [...nodes.values()]);
  const bundleOf = new Map(scopes.map((scope, group) => [scope.iri, group]));
  const loose: Loose[] = [];
  const read = (record: ProvRecord, group: number): void => {
    const ends = endNodes(record, group, find, bundleOf);
    if (ends.length > 1) loose.push({ record, ends });
    else if (ends.length === 1) ends[0].node.records.push(record);
  };
  // Mentions look into other bundles: they are read when it is known what is in those.
  const mentions: { record: ProvRecord; group: number }[] = [];
  for (const [group, scope] of scopes.entries()) {
    for (const record of scope.records) {
      if (isElement(record.kind) || !shown(record.kind)) continue;
      if (record.kind === "mentionOf") mentions.push({ record, group });
      else read(record, group);
    }
  }
  mentions.sort((a, b) => a.group - b.group || compareRecords(a.record, b.record));
  for (const { record, group } of mentions) read(record, group);
  const nodes = [...declared, ...extra]
    .filter((node) => node.shape === "thing" || shown(node.shape))
    .sort((a, b) => compareTexts(a.key, b.key));
  for (const node of nodes) {
    if (node.records.length > 1) node.records.sort(compareRecords);
    node.types = typesOf(node.records);
  }
  tellApart(nodes);
  return {
    nodes,
    edges: settle(nodes, loose),
    groups: scopes.map(({ iri, label }) => ({ iri, label })),
    notes: [],
  };
}

function scopesOf(
  doc: ProvDocument,
): { iri: string; label: string; records: readonly ProvRecord[] }[] {
  const bundles = new Map<string, { label: string; records: ProvRecord[] }>();
  for (const { id, records } of doc.bundles) {
    const label = nameText(id);
    let bundle = bundles.get(id.iri);
    if (bundle === undefined) bundles.set(id.iri, bundle = { label, records: [] });
    else if (label < bundle.label) bundle.label = label;
    for (const record of records) bundle.records.push(record);
  }
  return [
    { iri: "", label: "", records: doc.records },
    ...[...bundles].sort(([a], [b]) => compareTexts(inOrder(a), inOrder(b)))
      .map(([iri, bundle]) => ({ iri, ...bundle })),
  ];
}

function declare(
  records: readonly ProvRecord[],
  group: number,
): Map<string, Draft> {
  const nodes = new Map<string, Draft>();
  for (const record of records) {
    const { id, kind } = record;
    if (id === undefined || !isElement(kind)) continue;
    const node = nodes.get(id.iri);
    if (node === undefined) {
      nodes.set(id.iri, draft(id, kind, group, true, record));
    } else {
      node.records.push(record);
      if (RANK[kind] > RANK[node.shape]) node.shape = kind;
      callBy(node, id);
    }
  }
  return nodes;
}

function draft(
  name: QualifiedName,
  shape: Shape,
  group: number,
  declared: boolean,
  record?: ProvRecord,
): Draft {
  return {
    key: `${String(group).padStart(9, "0")} ${inOrder(name.iri)}`,
    iri: name.iri,
    ...calledBy(name),
    shape,
    declared,
    group,
    records: record ? [record] : [],
    types: [],
    members: [],
    chain: false,
  };
}

function calledBy(name: QualifiedName): Pick<Draft, "name" | "local"> {
  return { name: nameText(name), local: name.local || name.iri };
}

/** Of the names that people write for one thing, the first by letters is its name. */
function callBy(node: Draft, name: QualifiedName): void {
  const called = calledBy(name);
  if (called.name < node.name) Object.assign(node, called);
}

/** Gives nodes of one bundle that differ only before the prefix's colon their whole names. */
function tellApart(nodes: readonly Draft[]): void {
  const alike = groupBy(nodes, ({ group, local }) => `${group} ${local}`);
  for (const same of alike.values()) {
    if (same.length > 1) { for (const node of same) node.local = node.name; }
  }
}

function endNodes(
  record: ProvRecord,
  group: number,
  find: (name: QualifiedName, shape: Shape, group: number) => Draft,
  bundleOf: ReadonlyMap<string, number>,
): Loose["ends"] {
  const ends: Loose["ends"] = [];
  const bundle = record.kind === "mentionOf" ? record.formal.bundle : undefined;
  const place = typeof bundle === "object" ? bundleOf.get(bundle.iri) : undefined;
  for (const role of PROV_KINDS[record.kind].formal) {
    const name = record.formal[role];
    const shape = ARGUMENT_SHAPES[role];
    if (typeof name !== "object" || shape === undefined) continue;
    if (role === "bundle" && place !== undefined) continue;
    const at = role === "generalEntity" ? place ?? group : group;
    ends.push({ role, node: find(name, shape, at) });
  }
  return ends;
}

function settle(
  nodes: readonly Draft[],
  loose: readonly Loose[],
): PictureEdge[] {
  const places = new Map<Draft, number>(nodes.map((node, i) => [node, i]));
  const edges: PictureEdge[] = [];
  for (const { record, ends } of loose) {
    const via = ends.flatMap(({ role, node }) => {
      const place = places.get(node);
      return place === undefined ? [] : [{ role, node: place }];
    });
    if (via.length < ends.length) continue;
    edges.push({
      kind: record.kind,
      term: termOf(record),
      from: via[0].node,
      to: via[1].node,
      via: via.slice(2),
      role: roleOf(record),
      record,
      count: 1,
    });
  }
  return edges.sort(compareEdges);
}
