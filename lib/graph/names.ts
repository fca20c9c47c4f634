import type { Picture } from "./picture.ts";
import { cutText } from "./text.ts";

/** The names of points, notes and of what stands in an empty bundle. */
const RESERVED = /^(relation|note:|empty) /;

/** The name of each node in DOT, quoted and unique: as people write it, inside its bundle.
 *
 * Quotes and backslashes, which names in DOT cannot all hold, become apostrophes and slashes.
 */
export function dotNames({ nodes, groups }: Picture): string[] {
  const taken = new Set<string>();
  return nodes.map((node) => {
    const rest = node.members.length > 0 ? ` +${node.members.length - 1}` : "";
    const bundle = node.group > 0 ? `${cutText(groups[node.group].label, 60)} / ` : "";
    const plain = `${bundle}${cutText(node.name, 120)}${rest}`
      .replaceAll('"', "'").replaceAll("\\", "/").replaceAll("&", "+");
    let name = RESERVED.test(plain) ? `'${plain}'` : plain;
    for (let i = 2; taken.has(name); i++) name = `${plain} (${i})`;
    taken.add(name);
    return `"${name}"`;
  });
}
