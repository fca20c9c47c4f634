import { digest, runFiles, runFromFiles, type SinkFile } from "stemma";
import { jsonLines, trainingRun } from "./curves.ts";
import { consume, perSecond } from "./measure.ts";
import type { Job, Row } from "./row.ts";

const sizeOf = ({ smoke }: Job) => smoke ? 5_000 : 1_000_000;
const repeatsOf = ({ smoke }: Job) => ({ warm: smoke ? 0 : 1, repeats: smoke ? 1 : 5 });

function logOf(points: number): SinkFile {
  return runFiles(trainingRun(points), { formats: [] })[0];
}

/** The log on disk: how large, how fast it is written and read. */
export const logFileRows: readonly Row[] = [{
  id: "log-file/size",
  work: "run.log of 1 M points of five noisy curves",
  unit: "bytes/point",
  better: "less",
  bar: "<= 12",
  sides: [
    { name: "run.log", measure: (job) => [logOf(sizeOf(job)).size / sizeOf(job)] },
    { name: "JSON lines", measure: (job) => [jsonLines(sizeOf(job)).length / sizeOf(job)] },
  ],
}, {
  id: "log-file/write",
  work: "write 1 M points",
  unit: "M points/s",
  better: "more",
  sides: [
    {
      name: "run.log",
      measure: (job) => {
        const file = logOf(sizeOf(job));
        return perSecond(sizeOf(job), 1e6, repeatsOf(job), () => file.bytes().length);
      },
    },
    {
      name: "JSON lines",
      measure: (job) => {
        const points = jsonLines(sizeOf(job)).split("\n").map((line) => JSON.parse(line));
        const write = () => points.map((point) => JSON.stringify(point)).join("\n").length;
        return perSecond(sizeOf(job), 1e6, repeatsOf(job), write);
      },
    },
  ],
}, {
  id: "log-file/read",
  work: "read 1 M points, the Merkle root checked",
  unit: "M points/s",
  better: "more",
  sides: [
    {
      name: "runFromFiles",
      measure: (job) => {
        const file = logOf(sizeOf(job));
        const bytes = file.bytes();
        const files = new Map([[file.path, bytes]]);
        return perSecond(sizeOf(job), 1e6, repeatsOf(job), () => runFromFiles(files).length);
      },
    },
    {
      name: "JSON.parse a line, no check",
      measure: (job) => {
        const text = jsonLines(sizeOf(job));
        const read = () => text.split("\n").map((line) => JSON.parse(line)).length;
        return perSecond(sizeOf(job), 1e6, repeatsOf(job), read);
      },
    },
  ],
}, {
  id: "digest",
  work: "digest of 1 M events, nothing at hand",
  unit: "M leaves/s",
  better: "more",
  sides: [{
    name: "stemma",
    measure: async (job) => {
      const samples: number[] = [];
      // What was hashed is kept with the log, so every repeat takes a fresh one.
      for (let i = 0; i < (job.smoke ? 1 : 3); i++) {
        const run = trainingRun(sizeOf(job));
        const once = { warm: 0, repeats: 1 };
        const [sample] = await perSecond(run.length, 1e6, once, () => digest(run).length);
        samples.push(sample);
        consume(run.length);
      }
      return samples;
    },
  }],
}];
