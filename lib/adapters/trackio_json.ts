/** The most that an integer of the server's JSON may be, and the least. */
const MOST = 2n ** 64n - 1n;
const LEAST = -(2n ** 63n);

/** A number as JSON that the server reads as the same float64: JSON's own writer would lose the sign
 * of zero, and the server refuses integers that its 64 bits cannot hold. */
export function trackioNumber(value: number): string {
  if (!Number.isFinite(value)) return JSON.stringify(String(value));
  if (Object.is(value, -0)) return "-0.0";
  const text = String(value);
  return Number.isInteger(value) && !Number.isSafeInteger(value) && /^-?[0-9]+$/.test(text)
    ? `${text}.0`
    : text;
}

/** An integer of any size as JSON: as text where the server's 64 bits cannot hold it. */
export function trackioInteger(value: bigint): string {
  return value >= LEAST && value <= MOST ? String(value) : `"${value}"`;
}

/** An object as JSON, from members that are JSON already. */
export function trackioObject(members: Iterable<readonly [string, string]>): string {
  const texts: string[] = [];
  for (const [name, text] of members) texts.push(`${JSON.stringify(name)}:${text}`);
  return `{${texts.join(",")}}`;
}
