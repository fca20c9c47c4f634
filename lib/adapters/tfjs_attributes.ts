import type { Attributes, Value } from "../../mod.ts";

/** Turns a tfjs configuration into attributes: what is set, one level deep.
 *
 * A list becomes its JSON text (`[3,3]`); a nested object, such as an initializer, its class name;
 * a function its name. What is `null`, unset or nameless is left out.
 */
export function _attributesOf(config: object, except: readonly string[] = []): Attributes {
  const attributes: [string, Value][] = [];
  for (const [key, value] of Object.entries(config)) {
    const plain = except.includes(key) ? undefined : plainOf(value);
    if (plain !== undefined) attributes.push([key, plain]);
  }
  return Object.fromEntries(attributes);
}

function plainOf(value: unknown): Value | undefined {
  switch (typeof value) {
    case "string":
    case "number":
    case "boolean":
    case "bigint":
      return value;
    case "function":
      return value.name || undefined;
    case "object":
      break;
    default:
      return undefined;
  }
  if (value === null) return undefined;
  if (Array.isArray(value)) return JSON.stringify(value.map((item) => plainOf(item) ?? null));
  const name = (value as { className?: unknown }).className;
  return typeof name === "string" ? name : undefined;
}

/** Refuses an option that nobody knows.
 *
 * @throws {TypeError} where `options` is no object or holds a name outside `known`
 */
export function _checkOptions(caller: string, options: object, known: readonly string[]): void {
  if (typeof options !== "object" || options === null) {
    throw new TypeError(`Cannot call ${caller}: options must be an object, got ${options}`);
  }
  for (const name of Object.keys(options)) {
    if (known.includes(name)) continue;
    throw new TypeError(
      `Cannot call ${caller}: unknown option "${name}", known options are ${known.join(", ")}`,
    );
  }
}
