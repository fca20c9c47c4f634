import { nameOf } from "../base/options.ts";
import { isInside, safeSegment } from "../base/path.ts";

/** What a template can name. */
export const TEMPLATE_FIELDS = [
  "name",
  "run",
  "experiment",
  "epoch",
  "batch",
  "step",
  "rank",
  "time",
  "year",
  "month",
  "day",
  "hour",
  "minute",
  "second",
] as const;

/** The values of a template's fields; what a checkpoint does not have is `undefined`. */
export type TemplateValues = Readonly<Record<string, string | number | undefined>>;

/** Makes the function that fills a template such as `{name}-ep{epoch}-ba{batch}`.
 *
 * Each value is made safe for a file system: none adds a folder or leads upward.
 *
 * @throws {TypeError} where the template is no text, names an unknown field or has a stray brace
 * @throws {RangeError} where its own text is no relative path
 */
export function parseTemplate(
  template: unknown,
  what: string,
  fields: readonly string[] = TEMPLATE_FIELDS,
): (values: TemplateValues) => string {
  if (typeof template !== "string") {
    throw new TypeError(`Cannot use ${what}: it must be a text, got ${nameOf(template)}`);
  }
  // At odd places stand the names of fields.
  const parts = template.split(/\{([^{}]*)\}/);
  parts.forEach((part, i) => {
    if (i % 2 === 0 ? !/[{}]/.test(part) : fields.includes(part)) return;
    const wrong = i % 2 === 0 ? "a brace is not closed" : `${nameOf(part)} is no field`;
    throw new TypeError(
      `Cannot use ${what} ${nameOf(template)}: ${wrong}; fields are ${fields.join(", ")}`,
    );
  });
  if (!isInside(parts.map((part, i) => i % 2 === 0 ? part : "x").join(""))) {
    throw new RangeError(
      `Cannot use ${what} ${nameOf(template)}: it must be a relative path without ".."`,
    );
  }
  return (values) =>
    // A segment is made safe as a whole: "con" is a device, though "co" and "n" are not.
    fill(parts, values, `${what} ${nameOf(template)}`).map(safeSegment).join("/");
}

function fill(parts: readonly string[], values: TemplateValues, what: string): string[] {
  const segments = [""];
  parts.forEach((part, i) => {
    const more = i % 2 === 0 ? part.split("/") : [textOf(values[part], part, what)];
    segments.push(segments.pop()! + more[0], ...more.slice(1));
  });
  return segments;
}

function textOf(value: string | number | undefined, field: string, what: string): string {
  if (value !== undefined) return String(value);
  throw new TypeError(`Cannot fill ${what}: the checkpoint has no ${field}`);
}

/** The fields of a time in milliseconds since the epoch, in UTC. */
export function timeFields(time: number): TemplateValues {
  const [year, month, day, hour, minute, second] = new Date(time).toISOString().split(/[^0-9]/);
  const text = `${year}${month}${day}T${hour}${minute}${second}Z`;
  return { time: text, year, month, day, hour, minute, second };
}
