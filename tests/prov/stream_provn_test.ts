import assert from "node:assert/strict";
import { test } from "node:test";
import { buildProv } from "../../lib/prov/build.ts";
import type { ProvRecord } from "../../lib/prov/document.ts";
import { equalProv } from "../../lib/prov/equal.ts";
import { qualifiedName } from "../../lib/prov/names.ts";
import { provFromProvN } from "../../lib/prov/read_provn.ts";
import { streamProvN } from "../../lib/prov/stream_provn.ts";
import { provToProvN } from "../../lib/prov/write_provn.ts";

const EX = "https://e.example/";

function* entities(count: number): Generator<ProvRecord> {
  for (let i = 0; i < count; i++) {
    yield { kind: "entity", id: qualifiedName("ex", EX, `e${i}`), formal: {}, attributes: [] };
  }
}

test("streamProvN() writes a sorted document as provToProvN() does", () => {
  const doc = buildProv({ prefixes: { ex: EX } }, (p) => {
    p.entity("ex:e", { "ex:k": [1, "two", p.name("ex:three")] });
    p.used("ex:a", "ex:e", { time: 0 });
    p.bundle("ex:b", (b) => b.agent("ex:ag"));
  });
  assert.equal([...streamProvN(doc)].join(""), provToProvN(doc));
  assert.equal([...streamProvN(doc, { indent: 0 })].join(""), provToProvN(doc, { indent: 0 }));
});

test("streamProvN() gives pieces while the statements come", () => {
  let asked = 0;
  function* counted(): Generator<ProvRecord> {
    for (const record of entities(20_000)) {
      asked++;
      yield record;
    }
  }
  const pieces = streamProvN({ prefixes: { ex: EX }, records: counted() });
  const first = pieces.next().value as string;
  assert(first.length >= 2 ** 16 && first.length < 2 ** 17);
  assert(asked < 5000);
  const rest = [...pieces];
  assert.equal(asked, 20_000);
  const { document } = provFromProvN(first + rest.join(""));
  assert.equal(document.records.length, 20_000);
});

test("streamProvN() resolves the names of a bundle with its own prefixes first", () => {
  const other = "https://other.example/";
  const id = qualifiedName("ex", other, "b");
  const bundle = {
    id,
    prefixes: { ex: other },
    records: [{ kind: "entity", id, formal: {}, attributes: [] }],
  } as const;
  const source = { prefixes: { ex: EX }, records: entities(2), bundles: [bundle] };
  const { document } = provFromProvN([...streamProvN(source)].join(""));
  assert.equal(document.bundles[0].id.iri, id.iri);
  const expected = { prefixes: {}, records: [...entities(2)], bundles: [bundle] };
  assert(equalProv(document, expected));
});

test("streamProvN() refuses names without a declared prefix, and a bundle twice", () => {
  const write = (source: Parameters<typeof streamProvN>[0]) => [...streamProvN(source)];
  const records = [...entities(1)];
  assert.throws(() => write({ prefixes: {}, records }), { code: "PROV_NAME" });
  assert.throws(() => write({ prefixes: { ex: "https://x.example/" }, records }), {
    code: "PROV_NAME",
  });
  assert.throws(() => write({ prefixes: { "": EX }, records }), { code: "PROV_NAME" });
  const bundle = { id: qualifiedName("ex", EX, "b"), prefixes: {}, records: [] };
  assert.throws(() => write({ prefixes: { ex: EX }, records, bundles: [bundle, bundle] }), {
    code: "PROV_CONFLICT",
  });
  assert.throws(
    () => streamProvN({ prefixes: {}, records: [] }, { indent: -1 }).next(),
    RangeError,
  );
});
