import { copyRun, type SaveReport, saveRun, type Sink, type SinkFile } from "../../mod.ts";
import type { PushReport } from "../destination.ts";
import { messageOf } from "../base/options.ts";
import { sizeText } from "../base/human.ts";
import { CommandError } from "./exit_code.ts";
import type { PlacedRun } from "./placed_runs.ts";
import type { Mode } from "./read_runs.ts";
import { withoutSecrets } from "./secrets.ts";
import type { OpenTarget } from "./targets.ts";

/** What became of one run at one target, as plain data. */
export interface Pushed {
  readonly run: string;
  readonly target: string;
  /** Whether all of it is there. */
  readonly ok: boolean;
  /** Where it lies, or people see it. */
  readonly url?: string;
  /** The command that shows it, where no address does. */
  readonly look?: string;
  /** How many of the run's events are there; absent where files are what a target takes. */
  readonly events?: number;
  readonly written: readonly { path: string; size: number; sha256: string }[];
  readonly failed: readonly { path: string; error: string }[];
  readonly skipped: readonly { path: string; reason: string }[];
  /** What the target took in another form, and why. */
  readonly changed: readonly { path: string; to: string; reason: string }[];
}

/** Sends a run to an open target. What goes wrong on the way is in the report.
 *
 * @param tell told how far it is
 * @throws {CommandError} where the run cannot be read
 */
export async function pushRun(
  run: PlacedRun,
  target: { readonly name: string; readonly opened: OpenTarget },
  { mode, tell }: { readonly mode?: Mode; readonly tell: (how: string) => void },
): Promise<Pushed> {
  const { name, opened } = target;
  const files = ({ files, bytes }: { files: number; bytes: number }) =>
    tell(`${files} files, ${sizeText(bytes)}`);
  if (opened.kind === "folder") {
    const { folder, ...report } = await sendFolder(run, opened.sink, mode, files);
    return pushed(run, name, report, { url: opened.placeOf(folder).replace(/\/$/, "") });
  }
  const { run: read } = await run.read(mode);
  if (opened.kind === "files") {
    const made = [...opened.filesOf(read)];
    const look = opened.look(made[0].path.split("/")[0]);
    return pushed(run, name, await putFiles(made, opened.sink, files), { look });
  }
  const onProgress = ({ sent, events }: { sent: number; events: number }) =>
    tell(`${sent} of ${events} events`);
  const report = await opened.destination.push(read, { onProgress });
  return pushed(run, name, report, {
    url: report.url,
    look: opened.look,
    events: report.sent,
  });
}

/** Sends a folder as it is, so that its seal stands; that of a run which was never finished is made
 * anew from its log.
 *
 * @throws {CommandError} where the run cannot be read
 */
export async function sendFolder(
  run: PlacedRun,
  sink: Sink,
  mode: Mode | undefined,
  onProgress: (progress: { files: number; bytes: number }) => void,
): Promise<SaveReport & { folder: string }> {
  const { source, folder: from, place } = run;
  const manifest = await source.get(`${from === "" ? "" : `${from}/`}manifest.json`);
  if (manifest !== undefined) {
    await manifest.cancel();
    try {
      return await copyRun(source, sink, { from, onProgress });
    } catch (error) {
      throw new CommandError(`${place}: ${messageOf(error)}`, { cause: error });
    }
  }
  const { run: read } = await run.read(mode);
  const report = await saveRun(read, sink, { onProgress });
  const log = [...report.written, ...report.failed, ...report.skipped]
    .find(({ path }) => path.endsWith("/run.log"))!;
  return { ...report, folder: log.path.slice(0, -"run.log".length) };
}

async function putFiles(
  files: Iterable<SinkFile>,
  sink: Sink,
  onProgress: (progress: { files: number; bytes: number }) => void,
): Promise<SaveReport> {
  const report = {
    written: [] as { path: string; size: number; sha256: string }[],
    failed: [] as { path: string; error: Error }[],
    skipped: [] as { path: string; reason: string }[],
  };
  let bytes = 0;
  for (const file of files) {
    const { path, size, sha256 } = file;
    try {
      await sink.put(file);
      report.written.push({ path, size, sha256 });
      bytes += size;
    } catch (error) {
      report.failed.push({ path, error: error as Error });
    }
    onProgress({ files: report.written.length, bytes });
  }
  return report;
}

function pushed(
  { place }: PlacedRun,
  target: string,
  report: SaveReport & Partial<Pick<PushReport, "changed">>,
  { url, look, events }: Pick<Partial<Pushed>, "url" | "look" | "events"> = {},
): Pushed {
  const { written, failed, skipped, changed = [] } = report;
  return {
    run: place,
    target,
    ok: failed.length === 0,
    ...(url !== undefined && { url: withoutSecrets(url) }),
    ...(look !== undefined && { look }),
    ...(events !== undefined && { events }),
    written,
    failed: failed.map(({ path, error }) => ({ path, error: withoutSecrets(error.message) })),
    skipped,
    changed,
  };
}
