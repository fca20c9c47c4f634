import { toHex } from "../base/bytes.ts";
import { messageOf } from "../base/options.ts";
import { _head, type Run } from "../run/run.ts";
import { originOf, parseCheckpoint, splitCheckpoints } from "./checkpoint.ts";
import { logRoot } from "./digest.ts";
import type { ReadFolder } from "./read_folder.ts";

/** What was signed of a log before. */
export interface EarlierCheckpoints {
  /** The notes that are kept, oldest first. */
  readonly notes: readonly Uint8Array<ArrayBuffer>[];
  /** How many bytes at the end of the file a crash left of another one. */
  readonly torn: number;
  /** What speaks against sealing: they cannot be read, or are of another log or another history. */
  readonly faults: readonly { readonly path: string; readonly message: string }[];
}

/** Reads the checkpoints that a folder holds, and holds them against its log.
 *
 * A seal's own checkpoint joins those before it once the log has grown; until then a new one takes
 * its place.
 */
export function earlierCheckpoints({ files }: ReadFolder, run: Run): EarlierCheckpoints {
  const faults: { path: string; message: string }[] = [];
  const notes: Uint8Array<ArrayBuffer>[] = [];
  let torn = 0;
  const take = (path: string, read: (bytes: Uint8Array<ArrayBuffer>) => void) => {
    const bytes = files.get(path)?.bytes;
    if (bytes === undefined) return;
    try {
      read(bytes);
    } catch (error) {
      faults.push({ path, message: messageOf(error) });
    }
  };
  const hold = (path: string, note: Uint8Array<ArrayBuffer>): number => {
    const { origin, events, root } = parseCheckpoint(note).checkpoint;
    const fault = faultOf(run, origin, events, root);
    if (fault !== undefined) faults.push({ path, message: fault });
    return events;
  };
  take("seal/checkpoints", (bytes) => {
    const split = splitCheckpoints(bytes);
    torn = split.torn;
    for (const note of split.notes) {
      hold("seal/checkpoints", note);
      notes.push(note);
    }
  });
  take("seal/checkpoint", (bytes) => {
    if (hold("seal/checkpoint", bytes) < run.length) notes.push(bytes);
  });
  return { notes, torn, faults };
}

function faultOf(run: Run, origin: string, events: number, root: string): string | undefined {
  if (origin !== originOf(_head(run))) return `A checkpoint is of the log "${origin}"`;
  if (events > run.length) {
    return `A checkpoint is over ${events} events, the log has ${run.length}`;
  }
  return toHex(logRoot(run, events)) === root
    ? undefined
    : `The first ${events} events are not those that a checkpoint was signed for`;
}
