import { nameOf } from "../base/options.ts";
import type { QualifiedName } from "./document.ts";
import { ATTRIBUTE_TERMS, holdsNames } from "./jsonld_terms.ts";
import type { ReadScope } from "./read_scope.ts";
import type { Reading } from "./reading.ts";
import { PROV, PROV_KINDS, type ProvKind } from "./vocabulary.ts";

/** What a key of a statement stands for. */
export type KeyMeaning =
  | { readonly argument: string }
  | {
    readonly argument?: undefined;
    readonly attribute: QualifiedName;
    /** Whether a bare text under it is a name. */
    readonly isName: boolean;
  };

/** The names and keys that a part of a document can use. */
export interface JsonLdScope {
  /** Its names. */
  readonly names: ReadScope;
  /** The meaning of a key in a statement of a kind; `undefined` for a keyword of JSON-LD. */
  meaning(kind: ProvKind, key: string): KeyMeaning | undefined;
}

/** Adds the keys of statements to a scope. */
export function jsonLdScope(names: ReadScope, reading: Reading): JsonLdScope {
  const known = new Map<ProvKind, Map<string, KeyMeaning>>();

  function resolve(kind: ProvKind, key: string): KeyMeaning {
    const { formal } = PROV_KINDS[kind];
    if (formal.includes(key)) return { argument: key };
    const attribute = ATTRIBUTE_TERMS.get(key) ?? keyName(key);
    if (!attribute.iri.startsWith(PROV)) return { attribute, isName: false };
    const local = attribute.iri.slice(PROV.length);
    if (formal.includes(local)) return { argument: local };
    return { attribute, isName: holdsNames(local) };
  }

  function keyName(key: string): QualifiedName {
    if (key.startsWith("_:")) {
      reading.refuse(
        `an attribute needs a name with a prefix, got ${nameOf(key)}`,
        "PROV_NAME",
      );
    }
    const prefix = key.slice(0, Math.max(0, key.indexOf(":")));
    const whole = names.namespace(prefix) === undefined ? names.within(key) : undefined;
    return whole ?? names.name(key);
  }

  return {
    names,
    meaning(kind, key) {
      let keys = known.get(kind);
      if (keys === undefined) known.set(kind, keys = new Map());
      let meaning = keys.get(key);
      if (meaning !== undefined || key.startsWith("@")) return meaning;
      if (keys.size >= MANY) keys.clear();
      keys.set(key, meaning = resolve(kind, key));
      return meaning;
    },
  };
}

/** So many keys of a kind are remembered: no document that means something has more. */
const MANY = 10_000;
