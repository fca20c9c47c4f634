import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Run, type RunFormat, saveRun } from "../../mod.ts";
import { fsSink, openJournal } from "../fs.ts";
import { dotToSvg } from "../svg.ts";
import { checkReport } from "./save_runs.ts";

/** What was written to make a run's folder whole. */
export interface MadeWhole {
  readonly written: readonly { readonly path: string; readonly size: number }[];
  /** What could not be written, and why. */
  readonly skipped: readonly { readonly path: string; readonly reason: string }[];
}

/** The formats that every run is saved in, and those that are written where they are there. */
const USUAL: readonly RunFormat[] = ["prov-json", "dot", "csv"];
const OTHERS: readonly (readonly [file: string, format: RunFormat])[] = [
  ["prov.provn", "prov-n"],
  ["prov.jsonld", "prov-jsonld"],
];

/** Makes the folder of a recovered run whole: cuts what is torn off its log, writes its exports
 * again, and the manifest last.
 *
 * @throws {StemmaError} as `openJournal` does: where a journal writes there, or the log is of
 * another run by now
 * @throws {CommandError} where a file cannot be written
 */
export async function makeWhole(
  place: string,
  run: Run,
  onFile: (path: string) => void,
): Promise<MadeWhole> {
  await (await openJournal(place, run)).close();
  const others = OTHERS.filter(([file]) => existsSync(join(place, file)));
  const report = await saveRun(run, fsSink(place), {
    folder: "",
    formats: [...USUAL, ...others.map(([, format]) => format)],
    ...(existsSync(join(place, "prov.svg")) && { svg: dotToSvg }),
    onProgress: ({ path }) => onFile(path),
  });
  checkReport(report);
  const skipped = report.skipped.filter(({ path }) => !existsSync(join(place, path)));
  return { written: report.written.map(({ path, size }) => ({ path, size })), skipped };
}
