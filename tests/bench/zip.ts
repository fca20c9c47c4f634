import { deflateRawSync } from "node:zlib";
import { zipSync } from "fflate";
import { runFiles, type SinkFile, zipSink } from "stemma";
import { milliseconds, perSecond } from "./measure.ts";
import type { Job, Row, Side } from "./row.ts";
import { noisyRun } from "./sample_runs.ts";

const LEVEL = 6;
const repeatsOf = ({ smoke }: Job) => smoke ? { warm: 0, repeats: 1 } : { warm: 1, repeats: 5 };

/** The files of a run of 200 k points, some 17 MB: made beforehand, so that packing alone counts. */
function runOf(job: Job): SinkFile[] {
  return runFiles(noisyRun(job.smoke ? 2_000 : 200_000)).map(ready);
}

/** Files of a few bytes, for which what a file costs counts and not what a byte does. */
function smallFiles(job: Job): SinkFile[] {
  const [log] = runFiles(noisyRun(5));
  const file = ready(log);
  return Array.from({ length: job.smoke ? 100 : 20_000 }, (_, i) => ({ ...file, path: `a/${i}` }));
}

function ready(file: SinkFile): SinkFile {
  const bytes = file.bytes();
  return {
    ...file,
    bytes: () => bytes.slice(),
    stream: () => new Blob([bytes]).stream() as ReadableStream<Uint8Array<ArrayBuffer>>,
  };
}

/** Packs files and returns the length of what came out. */
type Pack = (files: readonly SinkFile[]) => number | Promise<number>;

const ours: Pack = async (files) => {
  const sink = zipSink({ level: LEVEL });
  for (const file of files) await sink.put(file);
  return sink.bytes().length;
};

const fflate: Pack = (files) =>
  zipSync(Object.fromEntries(files.map((file) => [file.path, file.bytes()])), { level: LEVEL })
    .length;

const zlib: Pack = (files) =>
  files.reduce((sum, file) => sum + deflateRawSync(file.bytes(), { level: LEVEL }).length, 0);

function row(
  id: string,
  work: string,
  unit: "MB/s" | "files/s",
  make: (job: Job) => SinkFile[],
  bar?: string,
): Row {
  const side = (name: string, pack: Pack): Side => ({
    name,
    async measure(job) {
      const files = make(job);
      const amount = unit === "files/s"
        ? files.length
        : files.reduce((sum, file) => sum + file.size, 0) / 1e6;
      return perSecond(amount, await milliseconds(repeatsOf(job), () => pack(files)));
    },
  });
  const sides = [
    side("zipSink, SHA-256 checked", ours),
    side("fflate zipSync", fflate),
    side("node:zlib deflateRaw, no archive", zlib),
  ];
  return { id: `zip/${id}`, work, unit, better: "more", sides, bar };
}

/** Files into a zip archive at level 6. */
export const zipRows: readonly Row[] = [
  row("run", "a run's files into a zip, level 6", "MB/s", runOf, ">= 0.9 of fflate"),
  row("small", "20,000 files of 300 bytes into a zip, level 6", "files/s", smallFiles),
];
