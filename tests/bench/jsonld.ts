import { rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import {
  type ProvDocument,
  provFromJsonLd,
  provToJsonLd,
  readJsonLdStream,
  streamJsonLd,
} from "stemma/prov";
import { milliseconds, perSecond } from "./measure.ts";
import { pythonSamples } from "./peer.ts";
import { wideDocument } from "./provn.ts";
import type { Job, Row, Side } from "./row.ts";

const repeatsOf = ({ smoke }: Job) => smoke ? { warm: 0, repeats: 1 } : { warm: 5, repeats: 15 };

function side(
  name: string,
  work: (doc: ProvDocument, text: string) => number | Promise<number>,
): Side {
  return {
    name,
    async measure(job) {
      const doc = wideDocument(job);
      // As it comes from a file: in one piece.
      const text = new TextDecoder().decode(new TextEncoder().encode(provToJsonLd(doc)));
      const times = await milliseconds(repeatsOf(job), () => work(doc, text));
      return perSecond(doc.records.length, times);
    },
  };
}

/** Python's `prov` at work on the same document, once: it takes seconds. */
function python(line: string): Side {
  const script = `
import json, sys, time
from prov.model import ProvDocument
text = open(sys.argv[1], encoding="utf-8").read()
doc = ProvDocument.deserialize(content=text, format="jsonld")
start = time.perf_counter()
${line}
print(json.dumps([(time.perf_counter() - start) * 1000]))
`;
  return {
    name: "Python prov",
    measure(job) {
      const doc = wideDocument(job);
      const path = join(tmpdir(), `stemma-bench-${process.pid}.jsonld`);
      writeFileSync(path, provToJsonLd(doc));
      try {
        return perSecond(doc.records.length, pythonSamples(["prov.model"], script, path));
      } finally {
        rmSync(path);
      }
    },
  };
}

async function readPieces(text: string): Promise<number> {
  const pieces = Array.from(
    { length: Math.ceil(text.length / 2 ** 16) },
    (_, i) => text.slice(i * 2 ** 16, (i + 1) * 2 ** 16),
  );
  let count = 0;
  for await (const { record } of readJsonLdStream(pieces)) if (record !== undefined) count++;
  return count;
}

function writePieces(doc: ProvDocument): number {
  let length = 0;
  for (const piece of streamJsonLd(doc)) length += piece.length;
  return length;
}

function row(id: string, work: string, sides: readonly Side[]): Row {
  return {
    id: `prov-jsonld/${id}`,
    work,
    unit: "records/s",
    better: "more",
    bar: ">= 10 times Python prov",
    sides,
  };
}

/** PROV-JSONLD in both directions. */
export const jsonLdRows: readonly Row[] = [
  row("read", "PROV-JSONLD of 100,003 statements read", [
    side("provFromJsonLd", (_, text) => provFromJsonLd(text).document.records.length),
    side("readJsonLdStream", (_, text) => readPieces(text)),
    python('ProvDocument.deserialize(content=text, format="jsonld")'),
    side("JSON.parse alone", (_, text) => JSON.parse(text)["@graph"].length),
  ]),
  row("write", "100,003 statements written as PROV-JSONLD", [
    side("provToJsonLd", (doc) => provToJsonLd(doc).length),
    side("streamJsonLd", writePieces),
    python('doc.serialize(format="jsonld")'),
  ]),
];
