import { artifacts, metrics, params, type Run, type Sink } from "../../mod.ts";
import { countOf, sizeText } from "../base/human.ts";
import type { PlacedRun } from "./placed_runs.ts";
import { sendFolder } from "./push_run.ts";
import type { Mode } from "./read_runs.ts";
import type { Target } from "./targets.ts";

/** What would be sent of one run to one target, as plain data. */
export interface Planned {
  readonly run: string;
  readonly target: string;
  readonly dryRun: true;
  /** What a target for folders would get. */
  readonly files?: readonly { path: string; size: number }[];
  /** What any other target would be told of. */
  readonly events?: number;
  readonly points?: number;
  readonly params?: number;
  readonly artifacts?: number;
}

/** Tells what would be sent. Nothing is opened and no credential is asked for.
 *
 * @throws {CommandError} where the run cannot be read
 */
export async function planPush(run: PlacedRun, target: Target, mode?: Mode): Promise<Planned> {
  const plan = { run: run.place, target: target.name, dryRun: true } as const;
  if (target.takesFolder) {
    const { written } = await sendFolder(run, nowhere, mode, () => {});
    return { ...plan, files: written.map(({ path, size }) => ({ path, size })) };
  }
  return { ...plan, ...countsOf((await run.read(mode)).run) };
}

/** It reads no byte of what it is given. */
const nowhere: Sink = { put: () => Promise.resolve() };

function countsOf(run: Run) {
  return {
    events: run.length,
    points: metrics(run).reduce((sum, { length }) => sum + length, 0),
    params: params(run).length,
    artifacts: artifacts(run).length,
  };
}

/** The same in words. */
export function planText(planned: Planned): string {
  const { files, events = 0, points = 0, params = 0, artifacts = 0 } = planned;
  if (files !== undefined) {
    const bytes = files.reduce((sum, { size }) => sum + size, 0);
    return `would get ${countOf(files.length, "file")}, ${sizeText(bytes)}`;
  }
  return `would be told of ${countOf(events, "event")}: ${countOf(points, "point")}, ` +
    `${countOf(params, "param")}, ${countOf(artifacts, "artifact")}`;
}
