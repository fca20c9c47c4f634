import { source } from "./source_tree.ts";

const declared =
  /^export (?:declare )?(?:async )?(?:abstract )?(function\*?|const|let|class|interface|type|enum|namespace) +([\w$]+)/gm;
const listed = /^export (type )?\{([^}]*)\}/gm;

/** The names that a module exports, sorted; a type's name is preceded by "type ".
 *
 * @throws {Error} for `export *` and `export default`: neither says what it exports
 */
export function exportedNames(path: string): string[] {
  const { code } = source(path);
  const silent = /^export (?:\*|default\b)/m.exec(code);
  if (silent) throw new Error(`${path} has "${silent[0]}": export by name`);
  const names = [...code.matchAll(declared)].map(([, kind, name]) =>
    kind === "type" || kind === "interface" ? `type ${name}` : name
  );
  for (const [, type, list] of code.matchAll(listed)) {
    for (const item of list.split(",").map((text) => text.trim())) {
      if (item === "") continue;
      const name = item.replace(/^type /, "").replace(/^.* as /, "");
      names.push(type || item.startsWith("type ") ? `type ${name}` : name);
    }
  }
  // Overloads repeat a name.
  return [...new Set(names)].sort();
}
