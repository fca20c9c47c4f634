import type { ProvAttribute } from "./document.ts";
import { valueKey } from "./values.ts";

/** A text that two attributes share exactly when they say the same. */
export function attributeKey({ name, value }: ProvAttribute): string {
  return `${name.iri.length} ${name.iri}${valueKey(value)}`;
}

/** The attributes without those that say the same as an earlier one. Cost: O(n). */
export function distinctAttributes(attributes: readonly ProvAttribute[]): ProvAttribute[] {
  const known = new Set<string>();
  return attributes.filter((attribute) => {
    const key = attributeKey(attribute);
    if (known.has(key)) return false;
    known.add(key);
    return true;
  });
}
