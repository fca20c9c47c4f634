import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { buildProv } from "../../lib/prov/build.ts";
import { diffProv } from "../../lib/prov/diff.ts";
import type { ProvDocument } from "../../lib/prov/document.ts";
import { equalProv } from "../../lib/prov/equal.ts";
import { formatProvDiff } from "../../lib/prov/format_diff.ts";
import type { ProvBuilder } from "../../lib/prov/statements.ts";
import { anyDocument } from "./arbitrary_document.ts";

const document = (build: (p: ProvBuilder) => void) =>
  buildProv({ prefixes: { ex: "https://e.example/" } }, build);

const before = document((p) => {
  p.entity("ex:same", { "ex:k": 1 });
  p.entity("ex:gone", { "ex:k": "v" });
  p.activity("ex:a", { "prov:label": "run", "ex:lr": [0.1, 0.2] }, { startTime: 0 });
  p.used("ex:a", "ex:same", { time: 1000 });
  p.bundle("ex:b", (b) => b.agent("ex:me"));
});
const after = document((p) => {
  p.used("ex:a", "ex:same", { time: 2000 });
  p.activity("ex:a", { "prov:label": "run", "ex:lr": [0.2, 0.3] }, { endTime: 0 });
  p.entity("ex:new");
  p.entity("ex:same", { "ex:k": 1 });
  p.bundle("ex:b", (b) => b.agent("ex:you"));
});

test("diffProv() tells what is gone, new and changed in each scope", () => {
  const [top, bundle] = diffProv(before, after);
  const ids = (records: ProvDocument["records"]) => records.map(({ id }) => id?.local);
  assert.deepEqual([ids(top.removed), ids(top.added)], [["gone"], ["new"]]);
  assert.deepEqual(top.changed.map((change) => change.arguments), [
    [
      { argument: "startTime", before: "1970-01-01T00:00:00.000Z" },
      { argument: "endTime", after: "1970-01-01T00:00:00.000Z" },
    ],
    [{
      argument: "time",
      before: "1970-01-01T00:00:01.000Z",
      after: "1970-01-01T00:00:02.000Z",
    }],
  ]);
  assert.equal(bundle.bundle?.local, "b");
  assert.deepEqual([ids(bundle.removed), ids(bundle.added)], [["me"], ["you"]]);
});

test("formatProvDiff() writes a difference for people", () => {
  assert.equal(
    formatProvDiff(diffProv(before, after)),
    `~ activity(ex:a, 1970-01-01T00:00:00.000Z)
    - prov:startTime = 1970-01-01T00:00:00.000Z
    + prov:endTime = 1970-01-01T00:00:00.000Z
    - ex:lr = "0.1" %% xsd:double
    + ex:lr = "0.3" %% xsd:double
- entity(ex:gone)
    ex:k = "v"
+ entity(ex:new)
~ used(ex:a, ex:same, 1970-01-01T00:00:01.000Z)
    - prov:time = 1970-01-01T00:00:01.000Z
    + prov:time = 1970-01-01T00:00:02.000Z
bundle ex:b
  - agent(ex:me)
  + agent(ex:you)
`,
  );
  assert.equal(formatProvDiff(diffProv(before, before)), "");
});

test("formatProvDiff() writes one line for a value of several, and nothing that acts", () => {
  const text = (value: string) => document((p) => p.entity("ex:e", { "ex:k": value }));
  const lines = formatProvDiff(diffProv(text("a\nb"), text("\u001b[2J\u202e"))).split("\n");
  assert.deepEqual(lines, [
    "~ entity(ex:e)",
    String.raw`    - ex:k = "a\u000ab"`,
    String.raw`    + ex:k = "\u001b[2J\u202e"`,
    "",
  ]);
});

test("diffProv() pairs statements of one identifier one to one", () => {
  const usages = (...times: number[]) =>
    document((p) => times.forEach((time) => p.used("ex:a", "ex:e", { id: "ex:u", time })));
  const [{ removed, added, changed }] = diffProv(usages(1, 2, 3), usages(2, 4));
  assert.deepEqual([removed.length, added.length, changed.length], [1, 0, 1]);
});

test("diffProv() finds nothing exactly where equalProv() finds the same", () => {
  fc.assert(fc.property(anyDocument, anyDocument, (a, b) => {
    assert.deepEqual(diffProv(a, a), []);
    const strip = (doc: ProvDocument) => ({
      ...doc,
      bundles: doc.bundles.filter(({ records }) => records.length > 0),
    });
    assert.equal(diffProv(a, b).length === 0, equalProv(strip(a), strip(b)));
  }));
});
