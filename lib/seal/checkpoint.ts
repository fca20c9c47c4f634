import { fromBase64, toBase64 } from "../base/base64.ts";
import { fromHex, fromUtf8, toHex, utf8 } from "../base/bytes.ts";
import { SealError } from "../base/errors.ts";
import { nameOf } from "../base/options.ts";
import type { StartEvent } from "../run/events.ts";
import { HASH_BYTES } from "./merkle_root.ts";
import { parseNote, type SignedNote } from "./signed_note.ts";

/** What a signed note says of a log: how long it was, and its root then. */
export interface Checkpoint {
  /** The name of the log. */
  readonly origin: string;
  /** How many events it had. */
  readonly events: number;
  /** Their Merkle root as 64 hex digits. */
  readonly root: string;
}

/** The name of a run's log: the run's IRI without its scheme. */
export function originOf(head: StartEvent): string {
  const { namespace, experiment, runId } = head;
  const iri = `${namespace}${encodeURIComponent(experiment)}/${encodeURIComponent(runId)}`;
  return iri.replace(/^[a-z][a-z0-9+.-]*:(\/\/)?/i, "").replaceAll("+", "%2B");
}

/** The text of a checkpoint, which a note signs.
 *
 * @see C2SP tlog-checkpoint
 */
export function checkpointText({ origin, events, root }: Checkpoint): string {
  return `${origin}\n${events}\n${toBase64(fromHex(root)!)}\n`;
}

/** Reads a checkpoint and the note around it; nothing is believed yet. Lines after the root are
 * passed over.
 *
 * @throws {SealError} `SEAL_FORMAT`
 */
export function parseCheckpoint(bytes: Uint8Array): { checkpoint: Checkpoint; note: SignedNote } {
  const note = parseNote(bytes);
  const [origin, size, hash, ...rest] = note.text.slice(0, -1).split("\n");
  const events = /^(0|[1-9][0-9]*)$/.test(size ?? "") ? Number(size) : NaN;
  const root = hash === undefined ? undefined : fromBase64(hash);
  if (
    origin === "" || !Number.isSafeInteger(events) || root?.length !== HASH_BYTES ||
    toBase64(root) !== hash || rest.includes("")
  ) {
    throw new SealError(
      "SEAL_FORMAT",
      `Cannot read a checkpoint: origin, size and root were expected, got ${nameOf(note.text)}`,
    );
  }
  return { checkpoint: { origin, events, root: toHex(root) }, note };
}

/** The notes of a file of checkpoints, which an empty line separates.
 *
 * @returns the bytes of each, and how many bytes at the end are no whole note: a crash cut it
 * @throws {SealError} `SEAL_FORMAT` where the bytes are no text
 */
export function splitCheckpoints(
  bytes: Uint8Array,
): { notes: readonly Uint8Array<ArrayBuffer>[]; torn: number } {
  // A letter that a crash cut in two is part of the torn end.
  const whole = bytes.subarray(0, bytes.lastIndexOf(10) + 1);
  let text: string;
  try {
    text = fromUtf8(whole);
  } catch (cause) {
    throw new SealError("SEAL_FORMAT", "Cannot read checkpoints: they are no UTF-8", {}, { cause });
  }
  const blocks = text.split("\n\n");
  const notes: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  for (let i = 0; i + 1 < blocks.length; i += 2) {
    const signatures = blocks[i + 1].replace(/\n$/, "");
    // The last line of the last note ends in a newline, or is torn off.
    if (i + 2 >= blocks.length && !blocks[i + 1].endsWith("\n")) break;
    const note = utf8(`${blocks[i]}\n\n${signatures}\n`);
    notes.push(note);
    size += note.length + (i === 0 ? 0 : 1);
  }
  return { notes, torn: bytes.length - size };
}

/** Puts notes into one file. */
export function joinCheckpoints(notes: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return utf8(notes.map((note) => fromUtf8(note)).join("\n"));
}
