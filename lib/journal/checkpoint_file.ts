import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { concat, utf8 } from "../base/bytes.ts";
import { SealError } from "../base/errors.ts";
import { openAppendFile } from "../disk/append_file.ts";
import { checkTarget, kindOf, makeFolder, syncFolder } from "../disk/fs_folder.ts";
import type { Run } from "../run/run.ts";
import { earlierCheckpoints } from "../seal/earlier_checkpoints.ts";

/** The checkpoints of a run's folder, to which others are added. */
export interface CheckpointFile {
  /** How many events the last one was over when the file was opened; 0 where there was none. */
  readonly events: number;
  /** Adds a note, and waits until it is on the disk. What a failure left is cut off by the next. */
  append(note: string): Promise<void>;
  close(): Promise<void>;
}

const PATH = "seal/checkpoints";

/** Opens the checkpoints of a folder; a torn end, which a crash leaves, is cut off.
 *
 * @throws {SealError} `SEAL_RECORD` where they are of another log, or of another history
 * @throws {SinkError} `SINK_PATH`, `SINK_IO`
 */
export async function openCheckpoints(root: string, run: Run): Promise<CheckpointFile> {
  await makeFolder(root, PATH, true);
  await checkTarget(join(root, PATH), PATH);
  const held = new Map<string, Uint8Array<ArrayBuffer>>();
  for (const path of [PATH, "seal/checkpoint"]) {
    if (await kindOf(join(root, path)) !== "file") continue;
    held.set(path, new Uint8Array(await readFile(join(root, path))));
  }
  const { events, torn, faults } = earlierCheckpoints(run, (path) => held.get(path));
  if (faults.length > 0) {
    const [{ path, message }] = faults;
    const findings = Object.freeze([...faults]);
    throw new SealError("SEAL_RECORD", `Cannot go on from ${path}: ${message}`, { findings });
  }
  let size = (held.get(PATH)?.length ?? 0) - torn;
  const file = await openAppendFile(join(root, PATH), size);
  await syncFolder(dirname(join(root, PATH)));
  return {
    events,
    async append(note) {
      const bytes = utf8(note);
      const added = size === 0 ? bytes : concat([Uint8Array.of(10), bytes]);
      await file.cut(size);
      await file.write(added, size);
      await file.sync();
      size += added.length;
    },
    close: () => file.close(),
  };
}
