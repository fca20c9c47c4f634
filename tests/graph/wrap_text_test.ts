import assert from "node:assert/strict";
import { test } from "node:test";
import { textWidth } from "../../lib/graph/text.ts";
import { wrapText } from "../../lib/graph/wrap_text.ts";

test("`wrapText()` leaves short texts, and breaks long ones near their midst", () => {
  assert.deepEqual(wrapText("learning rate"), ["learning rate"]);
  assert.deepEqual(wrapText("transform the raw measurements into averages"), [
    "transform the raw",
    "measurements into averages",
  ]);
  assert.deepEqual(wrapText("data/2026/measurements-north.csv"), [
    "data/2026/",
    "measurements-north.csv",
  ]);
  assert.deepEqual(wrapText("a-name-with-marks and one space"), [
    "a-name-with-marks",
    "and one space",
  ]);
});

test("`wrapText()` shortens what has no place to break, and what is too long for two lines", () => {
  const [one, ...none] = wrapText("x".repeat(100));
  assert.deepEqual(none, []);
  assert.equal(textWidth(one), 38);
  assert.equal(wrapText(`a ${"x".repeat(60)}`).length, 1);
  for (const text of ["word ".repeat(50), "ab/".repeat(2000), "很长 ".repeat(40), "", " ", "\n"]) {
    const lines = wrapText(text);
    assert.ok(lines.length <= 2 && lines.every((line) => textWidth(line) <= 38), lines.join("|"));
  }
});
