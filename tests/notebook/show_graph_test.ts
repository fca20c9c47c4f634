import assert from "node:assert/strict";
import test from "node:test";
import { inspect } from "node:util";
import { logParam, startRun, toProv } from "stemma";
import { renderSvg, showGraph } from "stemma/svg";
import { scriptedEnv } from "../scripted_run.ts";

const run = logParam(
  startRun({ experiment: "digits", name: "small", env: scriptedEnv() }),
  "seed",
  7,
);

test("showGraph() is the picture in a notebook and a line elsewhere", async () => {
  const graph = await showGraph(run);
  assert.equal(graph.svg, await renderSvg(run));
  const text = "digits/small: Provenance graph of 1 entity, 1 activity, 1 agent, 2 relations";
  assert.equal(`${graph}`, text);
  assert.equal(inspect(graph), text);
  const shown = graph as unknown as Record<symbol, () => unknown>;
  assert.deepEqual(shown[Symbol.for("Jupyter.display")](), {
    "text/plain": text,
    "text/html": graph.svg,
    "image/svg+xml": graph.svg,
  });
  assert.ok(graph.svg.startsWith("<svg "));
});

test("showGraph() draws documents, and passes options on", async () => {
  const options = { direction: "LR", description: "Who & what" } as const;
  const graph = await showGraph(toProv(run), options);
  assert.equal(graph.svg, await renderSvg(toProv(run), options));
  assert.equal(`${graph}`, "Who & what");
  await assert.rejects(showGraph(run, { directon: "LR" } as never), /did you mean "direction"/);
});
