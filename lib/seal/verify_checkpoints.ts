import { SealError } from "../base/errors.ts";
import { nameOf } from "../base/options.ts";
import { _head } from "../run/run.ts";
import { type Checkpoint, originOf, parseCheckpoint, splitCheckpoints } from "./checkpoint.ts";
import { CHECKPOINT, CHECKPOINTS } from "./seal_parts.ts";
import { sealBytes, type Sealing, tellSignature } from "./sealing.ts";
import { verifyNote } from "./signed_note.ts";
import { verifyRoot } from "./verify_log.ts";

/** A checkpoint and where it stands. */
interface Place {
  readonly path: string;
  /** Its number in a file of several. */
  readonly index?: number;
}

/** Verifies the checkpoints of a seal, from the oldest to the last, against the log.
 *
 * @returns how many events the longest one covers that is trusted
 */
export async function verifyCheckpoints(sealing: Sealing): Promise<number> {
  const { log, report } = sealing;
  let covered: number | undefined;
  let signed = 0;
  for (const { bytes, ...place } of notesOf(sealing)) {
    const read = await verifyOne(sealing, bytes, place);
    if (read === undefined) continue;
    const { checkpoint: { events, root }, isTrusted } = read;
    const { path } = place;
    // A journal that goes on after a sealing adds to the file, behind the seal's own checkpoint.
    if (path === CHECKPOINTS && covered !== undefined && events < covered) {
      const message = `The checkpoint is of ${events} events, one before it of ${covered}`;
      report({
        code: "history-rewritten",
        message,
        path,
        index: events,
        expected: covered,
        actual: events,
      });
    }
    covered = Math.max(covered ?? 0, events);
    if (log === undefined) continue;
    const code = path === CHECKPOINT ? "log-root-differs" : "history-rewritten";
    if (verifyRoot(log, events, root, path, report, code) && isTrusted) {
      signed = Math.max(signed, events);
    }
  }
  const length = log?.run.length ?? 0;
  if (covered !== undefined && covered < length) {
    report({
      code: "unsigned-tail",
      severity: "note",
      message: `The last ${length - covered} events are not signed yet`,
      path: "run.log",
      index: covered,
      expected: covered,
      actual: length,
    });
  }
  return signed;
}

/** The notes of a seal, the oldest first. */
function notesOf(sealing: Sealing): (Place & { readonly bytes: Uint8Array })[] {
  const notes: (Place & { readonly bytes: Uint8Array })[] = [];
  const earlier = sealBytes(sealing, CHECKPOINTS);
  if (earlier !== undefined) {
    tryReading(sealing, { path: CHECKPOINTS }, () => {
      const split = splitCheckpoints(earlier);
      for (const [index, bytes] of split.notes.entries()) {
        notes.push({ path: CHECKPOINTS, index, bytes });
      }
      if (split.torn === 0) return;
      const message = `The last ${split.torn} bytes are no whole checkpoint`;
      sealing.report({ code: "seal-malformed", message, path: CHECKPOINTS });
    });
  }
  const last = sealBytes(sealing, CHECKPOINT);
  return last === undefined ? notes : [...notes, { path: CHECKPOINT, bytes: last }];
}

async function verifyOne(
  sealing: Sealing,
  bytes: Uint8Array,
  place: Place,
): Promise<{ checkpoint: Checkpoint; isTrusted: boolean } | undefined> {
  const { keys, log, report } = sealing;
  const parsed = tryReading(sealing, place, () => parseCheckpoint(bytes));
  if (parsed === undefined) return undefined;
  const verdict = keys && await verifyNote(parsed.note, keys);
  const isTrusted = verdict === "signed";
  tellSignature(sealing, place.path, isTrusted ? "trusted" : verdict ?? "unchecked", place.index);
  const { origin } = parsed.checkpoint;
  const own = log && originOf(_head(log.run));
  if (own !== undefined && origin !== own) {
    report({
      code: "seal-of-another-run",
      message: `The checkpoint is of the log ${nameOf(origin)}, this one is ${nameOf(own)}`,
      ...place,
      expected: origin,
      actual: own,
    });
  }
  return { checkpoint: parsed.checkpoint, isTrusted };
}

function tryReading<Read>({ report }: Sealing, place: Place, read: () => Read): Read | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof SealError)) throw error;
    report({ code: "seal-malformed", message: error.message, ...place });
    return undefined;
  }
}
