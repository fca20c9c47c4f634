import { StemmaError } from "../base/errors.ts";
import { checkOptions } from "../base/options.ts";
import { fsError } from "../disk/fs_error.ts";
import { checkKeyName } from "../seal/note_key.ts";
import { readSigner } from "../seal/signer.ts";
import { openCheckpoints } from "./checkpoint_file.ts";
import { CheckpointedJournal, type CheckpointParts } from "./checkpointed_journal.ts";
import { everyOf } from "./every.ts";
import type { JournalCheckpoints } from "./journal.ts";
import type { RunJournal } from "./run_journal.ts";

/** How checkpoints are signed, but for the file that they go to. */
export type CheckpointMeans = Omit<CheckpointParts, "file">;

/** Reads what a journal is told of checkpoints; `undefined` where it is to sign none.
 *
 * @throws {SealError} `SEAL_KEY`, `SEAL_ALGORITHM`
 */
export async function readCheckpoints(
  given: JournalCheckpoints | undefined,
): Promise<CheckpointMeans | undefined> {
  if (given === undefined) return undefined;
  checkOptions("openJournal's checkpoints", given, ["key", "publicKey", "name", "every"]);
  const { key, publicKey, name, every } = given;
  if (name !== undefined) checkKeyName(name);
  const policy = everyOf("openJournal's checkpoints.every", every, { events: 1e6, ms: 60_000 });
  return { signer: await readSigner(key, publicKey), name, ...policy };
}

/** Lets a journal that was just opened sign checkpoints. */
export async function addCheckpoints(
  root: string,
  journal: RunJournal,
  means: CheckpointMeans,
): Promise<CheckpointedJournal> {
  try {
    const file = await openCheckpoints(root, journal.pushed);
    return new CheckpointedJournal(journal, { ...means, file });
  } catch (error) {
    await journal.close().catch(() => {/* The first error tells more. */});
    throw error instanceof StemmaError ? error : fsError("seal/checkpoints", error);
  }
}
