import { nameOf } from "../base/options.ts";
import { isDateTime } from "./date_time.ts";
import type { QualifiedName } from "./document.ts";
import { isJsonArray, isJsonObject, type JsonNode } from "./json_text.ts";
import type { ReadScope } from "./read_scope.ts";
import type { Reading } from "./reading.ts";
import { TIME_ARGUMENTS } from "./vocabulary.ts";

/** The value of a formal argument: a name, or a time as text. */
export type Argument = QualifiedName | string;

/** Reads a formal argument, which must be a bare string; `undefined` where it holds none.
 *
 * @param textKey where an object has the text, which lenient reading takes
 */
export function readArgument(
  argument: string,
  node: JsonNode,
  textKey: string,
  scope: ReadScope,
  reading: Reading,
): Argument | undefined {
  if (typeof node === "string") {
    return TIME_ARGUMENTS.has(argument) ? readTime(node, reading) : readRef(node, scope, reading);
  }
  if (node === null) return reading.repair("null", "null is no value"), undefined;
  if (isJsonArray(node) && node.length === 1) {
    reading.repair("argument-in-array", "an argument must be a string, got an array of one");
    return reading.inside(0, () => readArgument(argument, node[0], textKey, scope, reading));
  }
  if (isJsonObject(node)) {
    const content = node.values[node.keys.indexOf(textKey)];
    if (typeof content === "string") {
      reading.repair(
        "typed-argument",
        `an argument must be a string, got an object with "${textKey}"`,
      );
      return readArgument(argument, content, textKey, scope, reading);
    }
  }
  return reading.refuse("an argument must be a string");
}

function readTime(text: string, reading: Reading): string {
  if (!isDateTime(text)) {
    reading.repair("date-time", `a time must be an xsd:dateTime, got ${nameOf(text)}`);
  }
  return text;
}

function readRef(text: string, scope: ReadScope, reading: Reading): QualifiedName | undefined {
  if (!text.startsWith("_:")) return scope.name(text);
  reading.repair("blank-name", `nothing can refer to ${nameOf(text)}; it is left out`, "PROV_NAME");
  return undefined;
}
