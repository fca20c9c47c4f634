import { ProvError } from "../base/errors.ts";
import { nameOf } from "../base/options.ts";
import type { QualifiedName } from "./document.ts";
import { isLocalName } from "./local_names.ts";
import { qualifiedName, RESERVED_PREFIXES } from "./names.ts";
import type { NameInput } from "./statements.ts";

/** Turns what a caller gave as a name into the name. */
export interface NameMaker {
  /** The name; `what` says in an error what it was for, and `kind` in which statement. */
  toName(input: unknown, what: string, kind?: string): QualifiedName;
}

/** Makes names in the namespaces of one document; the same text gives the same object.
 *
 * @param prefixes a table without prototype
 */
export function nameMaker(
  prefixes: Readonly<Record<string, string>>,
): NameMaker {
  const known = new Map<string, QualifiedName>();

  function fromText(text: string, what: string, kind?: string): QualifiedName {
    const colon = text.indexOf(":");
    const prefix = text.slice(0, Math.max(0, colon));
    const local = text.slice(colon + 1);
    const namespace = prefixes[prefix] ?? RESERVED_PREFIXES[prefix];
    if (colon < 1 || namespace === undefined) {
      throw refusal(text, target(what, kind), "its prefix is not declared");
    }
    if (!isLocalName(local)) {
      throw refusal(
        text,
        target(what, kind),
        "not every format can write it; encodeSegment() and encodePath() make what they can",
      );
    }
    const name = qualifiedName(prefix, namespace, local);
    known.set(text, name);
    return name;
  }

  function toName(input: unknown, what: string, kind?: string): QualifiedName {
    if (typeof input === "string") {
      return known.get(input) ?? fromText(input, what, kind);
    }
    if (typeof input !== "object" || input === null || !("iri" in input)) {
      throw new TypeError(
        `Cannot set ${target(what, kind)}: it must be a name such as "ex:name", got ${
          nameOf(input)
        }`,
      );
    }
    const { prefix, local, iri } = input as NameInput & QualifiedName;
    const namespace = prefixes[prefix] ?? RESERVED_PREFIXES[prefix];
    if (namespace === undefined || namespace + local !== iri) {
      throw refusal(
        `${prefix}:${local}`,
        target(what, kind),
        `its prefix is not declared for <${iri}>`,
      );
    }
    return Object.isFrozen(input)
      ? input as QualifiedName
      : qualifiedName(prefix, namespace, local);
  }

  return { toName };
}

function target(what: string, kind: string | undefined): string {
  return kind === undefined ? what : `${what} of ${kind}`;
}

function refusal(text: string, what: string, reason: string): ProvError {
  return new ProvError(
    "PROV_NAME",
    `Cannot set ${what} to ${nameOf(text)}: ${reason}`,
    { name: text },
  );
}
