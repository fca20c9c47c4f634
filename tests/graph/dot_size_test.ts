import assert from "node:assert/strict";
import { test } from "node:test";
import { dotSize } from "../../lib/graph/dot_size.ts";
import { layeredSize } from "../../lib/graph/layers.ts";

test("`dotSize()` counts nodes and edges, also between groups", () => {
  const dot = `strict digraph "a -> b" { // x -> y
    /* p -> q */ node [label="n -> m"]
    a -> {b c d} -> e [label=<<b>x -> y</b>>]; subgraph cluster_1 { z [u=v]; q }
    "a" -> b:p:n
  }`;
  const { nodes, edges } = dotSize(dot);
  assert.deepEqual({ nodes, edges }, { nodes: 7, edges: 7 });
});

test("`dotSize()` reads to the end of whatever it is given", () => {
  for (const dot of ["", '"', "<", "/*", "}}}", "]]->", "a -> ", '"\\"', "\\", "{{{{"]) {
    assert.ok(dotSize(dot).size >= 0);
  }
  assert.ok(dotSize("{".repeat(100_000) + "a->b").edges === 1);
});

test("`layeredSize()` counts the layers that edges cross", () => {
  assert.equal(layeredSize(3, [0, 1], [1, 2]), 5);
  assert.equal(layeredSize(3, [0, 1, 0], [1, 2, 2]), 7);
  assert.equal(layeredSize(2, [0, 1], [1, 0]), 4);
  assert.equal(layeredSize(1, [0], [0]), 2);
  const chain = Array.from({ length: 100 }, (_, i) => i);
  const size = layeredSize(101, [...chain, ...chain], [
    ...chain.map((i) => i + 1),
    ...chain.map(() => 100),
  ]);
  assert.equal(size, 101 + 100 + 5050);
});
