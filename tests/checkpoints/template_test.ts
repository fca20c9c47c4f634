import assert from "node:assert/strict";
import { test } from "node:test";
import { isInside } from "../../lib/base/path.ts";
import { parseTemplate, timeFields } from "../../lib/checkpoints/template.ts";
import { hostileNames } from "../hostile_names.ts";

const filled = (template: string, values: Record<string, string | number>) =>
  parseTemplate(template, "the template")(values);

test("parseTemplate() fills every field", () => {
  const values = {
    name: "cnn",
    run: "r1",
    experiment: "x",
    epoch: 3,
    batch: 120,
    step: 9,
    rank: 0,
  };
  assert.equal(filled("{name}-ep{epoch}-ba{batch}", values), "cnn-ep3-ba120");
  assert.equal(filled("{experiment}/{run}/{step}.{rank}", values), "x/r1/9.0");
  const time = timeFields(Date.UTC(2026, 0, 2, 3, 4, 5));
  const fill = parseTemplate("{time}-{year}{month}{day}-{hour}{minute}{second}", "the template");
  assert.equal(fill(time), "20260102T030405Z-20260102-030405");
});

test("parseTemplate() lets no value lead out of its segment, nor be what a disk refuses", () => {
  const names = [
    ...hostileNames,
    "../x",
    "..",
    ".",
    "a/b",
    "C:\\x",
    "con",
    "nul",
    "\u0000",
    "x ",
    ".",
  ];
  for (const name of names) {
    for (const template of ["{name}", "a/{name}", "{name}{run}", ".{name}"]) {
      const path = filled(template, { name, run: "" });
      assert.ok(isInside(path), path);
      assert.equal(path.split("/").length, template.split("/").length, `${name} in ${template}`);
      assert.doesNotMatch(path, /(^|\/)(con|nul)(\.|$)/i);
    }
  }
  assert.notEqual(filled("{name}", { name: "co" + "n" }), "con");
  assert.notEqual(filled("{name}{run}", { name: "co", run: "n" }), "con");
});
