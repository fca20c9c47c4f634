import {
  type ProvDocument,
  provFromJsonLd,
  provToJsonLd,
  readJsonLdStream,
  streamJsonLd,
} from "stemma/prov";
import { milliseconds, perSecond } from "./measure.ts";
import { pythonProv } from "./prov_peer.ts";
import type { Job, Row, Side } from "./row.ts";
import { wholeText, wideDocument } from "./wide_document.ts";

const repeatsOf = ({ smoke }: Job) => smoke ? { warm: 0, repeats: 1 } : { warm: 5, repeats: 15 };

function side(
  name: string,
  work: (doc: ProvDocument, text: string) => number | Promise<number>,
): Side {
  return {
    name,
    async measure(job) {
      const doc = wideDocument(job);
      const text = wholeText(provToJsonLd(doc));
      const times = await milliseconds(repeatsOf(job), () => work(doc, text));
      return perSecond(doc.records.length, times);
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
    pythonProv("read", "jsonld", wideDocument),
    side("JSON.parse alone", (_, text) => JSON.parse(text)["@graph"].length),
  ]),
  row("write", "100,003 statements written as PROV-JSONLD", [
    side("provToJsonLd", (doc) => provToJsonLd(doc).length),
    side("streamJsonLd", writePieces),
    pythonProv("write", "jsonld", wideDocument),
  ]),
];
