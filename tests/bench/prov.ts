import { logParams, provToJson, type Run, toProv } from "stemma";
import { milliseconds, perSecond } from "./measure.ts";
import type { Job, Row } from "./row.ts";
import { freshRun } from "./sample_runs.ts";

const entitiesOf = ({ smoke }: Job) => smoke ? 100 : 10_000;
const repeatsOf = ({ smoke }: Job) => smoke ? { warm: 0, repeats: 1 } : { warm: 5, repeats: 15 };

function wideRun(job: Job): Run {
  const names = Array.from({ length: entitiesOf(job) }, (_, i) => [`setting ${i}`, i / 8]);
  return logParams(freshRun(), Object.fromEntries(names), { context: "training" });
}

const json: Row = {
  id: "prov/json",
  work: "PROV-JSON of a document of a run with 10 k entities",
  unit: "records/s",
  better: "more",
  sides: [
    {
      name: "provToJson",
      async measure(job) {
        const doc = toProv(wideRun(job));
        const times = await milliseconds(repeatsOf(job), () => provToJson(doc).length);
        return perSecond(doc.records.length, times);
      },
    },
    {
      name: "JSON.stringify of the ready object",
      async measure(job) {
        const doc = toProv(wideRun(job));
        const ready = JSON.parse(provToJson(doc));
        const times = await milliseconds(repeatsOf(job), () => JSON.stringify(ready).length);
        return perSecond(doc.records.length, times);
      },
    },
  ],
};

const document: Row = {
  id: "prov/document",
  work: "toProv of a run with 10 k entities",
  unit: "records/s",
  better: "more",
  sides: [{
    name: "toProv",
    async measure(job) {
      const run = wideRun(job);
      const times = await milliseconds(repeatsOf(job), () => toProv(run).records.length);
      return perSecond(toProv(run).records.length, times);
    },
  }],
};

/** The provenance of a run as a document and as text. */
export const provRows: readonly Row[] = [json, document];
