import { nameOf } from "../base/options.ts";
import { isAbsoluteIri, RESERVED_PREFIXES } from "./names.ts";
import { characterClasses, PREFIX_FIRST, PREFIX_MORE } from "./provn_characters.ts";
import type { ProvNReading } from "./provn_reading.ts";
import { IRI, NAME, type ProvNTokens } from "./provn_tokens.ts";
import { ownNamespace } from "./read_scope.ts";

/** Reads the declarations of a scope, if there are any, into `prefixes`; the empty text stands for
 * the default namespace.
 *
 * @throws {Refusal} for what cannot be declared: no reading goes on after that
 * @see PROV-N, section 3.7.1 (namespaceDeclarations)
 */
export function readDeclarations(
  tokens: ProvNTokens,
  prefixes: Record<string, string>,
  reading: ProvNReading,
): void {
  let anyPrefix = false;
  while (tokens.kind === NAME) {
    const word = tokens.written();
    const at = tokens.start;
    if (word === "prefix") {
      tokens.next();
      readPrefix(tokens, prefixes, reading);
      anyPrefix = true;
    } else if (word === "default") {
      tokens.next();
      if (anyPrefix) {
        reading.repair(at, "declaration-order", "the default namespace must come before prefixes");
      }
      if ("" in prefixes) {
        reading.repair(at, "several-defaults", "there is a default namespace; the last one counts");
      }
      prefixes[""] = readNamespace("", tokens, reading);
    } else return;
  }
}

function readPrefix(
  tokens: ProvNTokens,
  prefixes: Record<string, string>,
  reading: ProvNReading,
): void {
  const at = tokens.start;
  const prefix = tokens.written();
  if (tokens.kind !== NAME || prefix.includes(":")) {
    reading.refuse(at, `expected a prefix, got ${nameOf(prefix)}`);
  }
  if (prefix in prefixes) {
    reading.refuse(at, `the prefix ${nameOf(prefix)} is declared twice`, "PROV_NAME");
  }
  tokens.next();
  const namespace = readNamespace(prefix, tokens, reading);
  const reserved = RESERVED_PREFIXES[prefix];
  if (reserved !== undefined) {
    if (namespace !== reserved) {
      reading.refuse(at, `the prefix "${prefix}" always means <${reserved}>`, "PROV_NAME");
    }
    reading.repair(at, "reserved-prefix", `the prefix "${prefix}" is declared already`);
    return;
  }
  if (!isPrefixName(prefix)) {
    reading.repair(at, "prefix-name", `${nameOf(prefix)} is no prefix that a name can have`);
  }
  prefixes[prefix] = namespace;
}

function readNamespace(prefix: string, tokens: ProvNTokens, reading: ProvNReading): string {
  const at = tokens.start;
  if (tokens.kind !== IRI) reading.refuse(at, "expected a namespace, an IRI in angle brackets");
  const iri = tokens.value;
  if (iri === "") reading.refuse(at, "a namespace must not be empty", "PROV_NAME");
  tokens.next();
  if (isAbsoluteIri(iri)) return iri;
  reading.repair(
    at,
    "namespace",
    `a namespace must be an absolute IRI, got ${nameOf(iri)}`,
    "PROV_NAME",
  );
  return ownNamespace(prefix);
}

/** Tells whether a name can have a prefix; what is asked for is a name itself. */
function isPrefixName(text: string): boolean {
  const classes = characterClasses();
  if ((classes[text.charCodeAt(0)] & PREFIX_FIRST) === 0) return false;
  for (let i = 1; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code !== 0x2e && (classes[code] & PREFIX_MORE) === 0) return false;
  }
  return true;
}
