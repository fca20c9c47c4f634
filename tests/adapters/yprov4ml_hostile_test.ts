import assert from "node:assert/strict";
import test from "node:test";
import { artifacts, contexts, params, toProv } from "stemma";
import { runFromYprov4ml } from "stemma/yprov4ml";
import { filesOf, kindsOf } from "./yprov4ml_folders.ts";

const E3 = { "yprov": "https://github.com/HPCI-Lab/yProv4ML", "provml": "prov-ml" };

test("runFromYprov4ml() keeps hostile names as names", async () => {
  const names = ["__proto__", "constructor", "toString", "a\u0000b", "../../x", "$"];
  const entity = Object.fromEntries([
    ...names.map((name, i) => [`e${i}`, { "prov:label": name, "prov:value": `${i}` }]),
    ["f", { "dcterms:identifier": "a.txt", "yprov:__proto__": "x", "yprov:$": "y" }],
  ]);
  const { run } = await runFromYprov4ml(filesOf({
    "prov_x.json": { prefix: E3, activity: { "r": { "yprov:run_id": "1" } }, entity },
  }));
  assert.deepEqual(
    params(run).map(({ key, value }) => [key, value]),
    names.map((name, i) => [name, i]),
  );
  const [file] = artifacts(run);
  assert.deepEqual(Object.entries(file.attributes), [["__proto__", "x"]]);
  assert.ok(toProv(run).records.length > 0);
  assert.deepEqual(Object.keys(Object.prototype), []);
});

test("runFromYprov4ml() takes no quadratic time over large documents", async () => {
  const count = 20_000;
  const activity: Record<string, unknown> = { "r": { "yprov:run_id": "1" } };
  const wasInformedBy: Record<string, unknown> = {};
  const entity: Record<string, unknown> = { "same": [] };
  for (let i = 0; i < count; i++) {
    activity[`c${i}`] = {};
    wasInformedBy[`_:${i}`] = {
      "prov:informed": `c${i}`,
      "prov:informant": i === 0 ? "r" : `c${i - 1}`,
    };
    entity[`p${i}`] = { "prov:value": "1" };
    (entity.same as unknown[]).push({ "prov:value": `${i}` });
  }
  const { run, repairs } = await runFromYprov4ml(filesOf({
    "prov_x.json": { prefix: E3, activity, entity, wasInformedBy },
  }));
  assert.equal(contexts(run).length, count);
  assert.equal(params(run).length, 2 * count);
  assert.ok(kindsOf(repairs).has("context-cycle"));
});
