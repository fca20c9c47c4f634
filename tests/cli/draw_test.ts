import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { inFolder } from "../assets/temporary_folder.ts";
import { stemma } from "./stemma.ts";

const input = `document
  prefix ex <https://e.example/>
  entity(ex:data, [ex:rows="150"])
  entity(ex:model)
  activity(ex:train, 2026-01-02T03:04:05Z, -)
  agent(ex:ada)
  used(ex:train, ex:data, -)
  wasGeneratedBy(ex:model, ex:train, -)
  wasAssociatedWith(ex:train, ex:ada, -)
endDocument
`;
const dotOf = (...args: string[]) =>
  stemma(["draw", "-", "--to", "dot", ...args], { input }).stdout;

test("`draw` writes SVG to stdout, or what the extension says", async () => {
  assert.match(stemma(["draw", "-"], { input }).stdout, /^<svg[^]*<\/svg>\s*$/);
  await inFolder({ "in.provn": input }, (folder) => {
    for (const [name, pattern] of [["a.svg", /^<svg/], ["a.dot", /^digraph/]] as const) {
      const outcome = stemma(["draw", join(folder, "in.provn"), "-o", join(folder, name)]);
      assert.deepEqual(outcome, { code: 0, stdout: "", stderr: "" });
      assert.match(readFileSync(join(folder, name), "utf8"), pattern);
    }
    const other = stemma(["draw", join(folder, "in.provn"), "-o", join(folder, "a.png")]);
    assert.deepEqual([other.code, other.stdout], [2, ""]);
  });
});

test("`draw` passes its options on", () => {
  assert.match(dotOf(), /rankdir=BT[^]*labelloc[^]*ada[^]*label=" used"/);
  assert.match(dotOf("--direction", "LR"), /rankdir=LR/);
  assert.doesNotMatch(dotOf("--hide", "agent"), /ada/);
  assert.doesNotMatch(dotOf("--hide", "agent,used"), /ada|used/);
  assert.match(dotOf("--attributes"), /ex:rows[^]*150/);
  assert.notEqual(dotOf("--ids"), dotOf());
  assert.match(dotOf("--times"), /2026/);
  assert.doesNotMatch(dotOf("--no-legend"), /labelloc/);
  assert.notEqual(dotOf("--no-labels"), dotOf());
  assert.equal(dotOf("--labels"), dotOf());
  for (const detail of ["auto", "overview", "full"]) {
    assert.match(dotOf("--detail", detail), /^digraph/);
  }
  const svg = stemma(["draw", "-", "--title", "Who & what", "--engine", "neato"], { input }).stdout;
  assert.match(svg, /<title[^>]*>Who &amp; what<\/title>/);
});

test("`draw` names the choices where one is wrong", () => {
  for (const args of [["--detail", "much"], ["--direction", "UP"], ["--engine", "x"]]) {
    const { code, stderr } = stemma(["draw", "-", ...args], { input });
    assert.equal(code, 2);
    assert.match(stderr, /^stemma: [^\n]*Allowed choices are [^\n]*\n$/);
  }
  const { code, stderr } = stemma(["draw", "-", "--hide", "entities"], { input });
  assert.equal(code, 2);
  assert.match(stderr, /^stemma: Cannot hide "entities"/);
});
