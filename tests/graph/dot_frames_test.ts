import assert from "node:assert/strict";
import { test } from "node:test";
import { provToDot } from "../../lib/graph/dot.ts";
import { dotToSvg } from "../../lib/graph/svg.ts";
import type { ProvRecord } from "../../lib/prov/document.ts";
import { documentOf, say } from "./_sample.ts";

const inside: readonly ProvRecord[] = [
  say("entity", "ex:data"),
  say("entity", "ex:model", { "ex:size": 3 }),
  say("wasDerivedFrom", "ex:model ex:data ex:train"),
  say("wasAttributedTo", "ex:model ex:alice"),
];
const three = documentOf([
  say("agent", "ex:alice"),
  say("entity", "ex:r1", { type: "prov:Bundle" }),
  say("wasDerivedFrom", "ex:r2 ex:r1"),
], { "ex:r1": inside, "ex:r2": inside, "ex:r3": inside });

/** The lines of a frame, without its head. */
function frame(dot: string, place: number): string {
  return dot.split(`subgraph "cluster_${place}" {`)[1].split("\n  }\n")[0];
}

test("`provToDot()` draws the same names in three bundles as three things", () => {
  const dot = provToDot(three);
  assert.match(dot, /comment="Provenance graph of [^"]*, 7 relations, 3 bundles"/);
  for (const [i, name] of ["r1", "r2", "r3"].entries()) {
    const lines = frame(dot, i + 1);
    assert.match(lines, new RegExp(`"ex:${name} / ex:data" \\[label="data"`));
    assert.match(lines, new RegExp(`"ex:${name} / ex:train" \\[label="train".*dashed`));
    assert.match(lines, new RegExp(`>ex:${name}</FONT>`));
    assert.match(lines, new RegExp(`tooltip="ex:${name} \\(bundle\\)"`));
  }
});

test("`provToDot()` writes into a frame what happens in it: relations, points and notes", () => {
  const dot = provToDot(three, { show: { attributes: true } });
  const lines = frame(dot, 1);
  assert.match(lines, /"ex:r1 \/ ex:model" -> "relation 1" \[/);
  assert.match(lines, /"relation 1" -> "ex:r1 \/ ex:data" \[/);
  assert.match(lines, /"note: ex:r1 \/ ex:model" \[shape=note/);
  assert.doesNotMatch(lines, /alice|ex:r2/, "what leads out of it stands outside");
  assert.match(dot, /"ex:r1 \/ ex:model" -> "ex:alice"/);
});

test("`provToDot()` joins a frame to the entity that is the bundle, declared or mentioned", () => {
  const dot = provToDot(three);
  const links = dot.split("\n").filter((line) => line.includes("class=bundle"));
  assert.equal(links.length, 2, "nothing is said about ex:r3");
  assert.match(links[0], /"ex:r1 \/ ex:data" -> "ex:r1" \[ltail="cluster_1"/);
  assert.match(links[1], /"ex:r2 \/ ex:data" -> "ex:r2" \[ltail="cluster_2"/);
  assert.match(dot, /compound=true/);
  const own = documentOf([], { "ex:r": [say("entity", "ex:r"), say("used", "ex:a ex:r")] });
  assert.doesNotMatch(provToDot(own), /class=bundle|compound/, "a bundle may tell of itself");
});

test("`provToDot()` joins an empty frame, and one entity that stands for several bundles", () => {
  const empty = documentOf([say("entity", "ex:b")], { "ex:b": [] });
  assert.match(provToDot(empty), /"empty 1" -> "ex:b" \[ltail="cluster_1"/);
  const many = Array.from({ length: 9 }, (_, i) => `ex:b${i}`);
  const folded = provToDot(documentOf(
    many.map((name) => say("entity", name, { type: "prov:Bundle" })),
    Object.fromEntries(many.map((name) => [name, inside])),
  ));
  assert.match(folded, /"ex:b0 \+8" \[label=<9 × Bundle/);
  assert.equal(folded.match(/-> "ex:b0 \+8" \[ltail=/g)?.length, 9);
});

test("`provToDot()` names a frame at its top left, wherever the past lies", () => {
  for (
    const [direction, place] of [["BT", "b l"], ["TB", "t l"], ["LR", "t l"], [
      "RL",
      "t r",
    ]] as const
  ) {
    const [, side, just] = /FONT>>, labelloc=(.), labeljust=(.)/
      .exec(provToDot(three, { direction }))!;
    assert.equal(`${side} ${just}`, place, direction);
  }
});

test("`dotToSvg()` draws the labels of a frame's relations within it", async () => {
  const svg = await dotToSvg(provToDot(documentOf([], {
    "ex:b": [say("entity", "ex:report1"), say("wasDerivedFrom", "ex:report2 ex:report1")],
  })));
  const [, shape] = /class="cluster">\n<title>[^<]*<\/title>\n<g><a [^>]*>\n<path [^>]*d="([^"]*)"/
    .exec(svg)!;
  const right = Math.max(...[...shape.matchAll(/([\d.]+),-/g)].map(([, x]) => Number(x)));
  const [, middle] = /<text [^>]*x="([\d.]+)"[^>]*> ?wasDerivedFrom/.exec(svg)!;
  assert.ok(Number(middle) + 40 < right, `${middle} in ${right}`);
});
