type Schema = Readonly<Record<string, unknown>>;

/** Checks a value by the part of JSON Schema's draft 7 that PROV-JSONLD's schemas need: one
 * fault, or `undefined` where there is none. */
export function schemaFault(root: Schema, value: unknown): string | undefined {
  return fault(root, root, value, "");
}

function fault(root: Schema, schema: Schema, value: unknown, path: string): string | undefined {
  const { $ref, type, anyOf, oneOf, pattern } = schema;
  if (typeof $ref === "string" && $ref.startsWith("#/definitions/")) {
    const definitions = root.definitions as Record<string, Schema>;
    return fault(root, definitions[$ref.slice("#/definitions/".length)], value, path);
  }
  if (type !== undefined && typeOf(value) !== type) return `${path} must be a ${type}`;
  if (typeof pattern === "string" && !new RegExp(pattern).test(String(value))) {
    return `${path} must match ${pattern}`;
  }
  for (const [choices, most] of [[anyOf, Infinity], [oneOf, 1]] as const) {
    if (choices === undefined) continue;
    const faults = (choices as Schema[]).map((each) => fault(root, each, value, path));
    const fitting = faults.filter((each) => each === undefined).length;
    if (fitting > most) return `${path} fits several forms`;
    if (fitting === 0) return `${path} fits no form, such as: ${faults[0]}`;
  }
  const members = Array.isArray(value)
    ? value.map((item, i) => fault(root, schema.items as Schema ?? {}, item, `${path}/${i}`))
    : typeof value === "object" && value !== null
    ? memberFaults(root, schema, value as Record<string, unknown>, path)
    : [];
  return members.find((each) => each !== undefined);
}

function* memberFaults(
  root: Schema,
  schema: Schema,
  value: Record<string, unknown>,
  path: string,
): Generator<string | undefined> {
  for (const key of schema.required as string[] ?? []) {
    if (!Object.hasOwn(value, key)) yield `${path} ${key} is missing`;
  }
  const properties = Object.entries(schema.properties ?? {}) as [string, Schema][];
  const patterns = Object.entries(schema.patternProperties ?? {}) as [string, Schema][];
  for (const [key, member] of Object.entries(value)) {
    const fitting = [
      ...properties.filter(([name]) => name === key),
      ...patterns.filter(([pattern]) => new RegExp(pattern).test(key)),
    ];
    const { additionalProperties: others } = schema;
    if (fitting.length === 0 && others === false) yield `${path}/${key} is not allowed`;
    const rules = fitting.length > 0 ? fitting.map(([, rule]) => rule) : [others];
    for (const rule of rules) {
      if (typeof rule === "object") yield fault(root, rule as Schema, member, `${path}/${key}`);
    }
  }
}

function typeOf(value: unknown): string {
  return Array.isArray(value) ? "array" : value === null ? "null" : typeof value;
}
