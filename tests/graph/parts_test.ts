import assert from "node:assert/strict";
import { test } from "node:test";
import { provToDot } from "../../lib/graph/dot.ts";
import { DETAILS, DIRECTIONS, PARTS } from "../../lib/graph/dot_options.ts";
import { documentOf, say } from "./_sample.ts";

const doc = documentOf([
  say("activity", "ex:a 2026-01-01T00:00:00.000Z 2026-01-01T01:00:00.000Z", { label: "train" }),
  say("entity", "ex:e"),
  say("wasGeneratedBy", "ex:g; ex:e ex:a 2026-01-01T00:30:00Z", { role: "result" }),
  say("used", "ex:u; ex:a ex:x 2026-01-01T00:10:00Z"),
  say("wasDerivedFrom", "ex:d; ex:e ex:x - ex:g ex:u"),
  say("wasGeneratedBy", "ex:g0; ex:x - 2025-12-31T00:00:00Z", { "ex:by": "nobody" }),
]);

test("`provToDot()` writes identifiers where they are asked for", () => {
  const dot = provToDot(doc, { show: { ids: true } });
  assert.match(dot, /"ex:a" \[label=<train<BR\/><FONT[^>]*>1 h<BR\/>ex:a<\/FONT>>/);
  assert.match(dot, /"ex:e" \[label="ex:e"/);
  assert.match(dot, /label=" used\\n ex:u"/);
  assert.match(dot, /label=" wasGeneratedBy \(result\)\\n ex:g"/);
  assert.match(dot, /label=" wasDerivedFrom\\n ex:d\\n generation: ex:g\\n usage: ex:u"/);
  const bare = provToDot(doc, { show: { ids: true, labels: false } });
  assert.match(bare, /label=" ex:u"/);
  assert.doesNotMatch(provToDot(doc), /label="[^"]*ex:/);
});

test("`provToDot()` writes times where they are asked for", () => {
  const dot = provToDot(doc, { show: { times: true } });
  assert.match(dot, /"ex:a" \[.*>1 h<BR\/>2026-01-01 00:00:00Z – 01:00:00Z<\/FONT>/);
  assert.match(dot, /label=" used\\n 2026-01-01 00:10:00Z"/);
  assert.doesNotMatch(provToDot(doc), /label=[^,]*2026/);
});

test("`provToDot()` draws a relation without a second end at full detail, as one to a ring", () => {
  const dot = provToDot(doc, { detail: "full", show: { times: true, attributes: true } });
  const [, point] = /("relation \d+") \[shape=point[^\]]*fillcolor="#FFFFFF"/.exec(dot)!;
  assert.ok(dot.includes(`"ex:x" -> ${point} [label=" wasGeneratedBy\\n 2025-12-31 00:00:00Z"`));
  assert.ok(dot.includes(`"note: ${point.slice(1)} -> ${point}`));
  assert.doesNotMatch(dot, /"note: ex:x"/, "what the relation says stands on the relation");
  const auto = provToDot(doc);
  assert.doesNotMatch(auto, /fillcolor="#FFFFFF"/);
  assert.match(auto, /"ex:x" \[.*tooltip="[^"]*wasGeneratedBy\\nex:by: nobody\\ntime: 2025-12-31/);
});

test("`provToDot()` tells by a tooltip the identifier of a relation and what it refers to", () => {
  assert.match(
    provToDot(doc),
    /tooltip="wasDerivedFrom\\nid: ex:d\\ngeneration: ex:g\\nusage: ex:u"/,
  );
});

test("`provToDot()` takes every detail, direction and part that is listed", () => {
  for (const detail of DETAILS) assert.match(provToDot(doc, { detail }), /^digraph/);
  for (const direction of DIRECTIONS) {
    assert.ok(provToDot(doc, { direction }).includes(`rankdir=${direction},`));
  }
  const usual = provToDot(doc);
  for (const part of PARTS) {
    const turned = part === "labels" || part === "legend" ? false : true;
    assert.notEqual(provToDot(doc, { show: { [part]: turned } }), usual, part);
  }
});
