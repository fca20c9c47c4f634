import assert from "node:assert/strict";
import { test } from "node:test";
import { durationText, periodText, timeText } from "../../lib/graph/time_text.ts";

test("`timeText()` writes an instant with its zone, and leaves alone what is none", () => {
  assert.equal(timeText("2026-01-01T00:30:00.000Z"), "2026-01-01 00:30:00Z");
  assert.equal(timeText("2026-01-01T00:30:00.250+02:00"), "2026-01-01 00:30:00.250+02:00");
  assert.equal(timeText("-0044-03-15T12:00:00"), "-0044-03-15 12:00:00");
  assert.equal(timeText("2026-01-01"), "2026-01-01");
  assert.equal(timeText("about noon"), "about noon");
});

test("`periodText()` tells the day once, and one end where the other is not known", () => {
  const [start, noon, next] = [
    "2026-01-01T00:00:00Z",
    "2026-01-01T12:00:00Z",
    "2026-01-02T00:00:00Z",
  ];
  assert.equal(periodText(start, noon), "2026-01-01 00:00:00Z – 12:00:00Z");
  assert.equal(periodText(start, next), "2026-01-01 00:00:00Z – 2026-01-02 00:00:00Z");
  assert.equal(periodText(start, start), "2026-01-01 00:00:00Z");
  assert.equal(periodText(start, undefined), "2026-01-01 00:00:00Z –");
  assert.equal(periodText(undefined, noon), "– 2026-01-01 12:00:00Z");
  assert.equal(periodText(undefined, undefined), "");
  assert.equal(periodText("early", "late"), "early – late");
});

test("`durationText()` gives the two largest units, and nothing where there is no time between", () => {
  const after = (ms: number) =>
    durationText("2026-01-01T00:00:00Z", new Date(Date.UTC(2026) + ms).toISOString());
  assert.equal(after(0), "0 ms");
  assert.equal(after(1500), "1.5 s");
  assert.equal(after(59_960), "1 min");
  assert.equal(after(3_725_000), "1 h 2 min");
  assert.equal(after(200 * 3_600_000), "8 d 8 h");
  assert.equal(after(-1), "");
  assert.equal(durationText(undefined, "2026-01-01T00:00:00Z"), "");
});
