import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { findAncestors, findPath } from "../../lib/prov/ancestry.ts";
import { buildProv } from "../../lib/prov/build.ts";
import { diffProv } from "../../lib/prov/diff.ts";
import type { ProvDocument, ProvRecord } from "../../lib/prov/document.ts";
import { equalProv } from "../../lib/prov/equal.ts";
import { formatProvDiff } from "../../lib/prov/format_diff.ts";
import { mergeProv } from "../../lib/prov/merge.ts";
import { qualifiedName } from "../../lib/prov/names.ts";
import { unifyProv } from "../../lib/prov/unify.ts";
import { validateProv } from "../../lib/prov/validate.ts";
import { anyDocument } from "./arbitrary_document.ts";

const MANY = 100_000;
const names = Array.from(
  { length: MANY + 1 },
  (_, i) => qualifiedName("ex", "https://e.example/", `n${i}`),
);

function documentOf(records: ProvRecord[]): ProvDocument {
  return { prefixes: { ex: "https://e.example/" }, records, bundles: [] };
}

function entities(count: number): ProvRecord[] {
  return names.slice(0, count).map((id) => ({ kind: "entity", id, formal: {}, attributes: [] }));
}

function specialization(specific: number, general: number): ProvRecord {
  const formal = { specificEntity: names[specific], generalEntity: names[general] };
  return { kind: "specializationOf", formal, attributes: [] };
}

function derivation(generated: number, used: number): ProvRecord {
  const formal = { generatedEntity: names[generated], usedEntity: names[used] };
  return { kind: "wasDerivedFrom", formal, attributes: [] };
}

const chain = Array.from({ length: MANY - 1 }, (_, i) => i);

test("validateProv() follows chains of 100,000 steps", () => {
  for (const link of [specialization, derivation]) {
    const records = [...entities(MANY), ...chain.map((i) => link(i, i + 1))];
    assert.deepEqual(validateProv(documentOf(records)), []);
  }
});

test("validateProv() finds circles of 100,000 steps", () => {
  for (const [link, code] of [[specialization, "C52"], [derivation, "C42"]] as const) {
    const records = [...entities(MANY), ...chain.map((i) => link(i, i + 1)), link(MANY - 1, 0)];
    const [finding, ...others] = validateProv(documentOf(records));
    assert.deepEqual([finding.code, finding.records.length, others.length], [code, MANY, 0]);
    assert(finding.message.length < 2000);
  }
});

test("validateProv() follows specializations that branch and join", () => {
  // Between two ends there are 2 ** 50,000 ways.
  const records = chain.flatMap((i) =>
    i % 2 === 0 ? [specialization(i, i + 1), specialization(i, i + 2)] : [specialization(i, i + 1)]
  );
  const doc = documentOf([...entities(MANY + 1), ...records, derivation(MANY - 1, 0)]);
  assert.deepEqual(validateProv(doc).map(({ code }) => code), ["C42"]);
  // Each of 448 is a special form of each later one: 100,128 statements.
  const clique = Array.from({ length: 448 }, (_, i) => i)
    .flatMap((i) => Array.from({ length: 447 - i }, (_, j) => specialization(i, i + 1 + j)));
  assert.deepEqual(validateProv(documentOf([...entities(448), ...clique])), []);
});

test("validateProv() and unifyProv() take 100,000 statements of one identifier", () => {
  const [id, activity, entity] = names;
  const same = (time: (i: number) => string | undefined) =>
    Array.from({ length: MANY }, (_, i): ProvRecord => {
      const at = time(i);
      const formal = { activity, entity, ...(at !== undefined && { time: at }) };
      return { kind: "used", id, formal, attributes: [] };
    });
  assert.equal(unifyProv(documentOf(same(() => undefined))).records.length, 1);
  const minutes = documentOf(same((i) => new Date(i * 60_000).toISOString()));
  assert.deepEqual(
    validateProv(minutes).filter(({ severity }) => severity === "error").map(({ code }) => code),
    ["C23"],
  );
  assert.throws(() => unifyProv(minutes), { code: "PROV_CONFLICT" });
});

test("findAncestors() and findPath() follow 100,000 steps", () => {
  const doc = documentOf(chain.map((i) => derivation(i, i + 1)));
  Object.freeze(doc.records);
  assert.equal(findAncestors(doc, names[0]).length, MANY - 1);
  assert.equal(findPath(doc, names[0], names[MANY - 1])?.length, MANY - 1);
});

test("names of JavaScript's own mean nothing", () => {
  const prefixes = { constructor: "urn:constructor:", toString: "urn:other:" };
  const doc = buildProv({ prefixes }, (p) => {
    for (const local of ["__proto__", "constructor", "hasOwnProperty"]) {
      p.entity(`constructor:${local}`, { [`constructor:${local}`]: local });
      p.wasDerivedFrom(`constructor:${local}`, "constructor:__proto__", {
        id: `toString:${local}`,
      });
    }
    p.bundle("constructor:b", (b) => b.activity("constructor:__proto__"));
  });
  const circles = validateProv(doc).map((
    { code, message },
  ) => [code, message.includes("__proto__")]);
  assert.deepEqual(circles, [["C42", true]]);
  assert(equalProv(unifyProv(doc), doc));
  assert(equalProv(mergeProv([doc, doc]), doc));
  assert.deepEqual(diffProv(doc, doc), []);
});

test("every function takes any document", () => {
  fc.assert(fc.property(anyDocument, anyDocument, (a, b) => {
    validateProv(a);
    formatProvDiff(diffProv(a, b));
    for (const task of [() => unifyProv(a), () => mergeProv([a, b])]) {
      try {
        task();
      } catch (error) {
        assert.equal((error as { code?: string }).code, "PROV_CONFLICT");
      }
    }
  }));
});
