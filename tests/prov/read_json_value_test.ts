import assert from "node:assert/strict";
import { test } from "node:test";
import { provFromJson } from "../../lib/prov/read_json.ts";

const head = `"prefix": {"ex": "https://e.example/"}`;
const lenient = { mode: "lenient" } as const;

/** What a lenient reading repaired, in short. */
const repairs = (text: string) =>
  provFromJson(text, lenient).repairs.map(({ kind, path }) => `${kind} ${path}`);

const firstValue = (value: string) =>
  provFromJson(`{${head}, "entity": {"ex:e": {"ex:k": ${value}}}}`, lenient)
    .document.records[0].attributes[0]?.value;

test("provFromJson() takes raw numbers and booleans as the submission does; lenient reports", () => {
  const text =
    `{${head}, "entity": {"ex:e": {"ex:k": [1, 1.0, true, 3000000000, 9223372036854775808, 1e3]}}}`;
  const { document } = provFromJson(text);
  const literals = document.records[0].attributes.map(({ value }) =>
    "text" in value ? `${value.text} ${value.type?.local}` : ""
  );
  assert.deepEqual(literals, [
    "1 int",
    "1.0 double",
    "true boolean",
    "3000000000 long",
    "9223372036854775808 integer",
    "1e3 double",
  ]);
  assert.equal(repairs(text).length, 6);
  assert.equal(repairs(text)[2], "raw-boolean /entity/ex:e/ex:k/2");
});

test("provFromJson() in lenient mode gives doubles their canonical spelling", () => {
  const cases: [string, string][] = [
    ["NaN", "NaN"],
    ["Infinity", "INF"],
    ["-Infinity", "-INF"],
    ['{"$": "inf", "type": "xsd:double"}', "INF"],
    ['{"$": "-inf", "type": "xsd:double"}', "-INF"],
    ['{"$": "nan", "type": "xsd:double"}', "NaN"],
    ['{"$": NaN, "type": "xsd:double"}', "NaN"],
    ['{"$": "inf", "type": "xsd:string"}', "inf"],
  ];
  for (const [source, text] of cases) {
    const value = firstValue(source);
    assert(value !== undefined && "text" in value && value.text === text, source);
  }
  assert.throws(() => provFromJson(`{${head}, "entity": {"ex:e": {"ex:k": NaN}}}`), {
    code: "PROV_SYNTAX",
  });
});
