import fc from "fast-check";
import assert from "node:assert/strict";
import { test } from "node:test";
import { encodePath, encodeSegment, isLocalName } from "../../lib/prov/local_names.ts";

function decode(text: string): string {
  return decodeURIComponent(text.replaceAll("%", "%25").replaceAll("~", "%"));
}

test("encodePath() keeps what every format can write and escapes the rest as UTF-8", () => {
  const cases: [string, string][] = [
    ["model", "model"],
    ["a/b-c_d.e", "a/b-c_d.e"],
    ["été/日本", "été/日本"],
    ["a b", "a~20b"],
    ["50%", "50~25"],
    ["~", "~7e"],
    ["-x", "~2dx"],
    [".x.", "~2ex~2e"],
    [".", "~2e"],
    ["a:b;c,d=e'f\"(g)[h]", "a~3ab~3bc~2cd~3de~27f~22~28g~29~5bh~5d"],
    ["×", "~c3~97"],
    ["😀", "😀"],
    ["\n\0", "~0a~00"],
    ["", ""],
  ];
  for (const [text, local] of cases) assert.equal(encodePath(text), local);
});

test("encodeSegment() escapes the slash too", () => {
  assert.equal(encodeSegment("a/b"), "a~2fb");
  assert.equal(encodeSegment("/"), "~2f");
});

test("encodePath() and encodeSegment() can be undone and give local names", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => {
    fc.pre(text.isWellFormed());
    assert.equal(decode(encodePath(text)), text);
    assert.equal(decode(encodeSegment(text)), text);
    if (text === "") return;
    assert(isLocalName(encodePath(text)), encodePath(text));
    assert(isLocalName(encodeSegment(text)), encodeSegment(text));
    assert(!encodeSegment(text).includes("/"));
  }));
});

test("encodePath() refuses lone surrogates and what is no text", () => {
  assert.throws(() => encodePath("\ud800"), TypeError);
  assert.throws(() => encodePath(1 as never), TypeError);
});

test("isLocalName() refuses what PROV-N would need an escape for", () => {
  for (const text of ["a:b", "a b", "-a", ".a", "a.", "a(b", "a%20", "a\\b", "", "×"]) {
    assert(!isLocalName(text), text);
  }
  for (const text of ["a", "1", "a.b", "a-", "/a", "a~b", "a@b", "_", "é", "a·b"]) {
    assert(isLocalName(text), text);
  }
});
