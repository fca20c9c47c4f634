import type { QualifiedName } from "./document.ts";
import { qualifiedName } from "./names.ts";
import { PROV, PROV_KINDS, type ProvKind } from "./vocabulary.ts";

/** The context of the submission, which names the terms; no reader fetches it. */
export const JSONLD_CONTEXT = "https://openprovenance.org/prov-jsonld/context.jsonld";

/** What PROV-JSONLD calls the kinds of statement; it has no term for `mentionOf`.
 *
 * @see PROV-JSONLD, section 4
 */
export const KIND_TERMS: Readonly<Record<Exclude<ProvKind, "mentionOf">, string>> = Object.freeze({
  entity: "Entity",
  activity: "Activity",
  agent: "Agent",
  wasGeneratedBy: "Generation",
  used: "Usage",
  wasInformedBy: "Communication",
  wasStartedBy: "Start",
  wasEndedBy: "End",
  wasInvalidatedBy: "Invalidation",
  wasDerivedFrom: "Derivation",
  wasAttributedTo: "Attribution",
  wasAssociatedWith: "Association",
  actedOnBehalfOf: "Delegation",
  wasInfluencedBy: "Influence",
  specializationOf: "Specialization",
  alternateOf: "Alternate",
  hadMember: "Membership",
});

/** The kinds of statement by their terms. */
export const TERM_KINDS: ReadonlyMap<string, ProvKind> = /* @__PURE__ */ new Map(
  /* @__PURE__ */ Object.entries(KIND_TERMS).map(([kind, term]) => [term, kind as ProvKind]),
);

/** The attributes of PROV that are terms of their own. */
export const ATTRIBUTE_TERMS: ReadonlyMap<string, QualifiedName> = /* @__PURE__ */ new Map(
  /* @__PURE__ */ ["type", "label", "role", "location", "value"]
    .map((term) => [term, qualifiedName("prov", PROV, term)]),
);

const WITH_ROLE: readonly ProvKind[] = [
  "wasGeneratedBy",
  "used",
  "wasStartedBy",
  "wasEndedBy",
  "wasInvalidatedBy",
  "wasAssociatedWith",
];
const WITH_LOCATION: readonly ProvKind[] = [
  "entity",
  "activity",
  "agent",
  "wasGeneratedBy",
  "used",
  "wasStartedBy",
  "wasEndedBy",
  "wasInvalidatedBy",
];

/** Tells whether the schema has the term of an attribute for a kind; elsewhere the attribute is
 * written with its prefix, as `prov:value`. */
export function hasTerm(kind: ProvKind, term: string): boolean {
  switch (term) {
    case "type":
    case "label":
      return true;
    case "role":
      return WITH_ROLE.includes(kind);
    case "location":
      return WITH_LOCATION.includes(kind);
    case "value":
      return kind === "entity";
  }
  return false;
}

/** Tells whether a bare text under a key is a name: where the context says `"@type": "@id"`. */
export function holdsNames(term: string): boolean {
  return term === "type" || term === "role" || term === "location";
}

/** What the context defines itself: a prefix of that name would not mean what a document says. */
let terms: ReadonlySet<string> | undefined;

function contextTerms(): ReadonlySet<string> {
  return new Set([
    "Bundle",
    ...TERM_KINDS.keys(),
    ...ATTRIBUTE_TERMS.keys(),
    ...Object.values(PROV_KINDS).flatMap(({ formal }) => formal),
  ]);
}

const CONTEXT_PREFIXES: Readonly<Record<string, string>> = Object.freeze({
  __proto__: null as never,
  provext: "https://openprovenance.org/ns/provext#",
  rdf: "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
  rdfs: "http://www.w3.org/2000/01/rdf-schema#",
});

/** Tells whether JSON-LD takes a declaration for a prefix and leaves it its meaning: the context
 * must not define the word otherwise, and the namespace must end in a delimiter.
 *
 * @see JSON-LD 1.1 Processing Algorithms and API, section 4.2.2, step 14.2.5
 */
export function isContextPrefix(prefix: string, namespace: string): boolean {
  terms ??= contextTerms();
  return endsInDelimiter(namespace) && !terms.has(prefix) &&
    (CONTEXT_PREFIXES[prefix] ?? namespace) === namespace;
}

/** Tells whether a namespace ends in one of the general delimiters of an IRI. */
export function endsInDelimiter(namespace: string): boolean {
  return /[:/?#[\]@]$/.test(namespace);
}
