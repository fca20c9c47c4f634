import { nameOf } from "../base/options.ts";
import type { QualifiedName } from "./document.ts";
import { qualifiedName, RESERVED_PREFIXES } from "./names.ts";
import type { ProvNReading } from "./provn_reading.ts";
import { ownNamespace } from "./read_scope.ts";

/** The names that a part of a PROV-N document can use. */
export interface ProvNScope {
  /** The scope's own declarations, and what lenient reading had to make up. */
  readonly prefixes: Record<string, string>;
  /** The namespace that the scope or the one around it declares for a prefix. */
  namespace(prefix: string): string | undefined;
  /** The name that is written between two places; the same writing gives the same object.
   *
   * @throws {Refusal} where its prefix is not declared
   */
  name(start: number, end: number): QualifiedName;
  /** The same where a value is due: lenient reading takes an undeclared prefix for a namespace of
   * its own. */
  valueName(start: number, end: number): QualifiedName;
  /** The name that a string says whose datatype makes it one: nothing in it is escaped. */
  textName(name: string, at: number): QualifiedName;
}

/** Starts a scope without declarations.
 *
 * @param outer the scope around a bundle
 */
export function provNScope(
  text: string,
  reading: ProvNReading,
  outer?: ProvNScope,
): ProvNScope {
  const prefixes: Record<string, string> = Object.create(null);
  const known = new Map<string, QualifiedName>();
  let likely = "";
  /** What was looked up last, by length and last letter: most names come again soon. */
  const recent: (readonly [raw: string, name: QualifiedName] | undefined)[] = [];
  /** Names with a prefix that nobody declared, and these prefixes: only values can use them. */
  const madeUp = new Map<string, QualifiedName>();
  const madeUpPrefixes = new Set<string>();

  function namespace(prefix: string): string | undefined {
    return (madeUpPrefixes.has(prefix) ? undefined : prefixes[prefix]) ??
      outer?.namespace(prefix) ?? RESERVED_PREFIXES[prefix];
  }

  function resolve(prefix: string, local: string, at: number): QualifiedName | undefined {
    let found = namespace(prefix);
    if (found === undefined && prefix === "xsi") {
      reading.repair(at, "undeclared-prefix", 'the prefix "xsi" is not declared', "PROV_NAME");
      found = prefixes.xsi = XSI;
    }
    return found === undefined ? undefined : qualifiedName(prefix, found, local);
  }

  /** The name that is written between two places, where its prefix is declared. */
  function find(start: number, end: number): QualifiedName | undefined {
    const slot = ((end - start) * 31 + text.charCodeAt(end - 1)) & 255;
    const last = recent[slot];
    if (last !== undefined && last[0].length === end - start && text.startsWith(last[0], start)) {
      return last[1];
    }
    const raw = text.slice(start, end);
    let name = known.get(raw);
    if (name === undefined) {
      const { prefix, local } = split(raw, likely);
      name = resolve(prefix, local, start);
      if (name === undefined) return undefined;
      known.set(raw, name);
      likely = prefix;
    }
    recent[slot] = [raw, name];
    return name;
  }

  function make(prefix: string, local: string, at: number): QualifiedName {
    const text = `${prefix}:${local}`;
    let name = madeUp.get(text);
    if (name === undefined) {
      reading.repair(at, "undeclared-prefix", undeclared(prefix, local), "PROV_NAME");
      madeUpPrefixes.add(prefix);
      prefixes[prefix] = ownNamespace(prefix);
      madeUp.set(text, name = qualifiedName(prefix, prefixes[prefix], local));
    }
    return name;
  }

  return {
    prefixes,
    namespace,
    name(start, end) {
      const name = find(start, end);
      if (name !== undefined) return name;
      const { prefix, local } = split(text.slice(start, end));
      return reading.refuse(start, undeclared(prefix, local), "PROV_NAME");
    },
    valueName(start, end) {
      const name = find(start, end);
      if (name !== undefined) return name;
      const { prefix, local } = split(text.slice(start, end));
      return make(prefix, local, start);
    },
    textName(name, at) {
      const colon = name.indexOf(":");
      const prefix = name.slice(0, Math.max(0, colon));
      const local = name.slice(colon + 1);
      return resolve(prefix, local, at) ?? make(prefix, local, at);
    },
  };
}

function undeclared(prefix: string, local: string): string {
  return prefix === ""
    ? `the name ${nameOf(local)} has no prefix, and there is no default namespace`
    : `the prefix of the name ${nameOf(`${prefix}:${local}`)} is not declared`;
}

/** Splits a name at the colon that is no part of its local part, and undoes the escapes there.
 *
 * @param likely the prefix that the name is likely to have; of equal texts one is kept
 */
function split(raw: string, likely = ""): { prefix: string; local: string } {
  const colon = raw.indexOf(":");
  const prefixed = colon > 0 && raw.charCodeAt(colon - 1) !== 0x5c;
  const local = prefixed ? raw.slice(colon + 1) : raw;
  const same = colon === likely.length && raw.startsWith(likely);
  return {
    prefix: !prefixed ? "" : same ? likely : raw.slice(0, colon),
    local: local.includes("\\") ? local.replace(/\\(.)/g, "$1") : local,
  };
}

/** What `xsi` means where nobody declares it, as some writers take for granted. */
const XSI = "http://www.w3.org/2001/XMLSchema-instance";
