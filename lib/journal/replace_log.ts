import { link, rename } from "node:fs/promises";
import { join } from "node:path";
import { openAppendFile } from "../disk/append_file.ts";
import { kindOf, syncFolder } from "../disk/fs_folder.ts";
import type { Run } from "../run/run.ts";
import { LogWriter, type Mark } from "./log_writer.ts";

/** Writes the log of a folder anew and moves the one that is there aside, as `run.log.damaged-1` and
 * so on.
 *
 * A crash at whatever moment leaves a log under its name, the old one or the new one.
 */
export async function replaceLog(root: string, run: Run): Promise<Mark> {
  const path = join(root, "run.log");
  const unfinished = join(root, "run.log.new");
  const writer = new LogWriter(await openAppendFile(unfinished, 0), { events: 0, bytes: 0 }, 0);
  try {
    await writer.write(run, true, true);
  } finally {
    await writer.close();
  }
  let i = 1;
  while (await kindOf(`${path}.damaged-${i}`) !== undefined) i++;
  const aside = `${path}.damaged-${i}`;
  // Where a disk knows no second name for a file, there is no log under its name for a moment.
  await link(path, aside).catch(() => rename(path, aside));
  await rename(unfinished, path);
  await syncFolder(root);
  return writer.written;
}
