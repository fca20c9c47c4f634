import { rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import {
  provBuilder,
  type ProvDocument,
  provFromProvN,
  provToJson,
  provToProvN,
  streamProvN,
} from "stemma/prov";
import { milliseconds, perSecond } from "./measure.ts";
import { pythonSamples } from "./peer.ts";
import type { Job, Row, Side } from "./row.ts";

const repeatsOf = ({ smoke }: Job) => smoke ? { warm: 0, repeats: 1 } : { warm: 5, repeats: 15 };

/** A document of five statements a step, one of them with four attributes, and three at its start;
 * 100,003 statements without smoke. */
export function wideDocument({ smoke }: Job): ProvDocument {
  const p = provBuilder({ ex: "https://example.org/ns/" });
  p.agent("ex:person");
  p.activity("ex:run", {}, { startTime: 0 });
  p.entity("ex:start");
  for (let i = 0; i < (smoke ? 20 : 20_000); i++) {
    p.entity(`ex:e${i}`, {
      "prov:label": `thing ${i}`,
      "prov:type": p.name("ex:Thing"),
      "ex:count": i,
      "ex:loss": i / 7,
    });
    p.entity(`ex:o${i}`);
    p.wasGeneratedBy(`ex:o${i}`, "ex:run", { time: i });
    p.used("ex:run", `ex:e${i}`, { id: `ex:u${i}` });
    p.wasDerivedFrom(`ex:o${i}`, `ex:e${i}`);
  }
  return p.document();
}

/** Python's `prov` at work on the same document as PROV-N, once: it takes seconds. */
function python(setup: string, line: string): Side {
  const script = `
import json, sys, time
from prov.model import ProvDocument
text = open(sys.argv[1], encoding="utf-8").read()
${setup}
start = time.perf_counter()
${line}
print(json.dumps([(time.perf_counter() - start) * 1000]))
`;
  return {
    name: "Python prov",
    measure(job) {
      const doc = wideDocument(job);
      const path = join(tmpdir(), `stemma-bench-${process.pid}.provn`);
      writeFileSync(path, provToProvN(doc));
      try {
        return perSecond(doc.records.length, pythonSamples(["prov.model"], script, path));
      } finally {
        rmSync(path);
      }
    },
  };
}

const PARSE = 'ProvDocument.deserialize(content=text, format="provn")';

const read: Row = {
  id: "prov-n/read",
  work: "PROV-N of 100,003 statements read",
  unit: "records/s",
  better: "more",
  bar: ">= 25 times Python prov",
  sides: [
    {
      name: "provFromProvN",
      async measure(job) {
        const doc = wideDocument(job);
        // As it comes from a file: in one piece.
        const text = new TextDecoder().decode(new TextEncoder().encode(provToProvN(doc)));
        const work = () => provFromProvN(text).document.records.length;
        return perSecond(doc.records.length, await milliseconds(repeatsOf(job), work));
      },
    },
    python("", PARSE),
    {
      name: "JSON.parse of the same as PROV-JSON",
      async measure(job) {
        const doc = wideDocument(job);
        const text = provToJson(doc);
        const work = () => Object.keys(JSON.parse(text)).length;
        return perSecond(doc.records.length, await milliseconds(repeatsOf(job), work));
      },
    },
  ],
};

function writer(name: string, write: (doc: ProvDocument) => number): Side {
  return {
    name,
    async measure(job) {
      const doc = wideDocument(job);
      return perSecond(
        doc.records.length,
        await milliseconds(repeatsOf(job), () => write(doc)),
      );
    },
  };
}

function streamed(doc: ProvDocument): number {
  let length = 0;
  for (const piece of streamProvN(doc)) length += piece.length;
  return length;
}

const write: Row = {
  id: "prov-n/write",
  work: "100,003 statements written as PROV-N",
  unit: "records/s",
  better: "more",
  bar: ">= 1 M records/s",
  sides: [
    writer("provToProvN", (doc) => provToProvN(doc).length),
    writer("streamProvN", streamed),
    python(`doc = ${PARSE}`, "doc.get_provn()"),
    writer("JSON.stringify of the model", (doc) => JSON.stringify(doc).length),
  ],
};

/** PROV-N in both directions. */
export const provNRows: readonly Row[] = [read, write];
