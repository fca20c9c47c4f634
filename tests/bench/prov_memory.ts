import process from "node:process";
import {
  type ProvAttribute,
  type ProvDocument,
  provFromJson,
  provFromJsonLd,
  provFromProvN,
  type ProvReading,
  type ProvRecord,
  provToJson,
  provToJsonLd,
  provToProvN,
  qualifiedName,
  streamProvN,
  XSD,
} from "stemma/prov";
import { consume } from "./measure.ts";
import { settled } from "./memory.ts";
import type { Row } from "./row.ts";
import { wholeText, wideDocument } from "./wide_document.ts";

type Write = (doc: ProvDocument) => string;
type Read = (text: string) => ProvReading;

const EX = "https://example.org/ns/";
const INT = qualifiedName("xsd", XSD, "int");

/** Statements that are made when they are asked for. */
function* statements(count: number): Generator<ProvRecord> {
  const run = qualifiedName("ex", EX, "run");
  const key = qualifiedName("ex", EX, "step");
  for (let i = 0; i < count; i++) {
    const entity = qualifiedName("ex", EX, `e${i}`);
    const attributes: ProvAttribute[] = [{ name: key, value: { text: String(i), type: INT } }];
    yield i % 2 === 0
      ? { kind: "entity", id: entity, formal: {}, attributes }
      : { kind: "wasGeneratedBy", formal: { entity, activity: run }, attributes: [] };
  }
}

function held(format: string, name: string, write: Write, read: Read): Row {
  return {
    id: `prov-held/${format}`,
    work: `memory a statement of a document read from ${name}, 100,003 statements`,
    unit: "bytes/record",
    better: "less",
    bar: "<= 500",
    sides: [{
      name: read.name,
      measure(job) {
        // Code and types are no part of what a statement takes.
        consume(read(wholeText(write(wideDocument({ smoke: true })))).document.records.length);
        const text = wholeText(write(wideDocument(job)));
        const before = settled();
        const { document } = read(text);
        const after = settled();
        const count = document.records.length;
        consume(count + text.length);
        return [(after - before) / count];
      },
    }],
  };
}

const peak: Row = {
  id: "prov-n/peak",
  work: "peak memory above the start, 1 M statements streamed as PROV-N",
  unit: "MiB",
  better: "less",
  bar: "<= 64",
  sides: [{
    name: "streamProvN",
    measure({ smoke }) {
      const write = (count: number) => {
        for (const piece of streamProvN({ prefixes: { ex: EX }, records: statements(count) })) {
          consume(piece.length);
        }
      };
      const before = process.resourceUsage().maxRSS;
      write(smoke ? 1000 : 1_000_000);
      return [(process.resourceUsage().maxRSS - before) / 1024];
    },
  }],
};

/** The memory that documents take that were read, and a stream that is written. */
export const provMemoryRows: readonly Row[] = [
  held("json", "PROV-JSON", provToJson, provFromJson),
  held("provn", "PROV-N", provToProvN, provFromProvN),
  held("jsonld", "PROV-JSONLD", provToJsonLd, provFromJsonLd),
  peak,
];
