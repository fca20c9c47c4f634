import type { ProvScopeDiff } from "./diff.ts";
import type { ProvAttribute, ProvRecord } from "./document.ts";
import { nameText, statementText, valueText } from "./statement_text.ts";

/** Writes the difference of two documents for people: `-` for what only the first one has, `+`
 * for what only the second one has, `~` for what changed, with its changes below it.
 *
 * Control characters are written as `\u` and four digits, so that a value cannot act on the
 * terminal. Lines are in order of code units within each scope; the text ends with a line break,
 * or is empty where there is no difference.
 *
 * @example
 * ```ts
 * import { buildProv, diffProv, formatProvDiff } from "stemma/prov";
 * import assert from "node:assert/strict";
 *
 * const loss = (value: number) =>
 *   buildProv({ prefixes: { ex: "https://e.example/" } }, (p) => {
 *     p.entity("ex:loss", { "ex:epoch": value });
 *   });
 * assert.equal(
 *   formatProvDiff(diffProv(loss(1), loss(2))),
 *   '~ entity(ex:loss)\n    - ex:epoch = "1" %% xsd:int\n    + ex:epoch = "2" %% xsd:int\n',
 * );
 * ```
 */
export function formatProvDiff(diff: readonly ProvScopeDiff[]): string {
  const lines = diff.flatMap(({ bundle, removed, added, changed }) => {
    const blocks = [
      ...removed.map((record) => [`- ${statementText(record)}`, ...attributesOf(record)]),
      ...added.map((record) => [`+ ${statementText(record)}`, ...attributesOf(record)]),
      ...changed.map((change) => [
        `~ ${statementText(change.before)}`,
        ...change.arguments.flatMap(({ argument, before, after }) => [
          ...(before === undefined ? [] : [`    - prov:${argument} = ${valueText(before)}`]),
          ...(after === undefined ? [] : [`    + prov:${argument} = ${valueText(after)}`]),
        ]),
        ...change.removed.map((attribute) => `    - ${attributeText(attribute)}`),
        ...change.added.map((attribute) => `    + ${attributeText(attribute)}`),
      ]),
    ];
    blocks.sort((a, b) =>
      a[0].slice(2) < b[0].slice(2) ? -1 : a[0].slice(2) > b[0].slice(2) ? 1 : 0
    );
    const body = blocks.flat();
    if (bundle === undefined) return body;
    return [`bundle ${nameText(bundle)}`, ...body.map((line) => `  ${line}`)];
  });
  return lines.map((line) => `${line}\n`).join("");
}

function attributesOf({ attributes }: ProvRecord): string[] {
  return attributes.map((attribute) => `    ${attributeText(attribute)}`);
}

function attributeText({ name, value }: ProvAttribute): string {
  return `${nameText(name)} = ${valueText(value)}`;
}
