import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { logParams, provToJson, type Run, toProv } from "stemma";
import { provFromJson } from "stemma/prov";
import { milliseconds, perSecond } from "./measure.ts";
import { pythonSamples } from "./peer.ts";
import type { Job, Row, Side } from "./row.ts";
import { freshRun } from "./sample_runs.ts";

const few = ({ smoke }: Job) => smoke ? { warm: 0, repeats: 1 } : { warm: 2, repeats: 5 };
const some = ({ smoke }: Job) => smoke ? { warm: 0, repeats: 1 } : { warm: 5, repeats: 15 };

/** A run with so many parameters: an entity each, and how the run used it. */
function wideRun(entities: number): Run {
  const names = Array.from({ length: entities }, (_, i) => [`setting ${i}`, i / 8]);
  return logParams(freshRun(), Object.fromEntries(names), { context: "training" });
}

const written = ({ smoke }: Job) => wideRun(smoke ? 100 : 10_000);
const read = ({ smoke }: Job) => wideRun(smoke ? 100 : 50_000);

const PYTHON = `
import json, sys, time
from prov.model import ProvDocument
path, verb, repeats = sys.argv[1], sys.argv[2], int(sys.argv[3])
text = open(path).read()
doc = ProvDocument.deserialize(content=text, format="json")
records = len(doc.get_records())
samples = []
for _ in range(repeats):
    start = time.perf_counter()
    if verb == "write": doc.serialize(format="json")
    else: ProvDocument.deserialize(content=text, format="json")
    samples.append(records / (time.perf_counter() - start))
print(json.dumps(samples))
`;

function pythonSide(verb: "write" | "read", make: (job: Job) => Run): Side {
  return {
    name: "Python prov",
    measure(job) {
      mkdirSync(".cache", { recursive: true });
      const folder = mkdtempSync(join(".cache", "prov-"));
      try {
        const path = join(folder, "prov.json");
        writeFileSync(path, provToJson(toProv(make(job))));
        return pythonSamples(["prov"], PYTHON, path, verb, job.smoke ? "1" : "2");
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
  };
}

const stringify: Side = {
  name: "JSON.stringify of the ready object",
  async measure(job) {
    const doc = toProv(written(job));
    const ready = JSON.parse(provToJson(doc));
    const times = await milliseconds(some(job), () => JSON.stringify(ready).length);
    return perSecond(doc.records.length, times);
  },
};

function row(id: string, work: string, sides: Side[], bar?: string): Row {
  return { id: `prov/${id}`, work, unit: "records/s", better: "more", sides, bar };
}

/** The provenance of a run as a document and as text, and back. */
export const provRows: readonly Row[] = [
  row("json", "PROV-JSON of a document of a run with 10 k entities", [
    {
      name: "provToJson",
      async measure(job) {
        const doc = toProv(written(job));
        const times = await milliseconds(some(job), () => provToJson(doc).length);
        return perSecond(doc.records.length, times);
      },
    },
    stringify,
    pythonSide("write", written),
  ], ">= 500 k"),
  row("run", "PROV-JSON of that run, its document included", [
    {
      name: "toProv, provToJson",
      async measure(job) {
        const run = written(job);
        const times = await milliseconds(some(job), () => provToJson(toProv(run)).length);
        return perSecond(toProv(run).records.length, times);
      },
    },
    stringify,
  ]),
  row("document", "toProv of a run with 10 k entities", [{
    name: "toProv",
    async measure(job) {
      const run = written(job);
      const times = await milliseconds(some(job), () => toProv(run).records.length);
      return perSecond(toProv(run).records.length, times);
    },
  }]),
  row("read", "PROV-JSON of 100 k records read, every one checked", [
    {
      name: "provFromJson",
      async measure(job) {
        const doc = toProv(read(job));
        const text = provToJson(doc);
        const times = await milliseconds(
          few(job),
          () => provFromJson(text).document.records.length,
        );
        return perSecond(doc.records.length, times);
      },
    },
    {
      name: "JSON.parse alone",
      async measure(job) {
        const doc = toProv(read(job));
        const text = provToJson(doc);
        const times = await milliseconds(few(job), () => Object.keys(JSON.parse(text)).length);
        return perSecond(doc.records.length, times);
      },
    },
    pythonSide("read", read),
  ], ">= 300 k"),
];
