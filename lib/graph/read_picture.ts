import type { ProvDocument, ProvRecord, QualifiedName } from "../prov/document.ts";
import { PROV_KINDS, type ProvKind } from "../prov/vocabulary.ts";
import { groupBy } from "../base/group_by.ts";
import type { Picture, PictureEdge, PictureNode, Shape } from "./picture.ts";
import {
  ARGUMENT_SHAPES,
  isElement,
  nameText,
  roleOf,
  termOf,
  typesOf,
  valueText,
} from "./terms.ts";

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
    if (here === undefined && !node.declared && node.group === group) {
      known[group].set(name.iri, node);
      extra.push(node);
    }
    if (!node.declared && RANK[shape] > RANK[node.shape]) node.shape = shape;
    return node;
  };
  const declared = known.flatMap((nodes) => [...nodes.values()]);
  const bundleOf = new Map(scopes.map((scope, group) => [scope.iri, group]));
  const loose: Loose[] = [];
  for (const [group, scope] of scopes.entries()) {
    for (const record of scope.records) {
      if (isElement(record.kind) || !shown(record.kind)) continue;
      const ends = endNodes(record, group, find, bundleOf);
      if (ends.length > 1) loose.push({ record, ends });
      else if (ends.length === 1) ends[0].node.records.push(record);
    }
  }
  const nodes = [...declared, ...extra]
    .filter((node) => node.shape === "thing" || shown(node.shape))
    .sort((a, b) => compare(a.key, b.key));
  for (const node of nodes) node.types = typesOf(node.records);
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
    const bundle = bundles.get(id.iri);
    if (bundle) bundle.records = bundle.records.concat(records);
    else bundles.set(id.iri, { label: nameText(id), records: [...records] });
  }
  return [
    { iri: "", label: "", records: doc.records },
    ...[...bundles].sort(([a], [b]) => compare(inOrder(a), inOrder(b)))
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
    name: nameText(name),
    local: name.local || name.iri,
    shape,
    declared,
    group,
    records: record ? [record] : [],
    types: [],
    members: [],
    chain: false,
  };
}

/** A text by which names stand in the order of the numbers in them: `v2` before `v10`. */
function inOrder(iri: string): string {
  return `${iri.replace(/\d+/g, (digits) => digits.padStart(20, "0"))} ${iri}`;
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

function compareEdges(a: PictureEdge, b: PictureEdge): number {
  return compare(a.term, b.term) || a.from - b.from || a.to - b.to ||
    a.via.length - b.via.length ||
    a.via.reduce((sum, end, i) => sum || end.node - b.via[i].node, 0) ||
    compare(statement(a.record), statement(b.record));
}

function statement({ id, formal, attributes }: ProvRecord): string {
  const parts = [
    ...Object.entries(formal).map(([name, value]) =>
      `${name}=${typeof value === "string" ? value : value.iri}`
    ),
    ...attributes.map(({ name, value }) => `${name.iri}=${valueText(value)}`),
  ];
  return `${id?.iri ?? ""} ${parts.sort().join(" ")}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
