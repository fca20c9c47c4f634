import { rm } from "node:fs/promises";
import {
  type Run,
  type RunFormat,
  type SaveReport,
  saveRun,
  type Sink,
  zipSink,
} from "../../mod.ts";
import { fsSink } from "../fs.ts";
import { dotToSvg } from "../svg.ts";
import { CommandError } from "./exit_code.ts";
import { countOf } from "../base/human.ts";
import { writeOutput } from "./write_output.ts";

/** How runs are saved. */
export interface SaveRunsOptions {
  /** What is written beside the log. */
  readonly formats?: readonly RunFormat[];
  /** Whether a picture is drawn. */
  readonly svg?: boolean;
  /** Told of each file. */
  readonly onFile?: (path: string) => void;
}

/** What was saved. */
export interface SavedRuns {
  /** The folder of each run. */
  readonly places: readonly string[];
  /** How many files were written. */
  readonly files: number;
  /** How many bytes they have. */
  readonly bytes: number;
}

/** Saves runs below a folder, or in a zip archive where the path ends so, or to stdout as one for
 * `-`.
 *
 * @throws {CommandError} where a file could not be written
 */
export async function saveRuns(
  runs: readonly Run[],
  output: string,
  options: SaveRunsOptions,
): Promise<SavedRuns> {
  if (output !== "-" && !/\.zip$/i.test(output)) {
    return await saveEach(runs, fsSink(output), `${output.replace(/[/\\]+$/, "")}/`, options);
  }
  const zip = zipSink();
  const writing = writeOutput(output, zip.stream());
  const saving = saveEach(runs, zip, `${output}:`, options).finally(() => zip.close());
  const [written, saved] = await Promise.allSettled([writing, saving]);
  if (written.status === "fulfilled" && saved.status === "fulfilled") return saved.value;
  if (output !== "-") await rm(output, { force: true });
  // A disk that is full ends the stream, and with it the saving: its reason comes first.
  throw written.status === "rejected" ? written.reason : (saved as PromiseRejectedResult).reason;
}

async function saveEach(
  runs: readonly Run[],
  sink: Sink,
  root: string,
  { formats, svg, onFile }: SaveRunsOptions,
): Promise<SavedRuns> {
  const places: string[] = [];
  let files = 0;
  let bytes = 0;
  for (const run of runs) {
    const report = await saveRun(run, sink, {
      formats,
      ...(svg && { svg: dotToSvg }),
      onProgress: ({ path }) => onFile?.(path),
    });
    checkReport(report);
    places.push(root + folderOf(report));
    files += report.written.length;
    bytes += report.written.reduce((sum, { size }) => sum + size, 0);
  }
  return { places, files, bytes };
}

function folderOf({ written, skipped }: SaveReport): string {
  const log = [...written, ...skipped].find(({ path }) => path.endsWith("/run.log"))!;
  return log.path.slice(0, -"/run.log".length);
}

/** Refuses a saving in which a file could not be written.
 *
 * @throws {CommandError}
 */
export function checkReport({ failed: [first, ...more] }: SaveReport): void {
  if (first === undefined) return;
  const { path, error } = first;
  const reason = error.message.includes(path) ? error.message : `"${path}": ${error.message}`;
  const others = more.length === 0 ? "" : `, and ${countOf(more.length, "more file")}`;
  throw new CommandError(`Cannot save: ${reason}${others}`, {
    cause: error,
  });
}
