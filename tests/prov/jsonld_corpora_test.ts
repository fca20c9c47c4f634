import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { logParams, startRun, toProv } from "../../mod.ts";
import type { ProvDocument } from "../../lib/prov/document.ts";
import { equalProv } from "../../lib/prov/equal.ts";
import { provFromJson } from "../../lib/prov/read_json.ts";
import { provFromJsonLd } from "../../lib/prov/read_jsonld.ts";
import { provToJson } from "../../lib/prov/write_json.ts";
import { provToJsonLd } from "../../lib/prov/write_jsonld.ts";
import { oracle } from "../oracle.ts";
import { anyDocument } from "./arbitrary_document.ts";
import { differences, excused } from "./conformance_table.ts";
import { COMPARE, hasMention, jsonDocuments, printed, python, withFolder } from "./prov_oracles.ts";
import { convertAll, toolboxDocuments, toolboxHere } from "./provtoolbox.ts";
import { schemaFault } from "./prov_jsonld_schema.ts";
import { withoutMentions } from "./without_mentions.ts";

const ROOT = "../shared/corpora";
const lenient = { mode: "lenient" } as const;
const here = oracle("the conformance corpora", existsSync(`${ROOT}/prov-jsonld`));

function read(path: string): string {
  return readFileSync(`${ROOT}/${path}`, "utf8");
}

function names(folder: string, extension: string): string[] {
  return readdirSync(`${ROOT}/${folder}`).sort()
    .filter((name) => name.endsWith(extension) && name !== "expected.json");
}

test("PROV-JSON to PROV-JSONLD to PROV-JSON is equal, but for mentionOf", here, () => {
  let held = 0;
  const refused: string[] = [];
  for (const [path, document] of jsonDocuments()) {
    if (hasMention(document)) {
      assert.throws(() => provToJsonLd(document), { code: "PROV_SHAPE" }, path);
      refused.push(path);
      continue;
    }
    const between = provFromJsonLd(provToJsonLd(document)).document;
    const kept = provToJson(between, { duplicates: "keep" });
    assert(equalProv(provFromJson(kept, lenient).document, document), path);
    held++;
  }
  assert(held > 400);
  assert.deepEqual(new Set(refused), excused("mention"));
});

test("provFromJsonLd() reads the examples as their PROV-JSON", here, () => {
  for (const name of names("examples", ".jsonld")) {
    const { document } = provFromJsonLd(read(`examples/${name}`));
    const json = read(`examples/${name.replace(/ld$/, "")}`);
    assert(equalProv(document, provFromJson(json, lenient).document), name);
  }
});

test("provFromJsonLd() reads what the submission and ProvToolbox write", here, () => {
  const { files } = JSON.parse(read("prov-jsonld/expected.json"));
  for (const name of names("prov-jsonld", ".jsonld")) {
    const { document } = provFromJsonLd(read(`prov-jsonld/${name}`));
    const { jsonld, records, bundles } = files[name];
    assert.equal(jsonld, "ok");
    assert.deepEqual([document.records.length, document.bundles.length], [records, bundles], name);
  }
});

interface Case {
  readonly name: string;
  readonly text: string;
  readonly prov: "ok" | "warn" | "error";
  readonly json?: unknown;
}

test("provFromJsonLd() agrees with the verdicts of Python's prov", here, () => {
  const others = differences("PROV-JSONLD");
  for (
    const { name, text, prov, json } of JSON.parse(read("cases/prov-jsonld.json")).cases as Case[]
  ) {
    if (prov !== "ok") assert.throws(() => provFromJsonLd(text), { name: "ProvError" }, name);
    if (prov === "error" && others.get(name) !== "taken") {
      assert.throws(() => provFromJsonLd(text, lenient), { name: "ProvError" }, name);
      continue;
    }
    const { document, repairs } = provFromJsonLd(text, lenient);
    if (prov !== "ok") assert(repairs.length > 0, name);
    if (prov === "ok") assert.deepEqual(provFromJsonLd(text).document, document, name);
    if (json === undefined) continue;
    assert(equalProv(document, provFromJson(JSON.stringify(json), lenient).document), name);
  }
});

