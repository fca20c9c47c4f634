import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  buildProv,
  type ProvDocument,
  provFromJsonLd,
  provToJson,
  provToJsonLd,
  readJsonLdStream,
  streamJsonLd,
} from "stemma/prov";
import { consume, milliseconds, perSecond } from "./measure.ts";
import { pythonSamples } from "./peer.ts";
import type { Job, Row, Side } from "./row.ts";

const few = ({ smoke }: Job) => smoke ? { warm: 0, repeats: 1 } : { warm: 2, repeats: 5 };

/** A document of four records a step: two entities with attributes and what joins them. */
function document({ smoke }: Job): ProvDocument {
  const steps = smoke ? 25 : 25_000;
  return buildProv({ prefixes: { ex: "https://example.org/run/" } }, (p) => {
    p.activity("ex:train", { "prov:type": p.name("ex:Run") }, { startTime: 0, endTime: 1e6 });
    p.agent("ex:me", { "prov:type": p.name("prov:Person"), "prov:label": "Me" });
    p.wasAssociatedWith("ex:train", "ex:me");
    for (let i = 0; i < steps; i++) {
      p.entity(`ex:data/${i}`, { "ex:rows": i, "ex:name": `data ${i}`, "ex:mean": i / 7 });
      p.entity(`ex:model/${i}`, { "prov:type": p.name("ex:Model"), "ex:step": i });
      p.wasGeneratedBy(`ex:model/${i}`, "ex:train", { time: i * 1000 });
      p.wasDerivedFrom(`ex:model/${i}`, `ex:data/${i}`);
    }
  });
}

const PYTHON = `
import json, sys, time
from prov.model import ProvDocument
path, verb, repeats = sys.argv[1], sys.argv[2], int(sys.argv[3])
text = open(path).read()
doc = ProvDocument.deserialize(content=text, format="json")
records = len(doc.get_records())
text = doc.serialize(format="jsonld")
samples = []
for _ in range(repeats):
    start = time.perf_counter()
    if verb == "write": doc.serialize(format="jsonld")
    else: ProvDocument.deserialize(content=text, format="jsonld")
    samples.append(records / (time.perf_counter() - start))
print(json.dumps(samples))
`;

function pythonSide(verb: "write" | "read"): Side {
  return {
    name: "Python prov",
    measure(job) {
      mkdirSync(".cache", { recursive: true });
      const folder = mkdtempSync(join(".cache", "jsonld-"));
      try {
        const path = join(folder, "prov.json");
        writeFileSync(path, provToJson(document(job)));
        return pythonSamples(["prov"], PYTHON, path, verb, job.smoke ? "1" : "2");
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
  };
}

function side(name: string, work: (doc: ProvDocument, text: string) => number | Promise<number>): Side {
  return {
    name,
    async measure(job) {
      const doc = document(job);
      const text = provToJsonLd(doc);
      return perSecond(doc.records.length, await milliseconds(few(job), () => work(doc, text)));
    },
  };
}

async function streamed(text: string): Promise<number> {
  const pieces: string[] = [];
  for (let i = 0; i < text.length; i += 2 ** 16) pieces.push(text.slice(i, i + 2 ** 16));
  let count = 0;
  for await (const { record } of readJsonLdStream(pieces)) if (record !== undefined) count++;
  return count;
}

/** How far above the base the heap was at most, in MB, while statements were written and read. */
async function heapOfStream(statements: number): Promise<number> {
  const doc = document({ smoke: true });
  function* repeated() {
    for (let i = 0; i < statements; i++) yield doc.records[3 + i % (doc.records.length - 3)];
  }
  let most = 0;
  const look = () => most = Math.max(most, memoryOfHeap());
  const before = memoryOfHeap();
  function* pieces() {
    for (const piece of streamJsonLd({ prefixes: doc.prefixes, records: repeated() })) {
      look();
      yield piece;
    }
  }
  let count = 0;
  for await (const { record } of readJsonLdStream(pieces())) if (record !== undefined) count++;
  consume(count);
  return (most - before) / 1e6;
}
