import assert from "node:assert/strict";
import { test } from "node:test";
import { safeLink } from "../../lib/graph/link.ts";

test("`safeLink()` takes http, https, mailto and relative addresses", () => {
  for (
    const [text, link] of [
      ["https://example.org/a?b=1&c=2#d", "https://example.org/a?b=1&c=2#d"],
      ["HTTP://example.org", "HTTP://example.org"],
      ["mailto:a@example.org", "mailto:a@example.org"],
      ["artifacts/my model.bin", "artifacts/my%20model.bin"],
      ["../x/y.csv", "../x/y.csv"],
      ["/root", "/root"],
      ["a'b\"c<d>", "a%27b%22c%3Cd%3E"],
      ["größe.csv", "größe.csv"],
      ["?q=a:b", "?q=a:b"],
    ]
  ) assert.equal(safeLink(text), link);
});

test("`safeLink()` refuses every other scheme, however it is written, and other computers", () => {
  for (
    const text of [
      "javascript:alert(1)",
      " javascript:alert(1)",
      "JavaScript:alert(1)",
      "java\nscript:alert(1)",
      "java\u200bscript:alert(1)",
      "data:text/html,x",
      "vbscript:x",
      "file:///x",
      "a b:c",
      ":x",
      "//example.org/x",
      "\\\\host\\share",
      "https:\\\\example.org",
      "",
      " ",
      "\ud800",
      "x".repeat(3000),
    ]
  ) assert.equal(safeLink(text), undefined, text.slice(0, 40));
});
