import type { ProvAttribute, ProvRecord, ProvValue, QualifiedName } from "./document.ts";
import { qualifiedName, RESERVED_PREFIXES } from "./names.ts";
import { isQualifiedName } from "./values.ts";

/** One table of prefixes for names that were declared in several. */
export interface PrefixTable {
  /** Takes over declarations: the first one of a prefix keeps it, a namespace whose prefix is
   * taken and that has no other gets a number behind it. */
  declare(prefixes: Readonly<Record<string, string>>): void;
  /** A statement whose names have the prefixes of the table; the same one where they fit. */
  fit(record: ProvRecord): ProvRecord;
  /** A name with a prefix of the table. */
  fitName(name: QualifiedName): QualifiedName;
  /** The declarations, frozen. */
  table(): Readonly<Record<string, string>>;
}

/** Starts a table. */
export function prefixTable(): PrefixTable {
  const table: Record<string, string> = Object.create(null);
  const byNamespace = new Map<string, string>();
  const fitted = new Map<QualifiedName, QualifiedName>();

  function fitName(name: QualifiedName): QualifiedName {
    if ((RESERVED_PREFIXES[name.prefix] ?? table[name.prefix]) + name.local === name.iri) {
      return name;
    }
    let own = fitted.get(name);
    if (own === undefined) {
      const namespace = name.iri.slice(0, name.iri.length - name.local.length);
      const prefix = byNamespace.get(namespace);
      own = prefix === undefined ? name : qualifiedName(prefix, namespace, name.local);
      fitted.set(name, own);
    }
    return own;
  }

  function fitValue(value: ProvValue): ProvValue {
    if (isQualifiedName(value)) return fitName(value);
    if (value.type === undefined) return value;
    const type = fitName(value.type);
    return type === value.type ? value : Object.freeze({ ...value, type });
  }

  function fitAttribute(attribute: ProvAttribute): ProvAttribute {
    const name = fitName(attribute.name), value = fitValue(attribute.value);
    if (name === attribute.name && value === attribute.value) return attribute;
    return Object.freeze({ name, value });
  }

  return {
    declare(prefixes) {
      for (const prefix of Object.keys(prefixes).sort()) {
        const namespace = prefixes[prefix];
        if (prefix in RESERVED_PREFIXES || table[prefix] === namespace) continue;
        let free = prefix;
        if (table[prefix] !== undefined) {
          if (byNamespace.has(namespace)) continue;
          const stem = prefix === "" ? "ns" : prefix;
          for (let count = 2; free in table || free in prefixes; count++) free = `${stem}${count}`;
        }
        table[free] = namespace;
        if (!byNamespace.has(namespace)) byNamespace.set(namespace, free);
      }
    },
    fitName,
    fit(record) {
      const id = record.id && fitName(record.id);
      let same = id === record.id;
      const formal: Record<string, QualifiedName | string> = {};
      for (const argument of Object.keys(record.formal)) {
        const value = record.formal[argument];
        formal[argument] = typeof value === "string" ? value : fitName(value);
        same &&= formal[argument] === value;
      }
      const attributes = record.attributes.map(fitAttribute);
      same &&= attributes.every((attribute, i) => attribute === record.attributes[i]);
      if (same) return record;
      Object.freeze(formal);
      Object.freeze(attributes);
      const { kind } = record;
      return Object.freeze(
        id === undefined ? { kind, formal, attributes } : { kind, id, formal, attributes },
      );
    },
    table: () => Object.freeze(Object.assign(Object.create(null), table)),
  };
}
