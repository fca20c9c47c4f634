import type { QualifiedName } from "./document.ts";
import { escapeText } from "./quote.ts";

/** Writes the names of one scope, its top level or a bundle. */
export interface JsonNames {
  /** A name as `prefix:local`; nothing is escaped. */
  text(name: QualifiedName): string;
  /** The same as JSON. */
  quoted(name: QualifiedName): string;
}

/** Makes the writer of a scope's names.
 *
 * @param prefixOf the prefix that a name is written with
 */
export function jsonNames(prefixOf: (name: QualifiedName) => string): JsonNames {
  let prefix: string | undefined;
  let start = "";
  return {
    text: (name) => `${prefixOf(name)}:${name.local}`,
    quoted(name) {
      const own = prefixOf(name);
      if (own !== prefix) {
        prefix = own;
        // A prefix needs no escape.
        start = `"${own}:`;
      }
      return `${start}${escapeText(name.local)}"`;
    },
  };
}
