import {
  type ProvDocument,
  provFromProvN,
  provToJson,
  provToProvN,
  streamProvN,
} from "stemma/prov";
import { milliseconds, perSecond } from "./measure.ts";
import { pythonProv } from "./prov_peer.ts";
import type { Job, Row, Side } from "./row.ts";
import { wholeText, wideDocument } from "./wide_document.ts";

const repeatsOf = ({ smoke }: Job) => smoke ? { warm: 0, repeats: 1 } : { warm: 5, repeats: 15 };

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
        const text = wholeText(provToProvN(doc));
        const work = () => provFromProvN(text).document.records.length;
        return perSecond(doc.records.length, await milliseconds(repeatsOf(job), work));
      },
    },
    pythonProv("read", "provn", wideDocument),
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
    pythonProv("write", "provn", wideDocument),
    writer("JSON.stringify of the model", (doc) => JSON.stringify(doc).length),
  ],
};

/** PROV-N in both directions. */
export const provNRows: readonly Row[] = [read, write];
