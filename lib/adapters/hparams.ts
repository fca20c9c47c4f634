/** The parameters of a run as `hparams.yaml`, which PyTorch Lightning, TensorBoard's readers and
 * people know.
 *
 * @module
 */
import { Document, Pair, Scalar, type ScalarTag, YAMLMap } from "yaml";
import { type Asset, type Param, params, type Run, textAsset, type Value } from "../../mod.ts";
import { SinkError } from "../base/errors.ts";
import { checkOptions, nameOf } from "../base/options.ts";

/** A text that is a text in YAML 1.1 and 1.2 without quotes, as long as it is no word of theirs. */
const PLAIN = /^[A-Za-z_][A-Za-z0-9_./-]*$/;
const WORD = /^(y|yes|n|no|true|false|on|off|null|nan|inf)$/i;

/** What YAML takes for the end of a line or does not take as it is. */
const UNPRINTABLE = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g;

/** Makes the asset `hparams.yaml` of a run's input parameters, in order of first logging.
 *
 * The keys are the run's, with the context before a `/`. The file reads the same by YAML 1.1, which
 * Python speaks, and YAML 1.2: texts that look like something else are quoted, numbers keep
 * their value, NaN is `.nan`, a `Date` is a timestamp in UTC.
 *
 * @param options.name the asset's name. @default {"hparams.yaml"}
 * @throws {SinkError} `SINK_NAME` where a key with a `/` and one with a context are one
 * @see https://yaml.org/type/
 * @example
 * ```ts
 * import { logArtifact, logParams, startRun } from "stemma";
 * import { hparamsAsset } from "stemma/hparams";
 * import assert from "node:assert/strict";
 * let run = startRun({ experiment: "digits" });
 * run = logParams(run, { model: { kind: "cnn" }, rate: 1e-7, version: "1e3" });
 * const asset = hparamsAsset(run);
 * const text = 'model.kind: cnn\nrate: 1.0e-7\nversion: "1e3"\n';
 * assert.equal(new TextDecoder().decode(asset.bytes?.()), text);
 * run = logArtifact(run, asset);
 * ```
 */
export function hparamsAsset(run: Run, options?: { name?: string }): Asset {
  checkOptions("hparamsAsset", options, ["name"]);
  const found = new Map<string, Value>();
  for (const param of params(run)) {
    if (param.direction !== "input") continue;
    const name = nameFor(param);
    if (found.has(name)) throw twice(name);
    found.set(name, param.value);
  }
  return textAsset(options?.name ?? "hparams.yaml", yamlOf(found), {
    mediaType: "application/yaml",
  });
}

function nameFor({ key, context }: Param): string {
  return context === undefined ? key : `${context}/${key}`;
}

function twice(name: string): SinkError {
  const message = `Cannot write ${nameOf(name)}: a param and one in a context are of this one name`;
  return new SinkError("SINK_NAME", message, { path: name });
}

function yamlOf(values: ReadonlyMap<string, Value>): string {
  const map = new YAMLMap<Scalar, Scalar>();
  for (const [key, value] of values) {
    map.items.push(new Pair(scalarOf(key), scalarOf(value)));
  }
  const doc = new Document(map, { schema: "failsafe", customTags: (tags) => [...tags, VERBATIM] });
  const text = doc.toString({ lineWidth: 0, doubleQuotedMinMultiLineLength: Infinity });
  // What is escaped here stands in quotes: no plain text holds it.
  return text.replace(UNPRINTABLE, escape);
}

function scalarOf(value: Value): Scalar {
  const scalar = new Scalar(value);
  if (typeof value === "string") {
    const isPlain = PLAIN.test(value) && !WORD.test(value);
    scalar.type = isPlain ? Scalar.PLAIN : Scalar.QUOTE_DOUBLE;
  }
  return scalar;
}

/** How everything is written that is no text: in the one way that YAML 1.1 and 1.2 both read right. */
const VERBATIM: ScalarTag = {
  tag: "!verbatim",
  default: true,
  identify: (value) =>
    value === null || /^(number|bigint|boolean)$/.test(typeof value) || value instanceof Date,
  resolve: (text) => text,
  stringify: ({ value }) =>
    value instanceof Date
      ? value.toISOString()
      : typeof value === "number"
      ? numberText(value)
      : String(value),
};

/** YAML 1.1 wants a point in every number that has an exponent, and a sign in the exponent. */
function numberText(value: number): string {
  if (Number.isNaN(value)) return ".nan";
  if (!Number.isFinite(value)) return value > 0 ? ".inf" : "-.inf";
  if (Object.is(value, -0)) return "-0.0";
  const text = String(value);
  if (Number.isSafeInteger(value) || /^[^e]+\.[^e]+$/.test(text)) return text;
  // Python reads a whole number as it stands, to the last digit.
  return value.toExponential().replace(/^(-?[0-9]+)e/, "$1.0e");
}

function escape(character: string): string {
  const hex = character.charCodeAt(0).toString(16);
  return hex.length <= 2 ? `\\x${hex}` : `\\u${hex.padStart(4, "0")}`;
}
