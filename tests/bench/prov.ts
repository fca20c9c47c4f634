import { logParams, provToJson, type Run, toProv } from "stemma";
import { type ProvDocument, provFromJson } from "stemma/prov";
import { milliseconds, perSecond } from "./measure.ts";
import { pythonProv } from "./prov_peer.ts";
import type { Job, Row, Side } from "./row.ts";
import { freshRun } from "./sample_runs.ts";
import { wholeText, wideDocument } from "./wide_document.ts";

const repeatsOf = ({ smoke }: Job) => smoke ? { warm: 0, repeats: 1 } : { warm: 5, repeats: 15 };

/** A run with 10 k parameters: an entity each, and how the run used it. */
function wideRun({ smoke }: Job): Run {
  const names = Array.from({ length: smoke ? 100 : 10_000 }, (_, i) => [`setting ${i}`, i / 8]);
  return logParams(freshRun(), Object.fromEntries(names), { context: "training" });
}

const ofRun = (job: Job) => toProv(wideRun(job));

function writer(
  name: string,
  make: (job: Job) => ProvDocument,
  prepare: (doc: ProvDocument) => () => number,
): Side {
  return {
    name,
    async measure(job) {
      const doc = make(job);
      return perSecond(doc.records.length, await milliseconds(repeatsOf(job), prepare(doc)));
    },
  };
}

function stringify(make: (job: Job) => ProvDocument): Side {
  return writer("JSON.stringify of the ready object", make, (doc) => {
    const ready = JSON.parse(provToJson(doc));
    return () => JSON.stringify(ready).length;
  });
}

function provToJsonOf(make: (job: Job) => ProvDocument): Side {
  return writer("provToJson", make, (doc) => () => provToJson(doc).length);
}

function reader(name: string, read: (text: string) => number): Side {
  return {
    name,
    async measure(job) {
      const doc = wideDocument(job);
      const text = wholeText(provToJson(doc));
      return perSecond(doc.records.length, await milliseconds(repeatsOf(job), () => read(text)));
    },
  };
}

function runSide(name: string, work: (run: Run) => number): Side {
  return {
    name,
    async measure(job) {
      const run = wideRun(job);
      const times = await milliseconds(repeatsOf(job), () => work(run));
      return perSecond(toProv(run).records.length, times);
    },
  };
}

function row(id: string, work: string, sides: Side[], bar?: string): Row {
  return { id: `prov/${id}`, work, unit: "records/s", better: "more", sides, bar };
}

/** The provenance of a run as a document and as text, and PROV-JSON in both directions. */
export const provRows: readonly Row[] = [
  row("json", "PROV-JSON of a document of a run with 10 k entities", [
    provToJsonOf(ofRun),
    stringify(ofRun),
    pythonProv("write", "json", ofRun),
  ], ">= 500 k"),
  row("run", "PROV-JSON of that run, its document included", [
    runSide("toProv, provToJson", (run) => provToJson(toProv(run)).length),
    stringify(ofRun),
  ], ">= 500 k"),
  row("document", "toProv of a run with 10 k entities", [
    runSide("toProv", (run) => toProv(run).records.length),
  ]),
  row("read", "PROV-JSON of 100,003 statements read", [
    reader("provFromJson", (text) => provFromJson(text).document.records.length),
    pythonProv("read", "json", wideDocument),
    reader("JSON.parse alone", (text) => Object.keys(JSON.parse(text)).length),
  ], ">= 10 times Python prov"),
  row("write", "100,003 statements written as PROV-JSON", [
    provToJsonOf(wideDocument),
    pythonProv("write", "json", wideDocument),
    stringify(wideDocument),
  ], ">= 10 times Python prov"),
];
