import { nameOf } from "../base/options.ts";
import type { ProvLiteral, ProvValue } from "./document.ts";
import { isJsonObject, type JsonNode, type JsonObject } from "./json_text.ts";
import { qualifiedName } from "./names.ts";
import { makeValue, readNumber } from "./read_json_value.ts";
import type { ReadScope } from "./read_scope.ts";
import type { Reading } from "./reading.ts";
import { literal, XSD_TYPES } from "./values.ts";
import { XSD } from "./vocabulary.ts";

const ANY_URI = /* @__PURE__ */ qualifiedName("xsd", XSD, "anyURI");

/** Reads one value of an attribute; `undefined` where it holds none.
 *
 * @param isName whether a bare text is a name, as it is under `type`, `role` and `location`
 */
export function readJsonLdValue(
  node: JsonNode,
  isName: boolean,
  scope: ReadScope,
  reading: Reading,
): ProvValue | undefined {
  if (typeof node === "string") {
    if (!isName) return literal(node);
    if (!node.startsWith("_:")) return scope.name(node);
    reading.repair("blank-name", `nothing can refer to ${nameOf(node)}; it is text`, "PROV_NAME");
    return literal(node);
  }
  if (isJsonObject(node)) {
    return node.keys.includes("@id") ? readReference(node, scope, reading) : readObject(node);
  }
  if (node === null) return reading.repair("null", "null is no value"), undefined;
  if (typeof node === "object" && !("number" in node)) {
    reading.refuse("an array must not hold an array");
  }
  if (!reading.lenient) {
    reading.refuse('a number or a boolean must be an object with "@value"');
  }
  return readContent(node);

  function readObject({ keys, values }: JsonObject): ProvValue | undefined {
    let content: JsonNode | undefined;
    let type: string | undefined;
    let language: string | undefined;
    for (let i = 0; i < keys.length; i++) {
      const value = values[i];
      switch (keys[i]) {
        case "@value":
          content = value;
          break;
        case "@type":
          type = optionalText("@type", value);
          break;
        case "@language":
          language = optionalText("@language", value);
          break;
        default:
          reading.inside(
            keys[i],
            () =>
              reading.repair(
                "unknown-key",
                `a value has no key ${nameOf(keys[i])}; it is left out`,
              ),
          );
      }
    }
    if (content === undefined) reading.refuse('a value needs the key "@value" or "@id"');
    if (content === null) return reading.repair("null", "null is no value"), undefined;
    const { text, type: implied } = typeof content === "string"
      ? { text: content }
      : reading.inside("@value", () => readContent(content));
    return makeValue({ text, implied, type, language }, KEYS, scope, reading);
  }

  function optionalText(key: string, node: JsonNode): string | undefined {
    if (typeof node === "string") return node;
    return reading.inside(key, () => {
      if (node !== null) reading.refuse("it must be a string");
      reading.repair("null", "null is no value");
      return undefined;
    });
  }

  function readContent(node: JsonNode): ProvLiteral {
    if (typeof node === "boolean") {
      reading.note("raw-boolean", `${node} is taken as xsd:boolean`);
      return literal(String(node), XSD_TYPES.boolean);
    }
    if (typeof node !== "object" || node === null || !("number" in node)) {
      return reading.refuse("it must be a string");
    }
    return readNumber(node, reading);
  }
}

const KEYS = Object.freeze({ text: "@value", type: "@type" });

/** Reads `{"@id": …}`: a name where it lies in a known namespace, else an `xsd:anyURI`. */
function readReference(
  { keys, values }: JsonObject,
  scope: ReadScope,
  reading: Reading,
): ProvValue {
  if (keys.length > 1) {
    reading.refuse('an object with "@id" must have no other key: it is either a name or a value');
  }
  const [text] = values;
  return reading.inside("@id", () => {
    if (typeof text !== "string" || text === "") reading.refuse("it must be a name");
    const prefix = text.slice(0, Math.max(0, text.indexOf(":")));
    if (scope.namespace(prefix) !== undefined) return scope.name(text);
    return scope.within(text) ?? literal(text, ANY_URI);
  });
}
