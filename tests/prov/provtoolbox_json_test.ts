import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { buildProv } from "../../lib/prov/build.ts";
import { equalProv } from "../../lib/prov/equal.ts";
import { provFromJson } from "../../lib/prov/read_json.ts";
import { provToJson } from "../../lib/prov/write_json.ts";
import { excused } from "./conformance_table.ts";
import { COMPARE, hasMention, printed, python, withFolder } from "./prov_oracles.ts";
import { convertAll, toolboxDocuments, toolboxHere } from "./provtoolbox.ts";

const lenient = { mode: "lenient" } as const;
const toolbox = { dialect: "provtoolbox" } as const;
const prefixes = { ex: "https://e.example/" };

test("provToJson() writes for ProvToolbox: arrays, and bundles that stand alone", () => {
  const doc = buildProv({ prefixes }, (p) => {
    p.entity("ex:e", { "prov:label": "x", "ex:n": [1, 2] });
    p.hadMember("ex:c", "ex:e");
    p.bundle("ex:b", (b) => b.used("ex:a", "ex:e"));
  });
  const { prefix, entity, hadMember, bundle } = JSON.parse(provToJson(doc, toolbox));
  assert.deepEqual(entity["ex:e"], {
    "ex:n": [{ $: "1", type: "xsd:int" }, { $: "2", type: "xsd:int" }],
    "prov:label": ["x"],
  });
  assert.deepEqual(Object.values(hadMember), [{
    "prov:collection": "ex:c",
    "prov:entity": ["ex:e"],
  }]);
  assert.deepEqual(Object.keys(bundle["ex:b"]), ["prefix", "used", "@id"]);
  assert.equal(bundle["ex:b"]["@id"], "ex:b");
  assert.deepEqual(bundle["ex:b"].prefix, prefix);
  assert(equalProv(provFromJson(provToJson(doc, toolbox), lenient).document, doc));
});

test("provToJson() refuses what ProvToolbox cannot read", () => {
  const mention = buildProv({ prefixes }, (p) => p.mentionOf("ex:a", "ex:b", "ex:c"));
  assert.throws(() => provToJson(mention, toolbox), { code: "PROV_SHAPE" });
  const twice = buildProv({ prefixes }, (p) => {
    p.used("ex:a", "ex:e", { id: "ex:u" });
    p.used("ex:b", "ex:e", { id: "ex:u" });
  });
  assert.throws(() => provToJson(twice, toolbox), { code: "PROV_CONFLICT" });
  assert.throws(() => provToJson(twice, { ...toolbox, duplicates: "keep" }), {
    code: "PROV_CONFLICT",
  });
});

test("provFromJson() reads relations to which ProvToolbox gives attributes", () => {
  const text = JSON.stringify({
    prefix: prefixes,
    qualifiedSpecializationOf: {
      "ex:s": { "prov:specificEntity": "ex:a", "prov:generalEntity": "ex:e", "ex:k": ["v"] },
    },
    qualifiedThing: {},
  });
  const { document: { records }, repairs } = provFromJson(text, lenient);
  assert.deepEqual(
    records.map(({ kind, id, attributes }) => [kind, id?.local, attributes.length]),
    [
      ["specializationOf", "s", 1],
    ],
  );
  assert.deepEqual(repairs.map(({ kind, path }) => `${kind} ${path}`), [
    "foreign-key /qualifiedSpecializationOf",
    "foreign-key /qualifiedThing",
  ]);
  assert.throws(() => provFromJson(text), { code: "PROV_SHAPE" });
});

test(
  "provToJson() writes the corpora so that ProvToolbox reads the same",
  toolboxHere,
  async () => {
    await withFolder(async (folder) => {
      const [standard, dialect, theirs, back] = ["standard", "dialect", "theirs", "back"]
        .map((part) => join(folder, part));
      for (const part of [standard, dialect, theirs, back]) mkdirSync(part);
      const refused = new Set<string>();
      let count = 0;
      for (const [path, document] of toolboxDocuments()) {
        const name = path.replace("/", "-");
        try {
          writeFileSync(join(dialect, name), provToJson(document, toolbox));
        } catch (error) {
          const { code } = error as { code?: string };
          assert.equal(code, hasMention(document) ? "PROV_SHAPE" : "PROV_CONFLICT", path);
          refused.add(path);
          continue;
        }
        writeFileSync(join(standard, name), provToJson(document));
        count++;
      }
      assert.deepEqual(refused, new Set([...excused("mention"), ...excused("several-statements")]));
      const told = await convertAll(dialect, theirs, ".json");
      assert.equal(told.match(/^OK/gm)?.length, count, told.match(/^ERROR.*$/m)?.[0] ?? told);
      let strict = 0;
      for (const name of readdirSync(theirs)) {
        const text = readFileSync(join(theirs, name), "utf8");
        const { document, repairs } = provFromJson(text, lenient);
        if (repairs.length === 0) {
          assert.deepEqual(provFromJson(text).document, document, name);
          strict++;
        }
        for (const { kind, path } of repairs) {
          assert(WRITTEN.has(kind), `${name}: ${kind} at ${path}`);
        }
        writeFileSync(join(back, name), provToJson(document));
      }
      assert(strict > 350, `${strict} of ${count} are read strictly`);
      const report = await printed(python(3)!, COMPARE, "--ms", standard, back);
      assert.match(report, new RegExp(`\n${count} passed, 0 failed\n$`), report.slice(0, 4000));
    });
  },
);

/** What lenient reading sets right in ProvToolbox's PROV-JSON: several members of a collection in an
 * array, the prefix `_` for what has no identifier, the name of a bundle inside of it. */
const WRITTEN: ReadonlySet<string> = new Set(["members-in-array", "prefix-name", "foreign-key"]);
