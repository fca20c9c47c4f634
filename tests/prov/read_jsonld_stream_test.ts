import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import fc from "fast-check";
import { buildProv } from "../../lib/prov/build.ts";
import type { ProvDocument, ProvRecord } from "../../lib/prov/document.ts";
import { equalProv } from "../../lib/prov/equal.ts";
import { provFromJsonLd } from "../../lib/prov/read_jsonld.ts";
import { readJsonLdStream } from "../../lib/prov/read_jsonld_stream.ts";
import type { ProvReading, ProvRepair } from "../../lib/prov/reading.ts";
import { streamJsonLd } from "../../lib/prov/stream_jsonld.ts";
import { provToJsonLd } from "../../lib/prov/write_jsonld.ts";
import { oracle } from "../oracle.ts";
import { anyDocument } from "./arbitrary_document.ts";
import { withoutMentions } from "./without_mentions.ts";

type Mode = "strict" | "lenient";

function* cut(text: string, size: number): Generator<string> {
  for (let i = 0; i < text.length; i += size) yield text.slice(i, i + size);
}

/** The whole document from its stream. */
async function collect(pieces: Iterable<string>, mode: Mode): Promise<ProvReading> {
  const scopes: { id?: unknown; prefixes: object; records: ProvRecord[] }[] = [];
  const repairs: ProvRepair[] = [];
  const onRepair = (repair: ProvRepair) => void repairs.push(repair);
  let inBundle = false;
  for await (const { bundle, prefixes, record } of readJsonLdStream(pieces, { mode, onRepair })) {
    if (record === undefined) scopes.push({ id: bundle, prefixes, records: [] });
    inBundle = bundle !== undefined;
    if (record !== undefined) (inBundle ? scopes.at(-1)! : scopes[0]).records.push(record);
  }
  const [top, ...bundles] = scopes;
  return { document: { ...top, bundles } as unknown as ProvDocument, repairs };
}

/** Holds the stream, in pieces of several sizes, against the reading of the whole. */
async function checkSame(text: string, sizes: readonly number[], mode: Mode): Promise<void> {
  let whole: ProvReading | undefined;
  let message = "";
  try {
    whole = provFromJsonLd(text, { mode });
  } catch (error) {
    message = (error as Error).message;
  }
  for (const size of sizes) {
    if (whole === undefined) {
      await assert.rejects(collect(cut(text, size), mode), { name: "ProvError" }, message);
      continue;
    }
    const { document, repairs } = await collect(cut(text, size), mode);
    assert(equalProv(document, whole.document), text);
    assert.deepEqual(repairs, whole.repairs, text);
  }
}

test("readJsonLdStream() reads any document in pieces of any size", async () => {
  await fc.assert(
    fc.asyncProperty(
      anyDocument.map(withoutMentions),
      fc.integer({ min: 1, max: 99 }),
      (doc, n) => checkSame(provToJsonLd(doc), [n], "lenient"),
    ),
    { numRuns: 100 },
  );
});

const ROOT = "../shared/corpora";
const here = oracle("the conformance corpora", existsSync(`${ROOT}/prov-jsonld`));

test(
  "readJsonLdStream() reads the corpora as provFromJsonLd() does, in any layout",
  here,
  async () => {
    const texts = JSON.parse(readFileSync(`${ROOT}/cases/prov-jsonld.json`, "utf8")).cases
      .map(({ text }: { text: string }) => text);
    for (const folder of ["prov-jsonld", "examples"]) {
      for (const name of readdirSync(`${ROOT}/${folder}`)) {
        if (name.endsWith(".jsonld")) texts.push(readFileSync(`${ROOT}/${folder}/${name}`, "utf8"));
      }
    }
    for (const text of texts) {
      for (const mode of ["strict", "lenient"] as const) await checkSame(text, [1, 7, 1e9], mode);
    }
  },
);

const HEAD = `{"@context":[{"ex":"https://e.example/"}],\n"@graph":[\n`;
const ENTITY = `{"@type":"Entity","@id":"ex:e","ex:k":["@graph",{"@value":"]}\\"[{"}]}`;

test("readJsonLdStream() says where the text is wrong", async () => {
  const wrong: readonly [text: string, line: number, column: number, path: string][] = [
    ["", 1, 1, ""],
    ["[]", 1, 1, ""],
    [HEAD, 3, 1, "/@graph/0"],
    [`${HEAD}1]}`, 3, 1, "/@graph/0"],
    [`${HEAD}${ENTITY}\n${ENTITY}]}`, 4, 1, "/@graph/1"],
    [`${HEAD}${ENTITY},\n${ENTITY},]}`, 4, ENTITY.length + 2, "/@graph/2"],
    [`${HEAD}${ENTITY},\n{"@type":tru}]}`, 4, 10, "/@graph/1/@type"],
    [`${HEAD}\n]} x`, 4, 4, ""],
    [`${HEAD}\n],"x" 1}`, 4, 7, "/x"],
  ];
  for (const [text, line, column, path] of wrong) {
    for (const size of [1, 5, 1e9]) {
      await assert.rejects(collect(cut(text, size), "strict"), (error) => {
        assert.deepEqual(
          { name: "ProvError", code: "PROV_SYNTAX", details: { line, column, path } },
          { name: (error as Error).name, ...picked(error as never) },
          text,
        );
        return true;
      });
    }
  }
});

function picked({ code, details }: { code: string; details: object }): object {
  return { code, details: { ...details } };
}

test("readJsonLdStream() refuses what comes after the statements that need it", async () => {
  const bundle = `{"@type":"Bundle","@context":[],"@graph":[${ENTITY}],"@id":"ex:b"}`;
  const texts = [
    `{"@graph":[],"@context":[]}`,
    `${HEAD}],"@type":"Document"}`,
    `${HEAD}${bundle}]}`,
  ];
  for (const text of texts) {
    await assert.rejects(collect([text], "strict"), { name: "ProvError" }, text);
  }
});

test("readJsonLdStream() and streamJsonLd() hold no more than they need", async () => {
  const { records, prefixes } = buildProv({ prefixes: { ex: "https://e.example/" } }, (p) => {
    p.entity("ex:e", { "ex:rows": [1, 2, 3], "prov:label": "x".repeat(100) });
  });
  let asked = 0;
  let ahead = 0;
  function* endless() {
    for (; asked < 200_000; asked++) yield records[0];
  }
  let read = 0;
  for await (const { record } of readJsonLdStream(streamJsonLd({ prefixes, records: endless() }))) {
    if (record !== undefined) ahead = Math.max(ahead, asked - ++read);
  }
  assert.equal(read, 200_000);
  assert(ahead < 1000, `${ahead} statements were ahead`);
});

test("readJsonLdStream() collects a long statement in linear time", async () => {
  const long = `{"@type":"Entity","@id":"ex:e","ex:k":["${"x".repeat(2e6)}"]}`;
  const { document } = await collect(cut(`${HEAD}${long}]}`, 20), "strict");
  assert.equal(document.records.length, 1);
});

test("readJsonLdStream() says what is wrong with its arguments", async () => {
  await assert.rejects(collect([1 as never], "strict"), TypeError);
  await assert.rejects(collect([], "loose" as never), TypeError);
});