for (const name of ["prov-jsonld.schema.json", "prov-jsonld-2026-10-14.schema.json"]) {
  test(`provToJsonLd() writes what ${name} allows`, here, () => {
    const schema = JSON.parse(read(`schemas/${name}`));
    let count = 0;
    for (const [path, document] of jsonDocuments()) {
      if (hasMention(document)) continue;
      assert.equal(schemaFault(schema, JSON.parse(provToJsonLd(document))), undefined, path);
      count++;
    }
    assert(count > 400);
    const wrong = `{"@context":[],"@graph":[{"@type":"Entity","@id":"ex:e","ex:k":[1]}]}`;
    assert.notEqual(schemaFault(schema, JSON.parse(wrong)), undefined);
  });
}

/** Writes documents as PROV-JSON and PROV-JSONLD into two folders. */
function writeBoth(folder: string, list: Iterable<[name: string, ProvDocument]>): number {
  for (const part of ["json", "jsonld"]) mkdirSync(join(folder, part));
  let count = 0;
  for (const [name, document] of list) {
    const file = name.replaceAll("/", "-").replace(/\.json$/, "");
    const json = provToJson(document, { duplicates: "keep" });
    writeFileSync(join(folder, "json", `${file}.json`), json);
    writeFileSync(join(folder, "jsonld", `${file}.jsonld`), provToJsonLd(document));
    count++;
  }
  return count;
}

const compare = (...args: string[]) => printed(python(3)!, COMPARE, ...args);

const python3 = oracle(
  "Python prov 3.2.3 and the corpora",
  python(3) !== undefined && existsSync(COMPARE) && existsSync(ROOT),
);

test("provToJsonLd() writes what Python prov 3.2.3 reads as the same", python3, async () => {
  await withFolder(async (folder) => {
    const run = logParams(startRun({ experiment: "e", runId: "r" }), {
      a: 1,
      b: "x",
      c: [0.5, NaN],
    });
    const count = writeBoth(folder, [
      ["run", toProv(run)],
      ...[...jsonDocuments()].filter(([, document]) => !hasMention(document)),
    ]);
    for (const [name, document] of jsonDocuments()) {
      if (hasMention(document)) continue;
      const file = name.replaceAll("/", "-");
      writeFileSync(join(folder, "json", file), readFileSync(`${ROOT}/${name}`));
      assert(existsSync(join(folder, "jsonld", `${file}ld`)));
    }
    const report = await compare("--strict", join(folder, "json"), join(folder, "jsonld"));
    assert.match(report, new RegExp(`\n${count} passed, 0 failed\n$`), report);
  });
});

test("provToJsonLd() writes any document so that Python prov 3.2.3 reads it", python3, async () => {
  await withFolder(async (folder) => {
    const list = fc.sample(anyDocument, { seed: 7, numRuns: 60 })
      .map((document, i): [string, ProvDocument] => [`${i}`, withoutMentions(document)]);
    writeBoth(folder, list);
    const report = await compare(join(folder, "json"), join(folder, "jsonld"));
    assert.match(report, /\n60 passed, 0 failed\n$/, report);
  });
});

test("provToJsonLd() writes what ProvToolbox reads as the same", toolboxHere, async () => {
  await withFolder(async (folder) => {
    const list = [...toolboxDocuments()].filter(([, document]) => !hasMention(document));
    const count = writeBoth(folder, list);
    const [ours, theirs] = [join(folder, "jsonld"), join(folder, "theirs")];
    await convertAll(ours, theirs, ".jsonld");
    const report = await compare("--ms", ours, theirs);
    assert.match(report, new RegExp(`\n${count} passed, 0 failed\n$`), report.slice(0, 4000));
  });
});
