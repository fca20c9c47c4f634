import assert from "node:assert/strict";
import { test } from "node:test";
import { findAncestors, findDescendants, findPath } from "../../lib/prov/ancestry.ts";
import { buildProv } from "../../lib/prov/build.ts";
import type { QualifiedName } from "../../lib/prov/document.ts";
import {
  generationsOf,
  recordsByAttribute,
  recordsReferringTo,
  usagesOf,
} from "../../lib/prov/lookup_statements.ts";

const prefixes = { ex: "https://e.example/" };

const doc = buildProv({ prefixes }, (p) => {
  p.entity("ex:model", { "prov:type": p.name("ex:Model"), "ex:k": [1, "1"] });
  p.entity("ex:file", { "prov:type": "Model" });
  p.wasGeneratedBy("ex:model", "ex:train", { time: 0 });
  p.used("ex:train", "ex:data");
  p.used("ex:test", "ex:model");
  p.hadMember("ex:data", "ex:file");
  p.wasAssociatedWith("ex:train", "ex:tool", { plan: "ex:script" });
  p.actedOnBehalfOf("ex:tool", "ex:me");
  p.wasInvalidatedBy("ex:model", "ex:cleanup");
  p.specializationOf("ex:model", "ex:idea");
});

const locals = (names: readonly QualifiedName[]) => names.map(({ local }) => local);

test("findAncestors() goes back by everything that influences, near things first", () => {
  assert.deepEqual(locals(findAncestors(doc, "ex:model")), [
    "train",
    "data",
    "tool",
    "script",
    "file",
    "me",
  ]);
  assert.deepEqual(findAncestors(doc, "ex:nobody"), []);
  assert.deepEqual(findAncestors(doc, "constructor"), []);
});

test("findDescendants() goes the other way", () => {
  assert.deepEqual(locals(findDescendants(doc, "ex:file")), ["data", "train", "model", "test"]);
  assert.deepEqual(locals(findDescendants(doc, "https://e.example/model")), ["test"]);
});

test("findPath() goes from the later thing back to the earlier one, whichever comes first", () => {
  const steps = (a: string, b: string) =>
    findPath(doc, a, b)?.map(({ from, to, record }) => [from.local, record.kind, to.local]);
  const expected = [
    ["test", "used", "model"],
    ["model", "wasGeneratedBy", "train"],
    ["train", "wasAssociatedWith", "script"],
  ];
  assert.deepEqual(steps("ex:test", "ex:script"), expected);
  assert.deepEqual(steps("ex:script", "ex:test"), expected);
  assert.deepEqual(steps("ex:model", "ex:model"), []);
  assert.equal(steps("ex:cleanup", "ex:model"), undefined);
  assert.equal(steps("ex:model", "ex:nobody"), undefined);
});

test("findAncestors() and findPath() end where things come from themselves", () => {
  const circle = buildProv({ prefixes }, (p) => {
    p.wasDerivedFrom("ex:a", "ex:b");
    p.wasDerivedFrom("ex:b", "ex:a");
  });
  assert.deepEqual(locals(findAncestors(circle, "ex:a")), ["b"]);
  assert.equal(findPath(circle, "ex:a", "ex:b")?.length, 1);
});

test("generationsOf(), usagesOf() and recordsReferringTo() find statements by their arguments", () => {
  assert.deepEqual(generationsOf(doc, "ex:model"), [doc.records[2]]);
  assert.deepEqual(generationsOf(doc, "ex:train"), []);
  assert.deepEqual(usagesOf(doc, "ex:model"), [doc.records[4]]);
  assert.deepEqual(usagesOf(doc, "ex:train"), []);
  const kinds = recordsReferringTo(doc, "ex:tool").map(({ kind }) => kind);
  assert.deepEqual(kinds, ["wasAssociatedWith", "actedOnBehalfOf"]);
  const self = buildProv({ prefixes }, (p) => p.wasDerivedFrom("ex:a", "ex:a"));
  assert.equal(recordsReferringTo(self, "ex:a").length, 1);
});

test("recordsReferringTo() sees what was added to a list that can change", () => {
  const open = { ...doc, records: doc.records.slice(0, 3) };
  assert.equal(recordsReferringTo(open, "ex:train").length, 1);
  open.records.push(doc.records[3]);
  assert.equal(recordsReferringTo(open, "ex:train").length, 2);
});

test("recordsByAttribute() compares names, texts and values", () => {
  const ids = (name: string, value?: Parameters<typeof recordsByAttribute>[2]) =>
    recordsByAttribute(doc, name, value).map(({ id }) => id!.local);
  assert.deepEqual(ids("prov:type"), ["model", "file"]);
  assert.deepEqual(ids("prov:type", "ex:Model"), ["model"]);
  assert.deepEqual(ids("prov:type", "https://e.example/Model"), ["model"]);
  assert.deepEqual(ids("prov:type", "Model"), ["file"]);
  assert.deepEqual(ids("ex:k", { text: "1" }), ["model"]);
  assert.deepEqual(ids("ex:k", { text: "2" }), []);
  assert.deepEqual(ids("ex:none"), []);
});
