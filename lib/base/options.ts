/** Refuses an option that nobody knows, before it is ignored in silence.
 *
 * @throws {TypeError} where `options` is no object or holds a name outside `known`; the message
 * names the nearest known one
 */
export function checkOptions(
  caller: string,
  options: unknown,
  known: readonly string[],
): void {
  if (options === undefined) return;
  if (
    typeof options !== "object" || options === null || Array.isArray(options)
  ) {
    throw new TypeError(
      `Cannot call ${caller}: options must be an object, got ${nameOf(options)}`,
    );
  }
  for (const name of Object.keys(options)) {
    if (!known.includes(name)) throw unknownOption(caller, name, known);
  }
}

/** Makes the error for an unknown option; names the nearest known one. */
export function unknownOption(
  caller: string,
  name: string,
  known: readonly string[],
): TypeError {
  const near = nearest(name, known);
  const hint = near === undefined
    ? `known options are ${known.join(", ")}`
    : `did you mean "${near}"?`;
  return new TypeError(
    `Cannot call ${caller}: unknown option ${nameOf(name)}, ${hint}`,
  );
}

/** Says what a value is, for a message: its type, or its text where that is short. */
export function nameOf(value: unknown): string {
  if (value === null) return "null";
  if (typeof value === "string") {
    return value.length > 60 ? `a string of ${value.length} characters` : JSON.stringify(value);
  }
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "object") {
    return Array.isArray(value) ? "an array" : value.constructor?.name ?? "an object";
  }
  if (typeof value === "function") return "a function";
  return Object.is(value, -0) ? "-0" : String(value);
}

function nearest(name: string, known: readonly string[]): string | undefined {
  let best: string | undefined;
  // Two letters that changed places are two edits.
  let least = Math.max(3, Math.ceil(name.length / 2) + 1);
  for (const candidate of known) {
    const distance = editDistance(
      name.toLowerCase().slice(0, 64),
      candidate.toLowerCase(),
    );
    if (distance < least) [best, least] = [candidate, distance];
  }
  return best;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, row[j] + 1, next[j - 1] + 1));
    }
    row = next;
  }
  return row[b.length];
}

/** What an unknown thrown thing says. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : nameOf(error);
}
