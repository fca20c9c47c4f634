import assert from "node:assert/strict";
import process from "node:process";
import { test } from "node:test";
import type { ProvDocument } from "../../lib/prov/document.ts";
import { provFromJson } from "../../lib/prov/read_json.ts";
import { provFromJsonLd } from "../../lib/prov/read_jsonld.ts";
import { readJsonLdStream } from "../../lib/prov/read_jsonld_stream.ts";
import { provFromProvN } from "../../lib/prov/read_provn.ts";
import { streamJson } from "../../lib/prov/stream_json.ts";
import { streamJsonLd } from "../../lib/prov/stream_jsonld.ts";
import { streamProvN } from "../../lib/prov/stream_provn.ts";
import { provToJson } from "../../lib/prov/write_json.ts";
import { provToJsonLd } from "../../lib/prov/write_jsonld.ts";
import { provToProvN } from "../../lib/prov/write_provn.ts";

/** How many of a thing: enough for a quadratic reader to be noticed; a million in the long run. */
const MANY = process.env.STEMMA_LONG === "1" ? 1_000_000 : 100_000;
const MEGABYTES_100 = 100_000_000;

type Read = (text: string) => Promise<Pick<ProvDocument, "prefixes" | "records">>;

/** One format: its reader, and how it writes what is asked of it. */
interface Format {
  readonly name: string;
  readonly read: Read;
  /** A document with prefixes and the statements of one entity, each with a value. */
  document(prefixes: string[], values: Iterable<string>): string;
  /** What opens so many brackets. */
  nested(depth: number): string[];
}

const list = (items: Iterable<string>) => [...items].join(",");
const json = (prefixes: string[], values: Iterable<string>) =>
  `{"prefix":{${list(prefixes.map((prefix) => `"${prefix}":"urn:${prefix}:"`))}},` +
  `"entity":{"p0:e":[${list([...values].map((value) => `{"p0:k":"${value}"}`))}]}}`;
const jsonLd = (prefixes: string[], values: Iterable<string>) =>
  `{"@context":[{${list(prefixes.map((prefix) => `"${prefix}":"urn:${prefix}:"`))}}],\n"@graph":[` +
  `${list([...values].map((value) => `{"@type":"Entity","@id":"p0:e","p0:k":["${value}"]}`))}]}`;

const FORMATS: readonly Format[] = [
  {
    name: "provFromJson",
    read: (text) => Promise.resolve(provFromJson(text, { mode: "lenient" }).document),
    document: json,
    nested: (depth) => [
      "[".repeat(depth),
      '{"a":'.repeat(depth),
      `{"entity":{"p0:e":{"p0:k":${"[".repeat(depth)}`,
      `{"bundle":{"p0:b":`.repeat(depth),
    ],
  },
  {
    name: "provFromJsonLd",
    read: (text) => Promise.resolve(provFromJsonLd(text).document),
    document: jsonLd,
    nested: (depth) => [
      `{"@context":${"[".repeat(depth)}`,
      `{"@context":[],"@graph":[`.repeat(depth),
      `{"@context":[],"@graph":[{"@type":"Entity","@id":"x","p0:k":${"[".repeat(depth)}`,
    ],
  },
  {
    name: "readJsonLdStream",
    async read(text) {
      const pieces = function* () {
        for (let at = 0; at < text.length; at += 65_536) yield text.slice(at, at + 65_536);
      };
      let found: ProvDocument["prefixes"] = {};
      const records = [];
      for await (const { prefixes, record } of readJsonLdStream(pieces())) {
        found = prefixes;
        if (record !== undefined) records.push(record);
      }
      return { prefixes: found, records };
    },
    document: jsonLd,
    nested: (depth) => [
      `{"@context":${"[".repeat(depth)}`,
      `{"@context":[],"@graph":[`.repeat(depth),
      `{"@context":[],"@graph":[{"@type":"Entity","@id":"x","p0:k":${"{".repeat(depth)}`,
    ],
  },
  {
    name: "provFromProvN",
    read: (text) => Promise.resolve(provFromProvN(text).document),
    document: (prefixes, values) =>
      `document ${prefixes.map((prefix) => `prefix ${prefix} <urn:${prefix}:>`).join("\n")}\n` +
      `${[...values].map((value) => `entity(p0:e, [p0:k="${value}"])`).join("\n")} endDocument`,
    nested: (depth) => [
      `document ${"bundle p0:b ".repeat(depth)}`,
      `document ${"entity(".repeat(depth)}`,
      `document entity(p0:e, ${"[".repeat(depth)}`,
    ],
  },
];

for (const { name, read, document, nested } of FORMATS) {
  test(`${name}() reads a text of 100 MB`, async () => {
    const { records } = await read(document(["p0"], ["x".repeat(MEGABYTES_100)]));
    const [{ value }] = records[0].attributes;
    assert.equal("text" in value && value.text.length, MEGABYTES_100);
  });

  test(`${name}() reads ${MANY} prefixes`, async () => {
    const prefixes = Array.from({ length: MANY }, (_, i) => `p${i}`);
    assert.equal(Object.keys((await read(document(prefixes, ["v"]))).prefixes).length, MANY);
  });

  test(`${name}() reads ${MANY} statements of one identifier`, async () => {
    const values = Array.from({ length: MANY }, (_, i) => `v${i}`);
    const { records } = await read(document(["p0"], values));
    assert.equal(records.length, MANY);
    assert(records.every(({ id }) => id?.iri === records[0].id!.iri));
  });

  test(`${name}() refuses what is nested 100,000 deep`, async () => {
    for (const text of nested(100_000)) {
      const reading = (async () => await read(text))();
      await assert.rejects(reading, { name: "ProvError" }, text.slice(0, 60));
    }
  });
}

test(`every writer writes ${MANY} statements of one identifier`, () => {
  const values = Array.from({ length: MANY }, (_, i) => `v${i}`);
  const { document } = provFromProvN(FORMATS[3].document(["p0"], values));
  for (const duplicates of ["merge", "keep", "refuse"] as const) {
    assert(provToJson(document, { duplicates }).length > MANY * 5);
  }
  for (const write of [provToProvN, provToJsonLd]) {
    assert.equal(write(document).split("p0:e").length, MANY + 1);
  }
  for (const stream of [streamJson, streamProvN, streamJsonLd]) {
    let length = 0;
    for (const piece of stream(document)) length += piece.length;
    assert(length > MANY * 5);
  }
});
