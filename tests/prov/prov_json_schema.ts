import { readFileSync } from "node:fs";

type Schema = Readonly<Record<string, unknown>>;

/** The submission's schema with what is wrong in it put right: the name `wasEndedBy`, the argument
 * that `used` needs, and `mentionOf`. */
export function loadProvJsonSchema(path: string): Schema {
  const text = readFileSync(path, "utf8").replaceAll("wasEndedby", "wasEndedBy");
  const schema = JSON.parse(text);
  const { definitions } = schema;
  definitions.usage = { ...definitions.generation, required: ["prov:activity"] };
  const mention = { additionalProperties: { $ref: "#/definitions/membership2" } };
  definitions.membership2 = { type: "object" };
  schema.properties.mentionOf = mention;
  definitions.bundle.properties.mentionOf = mention;
  definitions.bundle.additionalProperties = false;
  return schema;
}

/** Checks a value by the part of JSON Schema's draft 4 that this schema needs; lists the faults. */
export function schemaFaults(root: Schema, value: unknown): string[] {
  const faults: string[] = [];
  check(root, root, value, "", faults);
  return faults.sort();
}

function check(root: Schema, schema: Schema, value: unknown, path: string, faults: string[]): void {
  const { $ref, type, anyOf, required, items, minItems } = schema;
  if (typeof $ref === "string") {
    const name = $ref.slice("#/definitions/".length);
    return check(root, (root.definitions as Record<string, Schema>)[name], value, path, faults);
  }
  if (type !== undefined && typeOf(value) !== type) {
    faults.push(`${path} must be a ${type}`);
    return;
  }
  if (Array.isArray(anyOf)) {
    const fits = anyOf.some((each) => {
      const own: string[] = [];
      check(root, each, value, path, own);
      return own.length === 0;
    });
    if (!fits) faults.push(`${path} fits no form`);
  }
  if (Array.isArray(value)) {
    if (value.length < Number(minItems ?? 0)) faults.push(`${path} is too short`);
    value.forEach((item, i) => check(root, items as Schema ?? {}, item, `${path}/${i}`, faults));
  } else if (typeof value === "object" && value !== null) {
    for (const key of required as string[] ?? []) {
      if (!Object.hasOwn(value, key)) faults.push(`${path} ${key} is missing`);
    }
    for (const [key, member] of Object.entries(value)) {
      checkMember(root, schema, key, member, `${path}/${key}`, faults);
    }
  }
}

function checkMember(
  root: Schema,
  schema: Schema,
  key: string,
  value: unknown,
  path: string,
  faults: string[],
): void {
  const properties = schema.properties as Record<string, Schema> ?? {};
  const patterns = Object.entries(schema.patternProperties as Record<string, Schema> ?? {})
    .filter(([pattern]) => new RegExp(pattern).test(key));
  if (Object.hasOwn(properties, key)) check(root, properties[key], value, path, faults);
  for (const [, each] of patterns) check(root, each, value, path, faults);
  if (Object.hasOwn(properties, key) || patterns.length > 0) return;
  if (schema.additionalProperties === false) faults.push(`${path} is not allowed`);
  else if (typeof schema.additionalProperties === "object") {
    check(root, schema.additionalProperties as Schema, value, path, faults);
  }
}

function typeOf(value: unknown): string {
  return Array.isArray(value) ? "array" : value === null ? "null" : typeof value;
}
