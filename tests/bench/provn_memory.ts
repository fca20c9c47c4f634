import process from "node:process";
import {
  type ProvAttribute,
  provFromProvN,
  type ProvRecord,
  provToProvN,
  qualifiedName,
  streamProvN,
  XSD,
} from "stemma/prov";
import { consume } from "./measure.ts";
import { settled } from "./memory.ts";
import { wideDocument } from "./provn.ts";
import type { Job, Row } from "./row.ts";

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

/** A text as it comes from a file: in one piece. */
function textOf(job: Job): string {
  return new TextDecoder().decode(new TextEncoder().encode(provToProvN(wideDocument(job))));
}

const held: Row = {
  id: "prov-n/held",
  work: "memory a statement of a document read from PROV-N, 100,003 statements",
  unit: "bytes/record",
  better: "less",
  bar: "<= 500",
  sides: [{
    name: "provFromProvN",
    measure(job) {
      // Code and types are no part of what a statement takes.
      consume(provFromProvN(textOf({ smoke: true })).document.records.length);
      const text = textOf(job);
      const before = settled();
      const { document } = provFromProvN(text);
      const after = settled();
      const count = document.records.length;
      consume(count + text.length);
      return [(after - before) / count];
    },
  }],
};

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

/** The memory that PROV-N takes. */
export const provNMemoryRows: readonly Row[] = [held, peak];
