import type { QualifiedName } from "./document.ts";
import { isWithin } from "./names.ts";
import { PROV } from "./vocabulary.ts";

/** The name of an attribute. */
export interface WrittenAttribute {
  /** As it is written. */
  readonly text: string;
  /** What follows PROV's own namespace, if it is a name of that. */
  readonly prov: string | undefined;
}

/** Writes the names of one scope, its top level or a bundle. */
export interface NameSpeller {
  name(name: QualifiedName): string;
  /** The same for names of which there are few: attributes and datatypes. */
  common(name: QualifiedName): WrittenAttribute;
}

/** How one format writes names. */
export interface NameForm {
  /** The namespace of a prefix that the scope can use. */
  namespaceOf(prefix: string): string | undefined;
  /** A name as it is written with its prefix; nothing where the format cannot. */
  write(prefix: string, local: string): string | undefined;
  /** What to write in place of a name that cannot be written with the prefix that it has. */
  otherwise(name: QualifiedName): string;
}

/** So many common names are kept. */
const FEW = 1000;

/** Makes the writer of a scope's names. Nothing is kept but a few common ones, so that memory stays
 * flat. */
export function nameSpeller({ namespaceOf, write, otherwise }: NameForm): NameSpeller {
  const attributes = new Map<QualifiedName, WrittenAttribute>();
  let prefix: string | undefined;
  let namespace: string | undefined;

  function spell(name: QualifiedName): string {
    if (name.prefix !== prefix) {
      prefix = name.prefix;
      namespace = namespaceOf(prefix);
    }
    return isWithin(name, namespace) && write(prefix, name.local) || otherwise(name);
  }

  return {
    name: spell,
    common(name) {
      let attribute = attributes.get(name);
      if (attribute === undefined) {
        const prov = name.iri.startsWith(PROV) ? name.iri.slice(PROV.length) : undefined;
        attribute = { text: spell(name), prov };
        if (attributes.size === FEW) attributes.clear();
        attributes.set(name, attribute);
      }
      return attribute;
    },
  };
}
