import type { ProvKind } from "../prov/vocabulary.ts";
import type { ProvRecord } from "../prov/document.ts";

/** What a node is drawn as; a `thing` is known only from influences. */
export type Shape = "thing" | "entity" | "agent" | "activity";

/** One node: an element, or several that are drawn as one. */
export interface PictureNode {
  /** A unique text; its order is the order of the nodes. */
  readonly key: string;
  readonly iri: string;
  /** The name as people write it, `prefix:local`. */
  readonly name: string;
  /** What follows the prefix; the whole name where others beside it follow theirs with the same. */
  readonly local: string;
  readonly shape: Shape;
  /** Whether a statement declares it; otherwise others merely mention it. */
  readonly declared: boolean;
  /** The bundle it lies in, 1 for the first; 0 for the document itself. */
  readonly group: number;
  /** The statements about it: elements of one identifier, and relations without a second end. */
  readonly records: readonly ProvRecord[];
  /** The IRIs or texts of its types, sorted. */
  readonly types: readonly string[];
  /** The elements that it stands for, in order; none where it stands for itself. */
  readonly members: readonly PictureNode[];
  /** Whether the members are the versions of one thing, the oldest first. */
  readonly chain: boolean;
}

/** One relation, or several alike drawn as one. Nodes are given by their position. */
export interface PictureEdge {
  readonly kind: ProvKind;
  /** The word on it: the kind, or the name of its subtype such as `wasRevisionOf`. */
  readonly term: string;
  readonly from: number;
  readonly to: number;
  /** Further ends, with the name of the argument. */
  readonly via: readonly { readonly role: string; readonly node: number }[];
  /** The text of `prov:role`. */
  readonly role: string;
  /** What it says; of several alike, the first. */
  readonly record: ProvRecord;
  /** How many relations it stands for. */
  readonly count: number;
}

/** A bundle; the first of a picture stands for the document. */
export interface PictureGroup {
  /** The identifier; empty for the document and for several bundles drawn as one. */
  readonly iri: string;
  readonly label: string;
}

/** What is drawn, before it is written down. */
export interface Picture {
  readonly nodes: readonly PictureNode[];
  readonly edges: readonly PictureEdge[];
  readonly groups: readonly PictureGroup[];
  /** What the legend has to say about things that are not drawn as they are written. */
  readonly notes: readonly string[];
}

/** The elements that a node stands for. */
export function elementsOf(node: PictureNode): readonly PictureNode[] {
  return node.members.length === 0 ? [node] : node.members;
}

/** How many elements a node stands for. */
export function weight(node: PictureNode): number {
  return elementsOf(node).length;
}

/** Every node that an edge touches. */
export function endsOf(edge: PictureEdge): number[] {
  return [edge.from, edge.to, ...edge.via.map((end) => end.node)];
}
