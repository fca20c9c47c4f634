import assert from "node:assert/strict";
import { test } from "node:test";
import { provToDot } from "../../lib/graph/dot.ts";
import { documentOf, say, training } from "./_sample.ts";

const small = documentOf([
  say("activity", "ex:train", { label: "training" }),
  say("entity", "ex:model", { type: "mls:Model", label: "cnn" }),
  say("entity", "ex:lr", { value: 0.001, label: "lr" }),
  say("agent", "ex:alice", { type: "prov:Person" }),
  say("wasGeneratedBy", "ex:model ex:train 2026-01-01T00:00:00.000Z"),
  say("used", "ex:train ex:lr"),
  say("wasAssociatedWith", "ex:train ex:alice ex:plan", { role: "operator" }),
]);

test("`provToDot()` draws elements in the colours and shapes of the W3C's conventions", () => {
  const dot = provToDot(small);
  assert.match(dot, /rankdir=BT/);
  assert.match(dot, /"ex:model" \[label=<cnn<BR\/>.*Model.*shape=oval, fillcolor="#FFFC87"/);
  assert.match(dot, /"ex:train" \[label="training", shape=box, fillcolor="#9FB1FC"/);
  assert.match(dot, /"ex:alice" \[.*shape=house, fillcolor="#FED37F"/);
  assert.match(dot, /label="lr = 0.001"/);
});

test("`provToDot()` draws what nobody declares in gray and dashed, in the shape of its place", () => {
  const dot = provToDot(documentOf([
    say("used", "ex:act ex:thing"),
    say("wasAttributedTo", "ex:thing ex:who"),
    say("wasInfluencedBy", "ex:one ex:other"),
  ]));
  for (
    const [name, shape] of [["act", "box"], ["thing", "oval"], ["who", "house"], ["one", "oval"]]
  ) {
    assert.match(
      dot,
      new RegExp(`"ex:${name}" \\[label="${name}", shape=${shape}, fillcolor="#D3D3D3".*dashed`),
    );
  }
});

test("`provToDot()` leads a relation with more than two ends through a point", () => {
  const dot = provToDot(small);
  assert.match(dot, /"relation 1" \[shape=point/);
  assert.match(dot, /"ex:train" -> "relation 1" \[arrowhead=none/);
  assert.match(dot, /"relation 1" -> "ex:alice" \[label=" wasAssociatedWith \(operator\)"/);
  assert.match(dot, /"relation 1" -> "ex:plan" \[color="#808080".*label="plan"/);
});

test("`provToDot()` names revisions, quotations and primary sources by their own word", () => {
  const dot = provToDot(documentOf([
    say("wasDerivedFrom", "ex:b ex:a", { type: "prov:Revision" }),
    say("wasDerivedFrom", "ex:c ex:a", { type: "prov:Quotation" }),
    say("wasDerivedFrom", "ex:d ex:a", { type: "prov:PrimarySource" }),
    say("wasDerivedFrom", "ex:e ex:a"),
  ]));
  for (const term of ["wasRevisionOf", "wasQuotedFrom", "hadPrimarySource", "wasDerivedFrom"]) {
    assert.match(dot, new RegExp(`label=" ${term}"`));
  }
});

test("`provToDot()` tells things apart that differ only in their prefix", () => {
  const dot = provToDot(documentOf([
    say("entity", "ex:data"),
    say("entity", "schema:data"),
    say("entity", "ex:other"),
  ], { "ex:b": [say("entity", "ex:data")] }));
  assert.match(dot, /"ex:data" \[label="ex:data"/);
  assert.match(dot, /"schema:data" \[label="schema:data"/);
  assert.match(dot, /"ex:other" \[label="other"/);
  assert.match(dot, /"ex:b \/ ex:data" \[label="data"/);
});

test("`provToDot()` frames bundles and joins what they mention to what the document declares", () => {
  const dot = provToDot(documentOf(
    [say("entity", "ex:data", { label: "shared" })],
    { "ex:b": [say("entity", "ex:in"), say("wasDerivedFrom", "ex:in ex:data")], "ex:none": [] },
  ));
  assert.equal(dot.match(/subgraph "cluster_/g)?.length, 2);
  assert.match(dot, /"ex:b \/ ex:in" -> "ex:data"/);
  assert.equal(dot.match(/label="shared"/g)?.length, 1);
  assert.match(dot, /label="\(empty\)"/);
});

test("`provToDot()` links only where an attribute gives a safe address", () => {
  const dot = provToDot(documentOf([
    say("entity", "ex:a", { location: "artifacts/a b.bin" }),
    say("entity", "ex:b", { location: "javascript:alert(1)" }),
    say("entity", "ex:c", { "schema:url": "https://example.org/?a=1&b=2" }),
  ]));
  assert.deepEqual([...dot.matchAll(/URL="([^"]*)"/g)].map(([, url]) => url), [
    "artifacts/a%20b.bin",
    "https://example.org/?a=1&amp;b=2",
  ]);
});

test("`provToDot()` hangs notes with all attributes where they are asked for", () => {
  assert.doesNotMatch(provToDot(small), /shape=note/);
  const dot = provToDot(small, { show: { attributes: true } });
  assert.match(dot, /"note: ex:lr" \[shape=note/);
  assert.match(dot, /"note: ex:lr" -> "ex:lr" \[.*style=dashed/);
  assert.match(dot, /2026-01-01T00:00:00.000Z/);
});

test("`provToDot()` writes labels or a legend of colours, as asked or by the number of edges", () => {
  assert.match(provToDot(small), /label=" used"/);
  assert.doesNotMatch(provToDot(small), /—› used/);
  const bare = provToDot(small, { show: { labels: false } });
  assert.doesNotMatch(bare, /label=" used"/);
  assert.match(bare, /—› used/);
  assert.doesNotMatch(bare, /wasInformedBy/, "the legend tells only what occurs");
  assert.doesNotMatch(provToDot(small, { show: { legend: false } }), /TABLE/);
  const many = training({ params: 6, metrics: 12, versions: 5 });
  assert.match(provToDot(many), /—› used/);
});

test("`provToDot()` leaves out the kinds that `show` says not to draw", () => {
  const dot = provToDot(small, { show: { agent: false, used: false } });
  assert.doesNotMatch(dot, /alice|wasAssociatedWith|-> "ex:lr"/);
  assert.match(dot, /"ex:model" -> "ex:train"/);
});

test("`provToDot()` gives the same text for the same statements in any order", () => {
  const doc = training({ params: 12, metrics: 30, versions: 20 });
  const turned = { ...doc, records: [...doc.records].reverse() };
  for (const detail of ["auto", "overview", "full"] as const) {
    assert.equal(provToDot(doc, { detail }), provToDot(turned, { detail }));
  }
});

test("`provToDot()` does not change its document", () => {
  const doc = training({ params: 12, metrics: 30, versions: 20 });
  const before = JSON.stringify(doc);
  provToDot(doc, { show: { attributes: true } });
  assert.equal(JSON.stringify(doc), before);
});

test("`provToDot()` refuses options that it does not know, and names the nearest", () => {
  const call = (options: unknown) => () => provToDot(small, options as never);
  assert.throws(call({ details: "full" }), { name: "TypeError", message: /"detail"/ });
  assert.throws(call({ detail: "all" }), { name: "TypeError", message: /"auto".*got "all"/ });
  assert.throws(call({ direction: "UP" }), TypeError);
  assert.throws(call({ show: { label: true } }), { name: "TypeError", message: /"labels"/ });
  assert.throws(call({ show: { used: 1 } }), { name: "TypeError", message: /show.used/ });
});

test("`provToDot()` draws a document without statements", () => {
  assert.match(provToDot(documentOf([])), /^digraph provenance \{[^]*label="\(empty\)"\]\n\}/);
});
