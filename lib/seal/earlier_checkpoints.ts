import { toHex } from "../base/bytes.ts";
import { messageOf } from "../base/options.ts";
import { _head, type Run } from "../run/run.ts";
import { originOf, parseCheckpoint, splitCheckpoints } from "./checkpoint.ts";
import { logRoot } from "./digest.ts";

/** What was signed of a log before. */
export interface EarlierCheckpoints {
  /** The notes that are kept, oldest first. */
  readonly notes: readonly Uint8Array<ArrayBuffer>[];
  /** How many events the last of them is over; 0 where there is none. */
  readonly events: number;
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
export function earlierCheckpoints(
  run: Run,
  bytesOf: (path: string) => Uint8Array<ArrayBuffer> | undefined,
): EarlierCheckpoints {
  const faults: { path: string; message: string }[] = [];
  const notes: { events: number; note: Uint8Array<ArrayBuffer> }[] = [];
  let torn = 0;
  const take = (path: string, read: (bytes: Uint8Array<ArrayBuffer>) => void) => {
    const bytes = bytesOf(path);
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
      notes.push({ events: hold("seal/checkpoints", note), note });
    }
  });
  take("seal/checkpoint", (bytes) => {
    const events = hold("seal/checkpoint", bytes);
    if (events < run.length) notes.push({ events, note: bytes });
  });
  // A journal that went on after a sealing has added notes to the file meanwhile.
  notes.sort((a, b) => a.events - b.events);
  const events = notes.at(-1)?.events ?? 0;
  return { notes: notes.map(({ note }) => note), events, torn, faults };
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
