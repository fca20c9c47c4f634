import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { provFromJson } from "../../lib/prov/read_json.ts";
import { provFromJsonLd } from "../../lib/prov/read_jsonld.ts";
import { readJsonLdStream } from "../../lib/prov/read_jsonld_stream.ts";
import { provFromProvN } from "../../lib/prov/read_provn.ts";
import { oracle } from "../oracle.ts";
import { CORPORA } from "./prov_oracles.ts";

const here = oracle("the malformed corpora", existsSync(`${CORPORA}/prov-malformed`));
const modes = ["strict", "lenient"] as const;

const READERS = {
  json: provFromJson,
  jsonld: provFromJsonLd,
  provn: provFromProvN,
} as const;

test("every reader refuses every malformed document, in both modes", here, () => {
  const { files } = JSON.parse(readFileSync(`${CORPORA}/prov-malformed/expected.json`, "utf8"));
  const names = readdirSync(`${CORPORA}/prov-malformed`).filter((name) => name !== "expected.json");
  assert.deepEqual(names.sort(), Object.keys(files).sort());
  for (const name of names) {
    const text = readFileSync(`${CORPORA}/prov-malformed/${name}`, "utf8");
    for (const [format, read] of Object.entries(READERS)) {
      assert.equal(files[name][format], "error", name);
      for (const mode of modes) {
        assert.throws(() => read(text, { mode }), { name: "ProvError" }, `${name} as ${format}`);
      }
    }
  }
});

test("no reader fetches an address that a document names", async () => {
  const real = globalThis.fetch;
  const asked: string[] = [];
  globalThis.fetch = (input) => {
    asked.push(String(input));
    return Promise.reject(new Error("fetched"));
  };
  try {
    const address = "https://context.example/context.jsonld";
    const json = `{"@context":"${address}","$schema":"${address}","prefix":{"ex":"${address}#"},
      "entity":{"ex:e":{"prov:location":{"$":"${address}","type":"xsd:anyURI"}}}}`;
    assert.throws(() => provFromJson(json), { code: "PROV_SHAPE" });
    const own = json.replace(`"$schema":"${address}",`, "");
    assert.equal(provFromJson(own, { mode: "lenient" }).document.records.length, 1);
    const jsonLd =
      `{"@context":[{"ex":"${address}#","@import":"${address}"},"${address}"],"@graph":[
      {"@type":"Entity","@id":"ex:e","ex:k":[{"@value":"${address}","@type":"xsd:anyURI"}]}]}`;
    for (const mode of modes) {
      assert.equal(provFromJsonLd(jsonLd, { mode }).document.records.length, 1);
      let count = 0;
      for await (const { record } of readJsonLdStream([jsonLd], { mode })) if (record) count++;
      assert.equal(count, 1);
    }
    const provN =
      `document prefix ex <${address}#> entity(ex:e, [ex:k="${address}" %% xsd:anyURI]) endDocument`;
    assert.equal(provFromProvN(provN).document.records.length, 1);
    await new Promise((done) => setTimeout(done));
    assert.deepEqual(asked, []);
  } finally {
    globalThis.fetch = real;
  }
});
