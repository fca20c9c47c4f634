import fc from "fast-check";
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  isJsonObject,
  type JsonNode,
  type JsonOddity,
  parseJsonText,
} from "../../lib/prov/json_text.ts";

function plain(node: JsonNode): unknown {
  if (typeof node !== "object" || node === null) return node;
  if (isJsonObject(node)) {
    return Object.fromEntries(node.keys.map((key, i) => [key, plain(node.values[i])]));
  }
  return "number" in node ? Number(node.number) : (node as readonly JsonNode[]).map(plain);
}

function tolerant(text: string): { node: JsonNode; kinds: string[] } {
  const oddities: JsonOddity[] = [];
  const node = parseJsonText(text, (oddity) => oddities.push(oddity));
  return { node, kinds: oddities.map(({ kind, path }) => `${kind} /${path.join("/")}`) };
}

test("parseJsonText() agrees with JSON.parse on what is JSON", () => {
  fc.assert(
    fc.property(
      fc.jsonValue({ stringUnit: "grapheme" }),
      fc.constantFrom(0, 2),
      (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        assert.deepEqual(plain(parseJsonText(text)), JSON.parse(text));
      },
    ),
  );
});

test("parseJsonText() refuses what JSON.parse refuses", () => {
  fc.assert(
    fc.property(
      fc.json(),
      fc.nat(),
      fc.constantFrom(...'{}[]",:\\tn1-.eE \n\u0001/x'),
      (text, at, character) => {
        const place = at % (text.length + 1);
        const changed = text.slice(0, place) + character + text.slice(place + (at % 2));
        let fine = true;
        try {
          JSON.parse(changed);
        } catch {
          fine = false;
        }
        if (fine) {
          try {
            parseJsonText(changed);
          } catch (error) {
            assert.match((error as Error).message, /comes twice/);
          }
        } else {assert.throws(() => parseJsonText(changed), {
            name: "ProvError",
            code: "PROV_SYNTAX",
          });}
      },
    ),
  );
});

test("parseJsonText() keeps the text of numbers", () => {
  assert.deepEqual(parseJsonText("[1.0, 1, -0, 1e400, 12345678901234567890]"), [
    { number: "1.0" },
    { number: "1" },
    { number: "-0" },
    { number: "1e400" },
    { number: "12345678901234567890" },
  ]);
});

test("parseJsonText() says where and what", () => {
  const cases: [string, number, number, string, RegExp][] = [
    ['{"a": {"b": [1,\n  tru]}}', 2, 3, "/a/b/1", /expected a value, got "t"/],
    ['{"a/~": [}', 1, 10, "/a~1~0/0", /expected a value, got "}"/],
    ['{"a": 1, "a": 2}', 1, 10, "/a", /comes twice/],
    ['{"a" 1}', 1, 6, "/a", /expected ":"/],
    ["", 1, 1, "", /got the end/],
    ["[1] 2", 1, 5, "", /expected the end/],
    ['"a', 1, 3, "", /does not end/],
    ['"\\x"', 1, 2, "", /unknown escape "\\\\x"/],
    ["[NaN]", 1, 2, "/0", /NaN is no JSON/],
    ["[-Infinity]", 1, 2, "/0", /-Infinity is no JSON/],
    ['"\\ud800"', 1, 1, "", /lone surrogate/],
    ["\ufeff{}", 1, 1, "", /byte order mark/],
    ["01", 1, 2, "", /expected the end/],
    ["[1,]", 1, 4, "/1", /got "]"/],
    ['{"a":1,}', 1, 8, "", /expected a key/],
  ];
  for (const [text, line, column, path, message] of cases) {
    assert.throws(() => parseJsonText(text), (error: { details: unknown; message: string }) => {
      assert.deepEqual(error.details, { line, column, path }, text);
      assert.match(error.message, message);
      return true;
    });
  }
});

test("parseJsonText() finds a key twice among few and among many", () => {
  for (const count of [1, 11, 12, 13, 500]) {
    const keys = Array.from({ length: count }, (_, i) => `"k${i}": ${i}`);
    assert.equal(Object.keys(plain(parseJsonText(`{${keys}}`)) as object).length, count);
    for (const twice of [0, count - 1]) {
      assert.throws(() => parseJsonText(`{${keys}, "k${twice}": 1}`), /comes twice/);
    }
  }
});

test("parseJsonText() treats __proto__ as any key", () => {
  const node = parseJsonText('{"__proto__": {"polluted": "yes"}, "constructor": "x"}');
  assert(isJsonObject(node));
  assert.deepEqual(node.keys, ["__proto__", "constructor"]);
  assert.equal(({} as { polluted?: string }).polluted, undefined);
});

test("parseJsonText() can be tolerant, and reports", () => {
  assert.deepEqual(tolerant("[NaN, Infinity, -Infinity]"), {
    node: [{ number: "NaN" }, { number: "Infinity" }, { number: "-Infinity" }],
    kinds: [],
  });
  const { node, kinds } = tolerant('\ufeff{"a": {"b": 1, "b": "\\udc00"}}');
  assert.deepEqual(plain(node), { a: { b: "\ufffd" } });
  assert.deepEqual(kinds, ["byte-order-mark /", "duplicate-key /a/b", "lone-surrogate /a/b"]);
  assert.deepEqual(tolerant('"\ud800"').kinds, ["lone-surrogate /"]);
});

test("parseJsonText() limits depth and stays linear on hostile texts", () => {
  const nested = (depth: number) => "[".repeat(depth) + "]".repeat(depth);
  parseJsonText(nested(200));
  assert.throws(() => parseJsonText(nested(201)), /deeper than 200/);
  assert.throws(() => parseJsonText("[".repeat(1e6)), /deeper than 200/);
  assert.throws(() => parseJsonText('{"a":'.repeat(1e6)), /deeper than 200/);
  const start = performance.now();
  parseJsonText(`[${'"\\n",'.repeat(2e5)}0]`);
  parseJsonText(`{${Array.from({ length: 1e5 }, (_, i) => `"${i}":0`)}}`);
  assert.throws(() => parseJsonText(`[1${"1".repeat(1e6)}`), /got the end/);
  assert(performance.now() - start < 5000);
});
