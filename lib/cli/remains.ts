import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { LogError, Run } from "../../mod.ts";
import { type LogRepair, readRun } from "../fs.ts";

/** What is left of a run. */
export interface Remains {
  readonly place: string;
  readonly run: Run;
  readonly repairs: readonly LogRepair[];
  /** How many events the manifest was written after; absent where there is none. */
  readonly manifest?: number;
  /** Whether log and manifest are there and agree. */
  readonly isWhole: boolean;
  /** What a crash does not explain: then nothing is written. */
  readonly changed: readonly LogRepair[];
}

/** Looks at what is left of a run, and writes nothing.
 *
 * The roots are held against the events, which `recoverRun` leaves out: what was changed is not to
 * be made whole.
 *
 * @throws {StemmaError} where nothing of its log can be read
 */
export async function lookAtRemains(place: string): Promise<Remains> {
  const repairs: LogRepair[] = [];
  const onRepair = ({ code, message, offset, details }: LogError) => {
    const { size = 0, events = 0 } = details as { size?: number; events?: number };
    repairs.push({ code, message, offset, size, events });
  };
  const run = await readRun(place, { mode: "lenient", onRepair });
  // What is only found wrong, and leaves nothing out, is a root or a manifest that does not fit.
  const changed = repairs.filter(({ size }) => size === 0);
  const manifest = changed.length === 0 ? await manifestEvents(place) : undefined;
  const isWhole = repairs.length === 0 && manifest === run.length;
  return { place, run, repairs, changed, isWhole, ...(manifest !== undefined && { manifest }) };
}

/** How many events a sound manifest was written after. */
async function manifestEvents(place: string): Promise<number | undefined> {
  const path = join(place, "manifest.json");
  return existsSync(path) ? JSON.parse(await readFile(path, "utf8")).events : undefined;
}
