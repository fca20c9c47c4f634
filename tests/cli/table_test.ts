import assert from "node:assert/strict";
import process from "node:process";
import test from "node:test";
import fc from "fast-check";
import {
  countOf,
  countText,
  durationText,
  numberText,
  sizeText,
  sparkline,
} from "../../lib/base/human.ts";
import { sniffFormat } from "../../lib/cli/formats.ts";
import { printable } from "../../lib/base/printable.ts";
import { layTable } from "../../lib/cli/table.ts";
import { paintFor, screenWidth } from "../../lib/cli/terminal.ts";
import { cutText, padText, textWidth } from "../../lib/cli/text_width.ts";

test("textWidth() counts columns, not characters", () => {
  const widths: Record<string, number> = { "": 0, abc: 3, "é": 1, "e\u0301": 1, 数据: 4, "🙂": 2 };
  for (const [text, width] of Object.entries(widths)) assert.equal(textWidth(text), width, text);
});

test("cutText() and padText() give the width that was asked for", () => {
  assert.equal(cutText("abcdef", 4), "abc…");
  assert.equal(cutText("数据集", 4), "数…");
  assert.equal(cutText("training/loss@psutil", 11, "middle"), "train…sutil");
  assert.equal(cutText("数据集🙂", 6, "middle"), "数…🙂");
  assert.equal(padText("数", 4), "数  ");
  assert.equal(padText("1", 3, "right"), "  1");
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), fc.integer({ min: 1, max: 30 }), (text, width) => {
      assert.ok(textWidth(cutText(text, width)) <= width);
      assert.ok(textWidth(cutText(text, width, "middle")) <= width);
      if (textWidth(text) <= width) assert.equal(textWidth(padText(text, width)), width);
    }),
  );
});

test("layTable() keeps to the width, cuts the widest columns and leaves out empty ones", () => {
  const columns = [{ heading: "key" }, { heading: "none" }, {
    heading: "n",
    side: "right",
  }] as const;
  assert.deepEqual(layTable(columns, [["a", "", "1"], ["bcd", "", "23"]], 80), [
    "key   n",
    "a     1",
    "bcd  23",
  ]);
  const cell = fc.string({ maxLength: 200 });
  fc.assert(
    fc.property(
      fc.array(fc.tuple(cell, cell, cell)),
      fc.integer({ min: 28, max: 120 }),
      (rows, width) => {
        const lines = layTable(columns, rows, width);
        assert.equal(lines.length, rows.length + 1);
        assert.ok(lines.every((line) => textWidth(line) <= width));
      },
    ),
  );
});

test("layTable() cuts no column that is to stay whole", () => {
  const columns = [{ heading: "name" }, { heading: "id", cut: "never" }] as const;
  const id = "0".repeat(36);
  const [, line] = layTable(columns, [["a long name", id]], 20);
  assert.equal(line, `a lon…  ${id}`);
});

test("layTable() takes a cell of a million characters", () => {
  const [, line] = layTable([{ heading: "a" }, { heading: "b" }], [["x".repeat(1e6), "y"]], 40);
  assert.equal(line, `${"x".repeat(36)}…  y`);
});

test("numbers are written for people", () => {
  assert.deepEqual(
    [0, 1234567, 0.123456, -0.5, 1795229214.8, -1e300, NaN, -Infinity].map(numberText),
    [
      "0",
      "1,234,567",
      "0.1235",
      "-0.5",
      "1.795e9",
      "-1.000e300",
      "NaN",
      "-Infinity",
    ],
  );
  assert.deepEqual([0, 999, 1000, -1234].map(countText), ["0", "999", "1,000", "-1,234"]);
  assert.deepEqual([1, 2].map((n) => countOf(n, "run")), ["1 run", "2 runs"]);
  assert.deepEqual([0, 1023, 1024, 5 * 2 ** 30].map(sizeText), [
    "0 B",
    "1023 B",
    "1.0 KiB",
    "5.0 GiB",
  ]);
  assert.deepEqual([0, 12.3456, 1500, 90_000, 7_260_000, 200_000_000].map(durationText), [
    "0 ms",
    "12.3 ms",
    "1.5 s",
    "1 min 30 s",
    "2 h 1 min",
    "2 d 7 h",
  ]);
  assert.equal(sparkline([0, NaN, 1, 0.5]), "▁ █▄");
  assert.equal(sparkline([3, 3]), "▁▁");
});

test("printable() leaves nothing that acts on a terminal", () => {
  assert.equal(printable("a\x1b[31m\nb\u202e"), "a\\u001b[31m\\u000ab\\u202e");
  assert.equal(printable("π 数 🙂"), "π 数 🙂");
});

test("paintFor() colours terminals alone, and none where NO_COLOR says so", () => {
  const kept = { ...process.env };
  try {
    delete process.env.NO_COLOR;
    process.env.TERM = "xterm";
    assert.equal(paintFor({ isTTY: true }).red("x"), "\x1b[31mx\x1b[0m");
    assert.equal(paintFor({ isTTY: false }).red("x"), "x");
    process.env.TERM = "dumb";
    assert.equal(paintFor({ isTTY: true }).red("x"), "x");
    process.env.TERM = "xterm";
    process.env.NO_COLOR = "1";
    assert.equal(paintFor({ isTTY: true }).red("x"), "x");
  } finally {
    for (const name of ["NO_COLOR", "TERM"]) {
      if (kept[name] === undefined) delete process.env[name];
      else process.env[name] = kept[name];
    }
  }
});

test("screenWidth() is that of the terminal within reason, else 80", () => {
  assert.equal(screenWidth({}), 80);
  const widths = [10, 100, 400, undefined].map((columns) => screenWidth({ isTTY: true, columns }));
  assert.deepEqual(widths, [40, 100, 120, 80]);
});

test("sniffFormat() tells a format by its beginning", () => {
  assert.equal(sniffFormat('\ufeff { "@context": []'), "jsonld");
  assert.equal(sniffFormat('{"prefix": {}'), "json");
  assert.equal(sniffFormat("{}"), "json");
  assert.equal(sniffFormat("// comment\ndocument"), "provn");
  assert.equal(sniffFormat("\n document\n"), "provn");
  assert.equal(sniffFormat("documentation"), undefined);
  assert.equal(sniffFormat(""), undefined);
});
