import { systemEnv } from "../base/env.ts";
import { SinkError } from "../base/errors.ts";
import { nameOf } from "../base/options.ts";
import { builtin } from "./builtin.ts";
import { errnoOf } from "./fs_error.ts";
import { LOCK_FILE, RENEW_MS, STALE_MS } from "./lock_file.ts";

/** The end of the name of what is held for the moment in which a dead writer's lock is taken away. */
const TAKE_OVER = ".takeover";

/** What a disk says on which a file has one name. */
const NO_LINKS: readonly string[] = ["EPERM", "ENOSYS", "ENOTSUP", "EOPNOTSUPP"];

/** The right to write into a folder. */
export interface FolderLock {
  /** Gives the right back; at once, so that a process that ends can do so too. */
  release(): void;
}

/** What a lock file says of its holder. */
interface Holder {
  readonly pid: number;
  readonly host: string;
  /** When the process started, as the system counts, where it tells. */
  readonly started?: string;
  readonly token: string;
}

/** Takes the right to write into a folder.
 *
 * A lock whose process is dead is taken over: on this host that is seen at once, of another one
 * after a minute without a sign of life.
 *
 * @param file the lock's name in the folder: writers of different files do not bar each other
 * @throws {SinkError} `SINK_LOCKED` where another one has it
 */
export async function lockFolder(folder: string, file: string = LOCK_FILE): Promise<FolderLock> {
  const { readFileSync, rmSync, promises: { utimes } } = builtin("node:fs")!;
  const { pid } = builtin("node:process")!;
  const path = builtin("node:path")!.join(folder, file);
  const own: Holder = {
    pid,
    host: builtin("node:os")!.hostname(),
    started: startOf(pid),
    token: systemEnv.randomId(),
  };
  const text = JSON.stringify(own);
  while (!await writeNew(path, text)) {
    const state = await lockState(path);
    if (typeof state !== "string") throw lockedError(folder, state.holder);
    await takeAway(path);
  }
  const renewal = setInterval(() => {
    const now = systemEnv.now() / 1000;
    utimes(path, now, now).catch(() => {/* The next renewal tries again. */});
  }, RENEW_MS);
  renewal.unref();
  return {
    release() {
      clearInterval(renewal);
      try {
        if (readFileSync(path, "utf8") === text) rmSync(path);
      } catch {
        // A lock that cannot be removed is one of a process that will be dead.
      }
    },
  };
}

/** Who writes into a folder: words for a message; `undefined` where nobody does, or a dead process
 * left its lock. */
export async function lockHolder(folder: string): Promise<string | undefined> {
  const state = await lockState(builtin("node:path")!.join(folder, LOCK_FILE));
  return typeof state === "string" ? undefined : state.holder;
}

/** Whether a lock is none, one of a dead process, or one of a living one. */
async function lockState(path: string): Promise<"free" | "dead" | { holder: string }> {
  const { readFile, stat } = builtin("node:fs")!.promises;
  try {
    const text = await readFile(path, "utf8");
    const { mtimeMs } = await stat(path);
    const isFresh = systemEnv.now() - mtimeMs < STALE_MS;
    const holder = readHolder(text);
    if (holder === undefined) return isFresh ? { holder: "an unknown process" } : "dead";
    const alive = holder.host === builtin("node:os")!.hostname() ? isAlive(holder) : undefined;
    return alive ?? isFresh ? { holder: `process ${holder.pid} on ${holder.host}` } : "dead";
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return "free";
    throw error;
  }
}

/** Removes a lock whose holder is dead. One at a time: nobody removes a lock that is new. */
async function takeAway(path: string): Promise<void> {
  const { rm, stat } = builtin("node:fs")!.promises;
  const guard = path + TAKE_OVER;
  if (!await writeNew(guard, "")) {
    const age = await stat(guard).then(
      ({ mtimeMs }) => systemEnv.now() - mtimeMs,
      () => 0,
    );
    if (age > STALE_MS) await rm(guard, { force: true });
    await new Promise((resolve) => setTimeout(resolve, 20));
    return;
  }
  try {
    // Where there is none any more, somebody is just about to write a new one.
    if (await lockState(path) === "dead") await rm(path, { force: true });
  } finally {
    await rm(guard, { force: true });
  }
}

/** Makes a file, with all of its text at once, where there is none of its name: a process that is
 * killed meanwhile leaves no lock of which nobody knows whose it is. */
async function writeNew(path: string, text: string): Promise<boolean> {
  const { link, rm, writeFile } = builtin("node:fs")!.promises;
  const draft = `${path}.${systemEnv.randomId()}`;
  try {
    await writeFile(draft, text, { flag: "wx" });
    await link(draft, path);
    return true;
  } catch (error) {
    if (errnoOf(error) === "EEXIST") return false;
    if (!NO_LINKS.includes(errnoOf(error)!)) throw error;
    return await writeInPlace(path, text);
  } finally {
    await rm(draft, { force: true });
  }
}

async function writeInPlace(path: string, text: string): Promise<boolean> {
  const { rm, writeFile } = builtin("node:fs")!.promises;
  try {
    await writeFile(path, text, { flag: "wx" });
    return true;
  } catch (error) {
    if (errnoOf(error) === "EEXIST") return false;
    // A full disk makes the file and takes nothing for it: nobody is to wait for that.
    await rm(path, { force: true });
    throw error;
  }
}

function readHolder(text: string): Holder | undefined {
  try {
    const { pid, host, started, token } = JSON.parse(text);
    return Number.isSafeInteger(pid) && pid > 0 && typeof host === "string"
      ? { pid, host, started, token }
      : undefined;
  } catch {
    // A lock that is being written at this moment, or none of ours.
    return undefined;
  }
}

/** Whether a process of this host lives; `undefined` where that cannot be seen. */
function isAlive({ pid, started }: Holder): boolean | undefined {
  const now = startOf(pid);
  if (now !== undefined && started !== undefined) return now === started;
  try {
    builtin("node:process")!.kill(pid, 0);
    return true;
  } catch (error) {
    return errnoOf(error) === "ESRCH" ? false : errnoOf(error) === "EPERM" ? true : undefined;
  }
}

/** When a process started, in the system's ticks: another process can have the number by now. */
function startOf(pid: number): string | undefined {
  try {
    const text = builtin("node:fs")!.readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    // A process that was killed keeps its number until its parent has asked for it.
    return fields[0] === "Z" ? "ended" : fields[19];
  } catch {
    // Not Linux, no permission, or no such process: the signal tells.
    return undefined;
  }
}

function lockedError(folder: string, holder: string): SinkError {
  return new SinkError(
    "SINK_LOCKED",
    `Cannot write into ${nameOf(folder)}: ${holder} writes there`,
    { path: folder, retryable: true, holder },
  );
}
