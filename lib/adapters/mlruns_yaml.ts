/** A value that a `meta.yaml` of MLflow holds. */
export type _YamlValue =
  | string
  | number
  | null
  | readonly never[]
  | Readonly<Record<string, string>>;

/** Writes the fields of a `meta.yaml`, one a line.
 *
 * Texts are double-quoted and ASCII: a reader that takes `1e3`, `yes` or `2026-11-21` for something
 * else, or refuses a control character, reads what was written. Numbers are whole.
 *
 * @see YAML 1.1, section 9.3.1, double-quoted style
 */
export function _yaml(fields: Readonly<Record<string, _YamlValue>>): string {
  return Object.entries(fields).map(([key, value]) => `${key}: ${scalar(value)}\n`).join("");
}

function scalar(value: _YamlValue): string {
  if (typeof value === "string") return quoted(value);
  if (typeof value === "number" || value === null) return String(value);
  if (Array.isArray(value)) return "[]";
  const pairs = Object.entries(value).map(([key, text]) => `${quoted(key)}: ${quoted(text)}`);
  return `{${pairs.join(", ")}}`;
}

function quoted(text: string): string {
  const escaped = text.replace(/["\\]|[^\x20-\x7e]/gu, (letter) => {
    if (letter === '"' || letter === "\\") return `\\${letter}`;
    const code = letter.codePointAt(0)!.toString(16);
    return code.length > 4 ? `\\U${code.padStart(8, "0")}` : `\\u${code.padStart(4, "0")}`;
  });
  return `"${escaped}"`;
}
