import { existsSync } from "node:fs";
import { join } from "node:path";
import { lockHolder } from "../disk/folder_lock.ts";
import { LOCK_FILE } from "../disk/lock_file.ts";

/** How often is looked, in ms. */
const EVERY = 1000;

/** Waits for the death of the process that journals a run: it has left its lock, and nobody has
 * taken its place a second later. */
export async function watchWriter(place: string, signal: AbortSignal): Promise<void> {
  let wasDead = false;
  while (!signal.aborted) {
    const isDead = existsSync(join(place, LOCK_FILE)) && await holderOf(place) === undefined;
    if (isDead && wasDead) return;
    wasDead = isDead;
    await pause(signal);
  }
}

/** A lock that cannot be read says nothing of its holder. */
async function holderOf(place: string): Promise<string | undefined> {
  try {
    return await lockHolder(place);
  } catch {
    return "an unknown process";
  }
}

function pause(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, EVERY);
    signal.addEventListener("abort", done, { once: true });
    function done() {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    }
  });
}
