import assert from "node:assert/strict";
import { test } from "node:test";
import {
  cleanText,
  cutText,
  dotString,
  dotTooltip,
  htmlText,
  textWidth,
} from "../../lib/graph/text.ts";

test("`cleanText()` makes one line without controls, turns of direction and lone surrogates", () => {
  assert.equal(cleanText(" a\n\tb\u0000c\u0085d "), "a b c d");
  assert.equal(cleanText("\u202Eevil\u202C \u2066x\u2069\u200F"), "evil x");
  assert.equal(cleanText("\uFFFE\uFFFF\uFEFFx"), "x");
  assert.ok(cleanText("\uD800lone").isWellFormed());
  assert.equal(cleanText("👩‍👩‍👧 שלום"), "👩‍👩‍👧 שלום");
});

test("`cleanText()` looks at the start of a long text only", () => {
  assert.ok(cleanText("x".repeat(5_000_000)).length <= 4096);
});

test("`cutText()` keeps head and tail of what is too long, wide letters counted twice", () => {
  assert.equal(cutText("short", 10), "short");
  assert.equal(cutText("abcdefghijklmnop", 9), "abcde…nop");
  const cut = cutText("很".repeat(40), 11);
  assert.ok(textWidth(cut) <= 11, cut);
  assert.ok(cutText("𝔘".repeat(40), 10).isWellFormed());
});

test("`dotString()`, `dotTooltip()` and `htmlText()` escape what their readers unescape", () => {
  assert.equal(dotString('a"b\\N&amp;'), String.raw`"a\"b\\N&amp;amp;"`);
  assert.equal(dotTooltip('a"\\N\nb'), String.raw`"a\"\\\\N\nb"`);
  assert.equal(htmlText('<b>&"\\'), "&lt;b&gt;&amp;&quot;&#92;&#92;");
});
