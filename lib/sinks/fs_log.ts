import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { dirname, join } from "node:path";
import { SinkError } from "../base/errors.ts";
import { toHex } from "../base/bytes.ts";
import { nameOf } from "../base/options.ts";
import { lockHolder } from "../disk/folder_lock.ts";
import { LogReader } from "../run/read_log.ts";

/** The size and digest of a log that holds these very events, however it is framed; `undefined`
 * where there is none. */
export async function heldLog(
  path: string,
  { events, root }: { readonly events: number; readonly root: string },
): Promise<{ size: number; sha256: string } | undefined> {
  const reader = new LogReader();
  const hash = createHash("sha256");
  try {
    for await (const piece of createReadStream(path)) {
      hash.update(piece);
      reader.push(piece);
    }
    const { run, roots, cut, size } = reader.end();
    const last = roots.at(-1);
    const isIt = cut === undefined && run.length === events && last?.length === events &&
      toHex(last.root) === root;
    return isIt ? { size, sha256: hash.digest("hex") } : undefined;
  } catch {
    // No file, or no log: it is written anew.
    return undefined;
  }
}

/** Refuses to write a log where a journal writes one: it would go on in the file that was replaced.
 *
 * @throws {SinkError} `SINK_LOCKED`
 */
export async function checkNoJournal(root: string, path: string): Promise<void> {
  if (path !== "run.log" && !path.endsWith("/run.log")) return;
  const holder = await lockHolder(join(root, dirname(path)));
  if (holder === undefined) return;
  throw new SinkError(
    "SINK_LOCKED",
    `Cannot put ${nameOf(path)}: ${holder} writes a journal there; sync it, or close it first`,
    { path, retryable: true, holder },
  );
}
