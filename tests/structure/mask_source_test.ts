import assert from "node:assert/strict";
import test from "node:test";
import { maskSource } from "./mask_source.ts";

const cases: [title: string, text: string, masked: string][] = [
  ["line comments", "a // import x\nb", "a            \nb"],
  ["block comments", "a /* x\ny */ b", "a     \n     b"],
  ["strings", `f("a\\"b", 'c')`, `f("    ", ' ')`],
  ["templates, keeping code", "`a${b({})}c`", "` ${b({})} `"],
  ["templates inside templates", "`a${`b${c}d`}e`", "` ${` ${c} `} `"],
  ["regular expressions", `x = /["'/]\\/a/g;`, `x = /        /g;`],
  ["regular expressions after a word", "return /'/;", "return / /;"],
];

for (const [title, text, masked] of cases) {
  test(`maskSource() blanks ${title}`, () => {
    assert.equal(maskSource(text), masked);
    assert.equal(maskSource(text).length, text.length);
  });
}

test("maskSource() leaves a division alone", () => {
  assert.equal(maskSource("a / b / c"), "a / b / c");
  assert.equal(maskSource("(a) / b['x'] / 2"), "(a) / b[' '] / 2");
});
