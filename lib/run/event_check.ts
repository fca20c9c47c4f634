import { LogError } from "../base/errors.ts";
import { nameOf } from "../base/options.ts";
import { readPlain } from "../base/plain.ts";
import { isTime } from "../base/time.ts";
import { isTypedValue } from "../base/value.ts";
import type { RecordEvent } from "./events.ts";

/** Says what is wrong with a value; nothing where all is well. */
type Check = (value: unknown) => string | undefined;

const text: Check = (value) => typeof value === "string" ? undefined : "must be a string";
const name: Check = (value) => text(value) ?? (value === "" ? "must not be empty" : undefined);
const whole: Check = (value) =>
  Number.isSafeInteger(value) && (value as number) >= 0 ? undefined : "must be an integer >= 0";
const time: Check = (value) =>
  typeof value === "number" && isTime(value)
    ? undefined
    : "must be milliseconds in the years 0001 to 9999";
const scalar: Check = (value) =>
  value === null || ["string", "number", "boolean"].includes(typeof value) || isTypedValue(value)
    ? undefined
    : "must be a value";
const digest: Check = (value) =>
  typeof value === "string" && /^[0-9a-f]{64}$/.test(value) ? undefined : "must be 64 hex digits";
const path: Check = (value) => {
  if (typeof value !== "string" || value === "") return "must be a path";
  const parts = value.split("/");
  const bad = parts.length < 2 || parts[0] !== "artifacts" || /[\\\u0000-\u001f]/.test(value) ||
    parts.some((part) => ["", ".", ".."].includes(part));
  return bad ? 'must lie in "artifacts/"' : undefined;
};
/* @__NO_SIDE_EFFECTS__ */
const oneOf = (...values: string[]): Check => (value) =>
  values.includes(value as string) ? undefined : `must be one of ${values.join(", ")}`;
const object: Check = (value) =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? undefined
    : "must be an object";
/* @__NO_SIDE_EFFECTS__ */
const listOf = (check: Check): Check => (value) =>
  Array.isArray(value) ? value.map(check).find((found) => found !== undefined) : "must be a list";
/* @__NO_SIDE_EFFECTS__ */
const recordOf = (check: Check): Check => (value) =>
  object(value) ?? Object.values(value as object).map(check).find((found) => found !== undefined);
/* @__NO_SIDE_EFFECTS__ */
const shape = (fields: Fields): Check => (value) => object(value) ?? findFault(value, fields);

/** The fields of a thing; a name that ends in `?` may be absent. */
type Fields = Readonly<Record<string, Check>>;

const direction = oneOf("input", "output");
const library = shape({ name, version: name });
const parent = shape({ runId: name, experiment: name, namespace: name });
const agent = shape({ "id?": name, name, kind: oneOf("person", "software", "organization") });
const file: Fields = {
  name,
  mediaType: name,
  "size?": whole,
  "sha256?": digest,
  "uri?": name,
  "path?": path,
};

/** The fields of every type of event that this version knows. */
const EVENTS = /* @__PURE__ */ ((): Readonly<Record<RecordEvent["type"], Fields>> => ({
  start: {
    runId: name,
    experiment: name,
    name,
    namespace: name,
    library,
    "parent?": parent,
    "agent?": agent,
    "rank?": whole,
    "worldSize?": whole,
    "description?": text,
    "tags?": recordOf(text),
    timestamp: time,
  },
  end: {
    status: oneOf("FINISHED", "FAILED", "KILLED"),
    "error?": shape({ "name?": text, message: text }),
    timestamp: time,
  },
  resumed: { "reason?": text, timestamp: time },
  param: {
    key: name,
    value: scalar,
    "context?": name,
    "source?": name,
    direction,
    timestamp: time,
  },
  series: { series: whole, key: name, "context?": name, "source?": name, "unit?": name },
  "metric-definition": {
    key: name,
    fold: oneOf("last", "min", "max", "sum", "mean"),
    "unit?": name,
    timestamp: time,
  },
  context: { name, "parent?": name, timestamp: time },
  artifact: {
    ...file,
    version: name,
    direction,
    "context?": name,
    "step?": whole,
    "aliases?": listOf(name),
    "attributes?": recordOf(scalar),
    timestamp: time,
  },
  model: {
    name,
    "version?": name,
    direction,
    "context?": name,
    "step?": whole,
    "info?": object,
    "layers?": listOf(object),
    "file?": shape(file),
    timestamp: time,
  },
  dataset: {
    label: name,
    direction,
    "context?": name,
    info: object,
    "files?": listOf(shape(file)),
    timestamp: time,
  },
  optimizer: { name, settings: recordOf(scalar), timestamp: time },
  environment: { info: object, timestamp: time },
  source: { info: object, "copies?": listOf(shape(file)), timestamp: time },
  command: { arguments: listOf(text), "directory?": text, timestamp: time },
  tag: { key: name, value: text, timestamp: time },
  description: { text, timestamp: time },
}))();

/** Holds a record that came from outside against what its type says, and copies it frozen.
 *
 * Fields that this version does not know are kept, and so are events of unknown types.
 *
 * @param offset where it stood, for the error
 * @throws {LogError} `LOG_EVENT`
 */
export function checkRecord(given: unknown, offset: number): RecordEvent {
  const fail = (why: string, cause?: unknown) =>
    new LogError("LOG_EVENT", `Cannot read event: ${why}`, { offset }, { cause });
  const type = (given as { type?: unknown } | null)?.type;
  if (object(given) !== undefined || typeof type !== "string" || type === "") {
    throw fail(`an object with a type was expected, got ${nameOf(given)}`);
  }
  let event: RecordEvent;
  try {
    event = readPlain(given, "an event") as unknown as RecordEvent;
  } catch (cause) {
    throw fail((cause as Error).message, cause);
  }
  const fields = Object.hasOwn(EVENTS, type) ? EVENTS[type as RecordEvent["type"]] : undefined;
  const fault = fields === undefined ? undefined : findFault(event, fields);
  if (fault !== undefined) throw fail(`the "${type.slice(0, 60)}" event's ${fault}`);
  return event;
}

function findFault(value: unknown, fields: Fields): string | undefined {
  for (const [field, check] of Object.entries(fields)) {
    const optional = field.endsWith("?");
    const key = optional ? field.slice(0, -1) : field;
    const member = Object.hasOwn(value as object, key)
      ? (value as Record<string, unknown>)[key]
      : undefined;
    if (member === undefined && optional) continue;
    const fault = member === undefined ? "is missing" : check(member);
    if (fault !== undefined) return `"${key}" ${fault}`;
  }
}
