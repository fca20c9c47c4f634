import {
  bytesAsset,
  logMetric,
  logParams,
  provToDot,
  provToJson,
  type Run,
  saveModelVersion,
  startRun,
  toProv,
} from "stemma";
import { dotToSvg } from "stemma/svg";
import { nanoseconds, perSecond } from "./measure.ts";
import type { Job, Row } from "./row.ts";

/** 300 metrics in three contexts, 250 model versions, 100 k events. */
function largeRun({ smoke }: Job): Run {
  const contexts = ["training", "validation", "testing"];
  let run = startRun({ experiment: "large", agent: { name: "Ada" } });
  run = logParams(run, Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`p${i}`, i])));
  for (let step = 0; step < (smoke ? 3 : 333); step++) {
    for (let i = 0; i < 300; i++) {
      run = logMetric(run, `metric ${i}`, Math.sqrt(i + step), { context: contexts[i % 3], step });
    }
  }
  for (let i = 0; i < 250; i++) {
    const weights = bytesAsset("weights.bin", Uint8Array.of(i, i >> 8));
    run = saveModelVersion(run, weights, { name: "cnn", context: "training", step: i });
  }
  return run;
}

/** Documents and pictures. */
export const provenanceRows: readonly Row[] = [{
  id: "prov-json",
  work: "PROV-JSON of a run with 10 k parameters",
  unit: "k records/s",
  better: "more",
  sides: [{
    name: "provToJson",
    measure: (job) => {
      const count = job.smoke ? 500 : 10_000;
      const values = Object.fromEntries(Array.from({ length: count }, (_, i) => [`key ${i}`, i]));
      const doc = toProv(logParams(startRun({ experiment: "bench" }), values));
      const repeats = { warm: 1, repeats: job.smoke ? 1 : 7 };
      return perSecond(doc.records.length, 1e3, repeats, () => provToJson(doc).length);
    },
  }],
}, {
  id: "svg/cold",
  work: "a run with 300 metrics, 250 versions, 100 k events to SVG, first time in a process",
  unit: "ms",
  better: "less",
  bar: "< 1,000",
  sides: [{
    name: "toProv, provToDot, dotToSvg",
    measure: (job) => {
      const run = largeRun(job);
      const draw = async () => (await dotToSvg(provToDot(toProv(run)))).length;
      return nanoseconds(1e6, { warm: 0, repeats: 1 }, draw);
    },
  }],
}, {
  id: "svg/warm",
  work: "the same, once more",
  unit: "ms",
  better: "less",
  sides: [{
    name: "toProv, provToDot, dotToSvg",
    measure: (job) => {
      const run = largeRun(job);
      const draw = async () => (await dotToSvg(provToDot(toProv(run)))).length;
      return nanoseconds(1e6, { warm: 2, repeats: job.smoke ? 1 : 5 }, draw);
    },
  }],
}];
