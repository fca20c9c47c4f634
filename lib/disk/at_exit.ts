import process from "node:process";

/** What has something to save when its process ends. */
export interface Leaving {
  /** Called when an error that nobody caught may end the process. Deno tells of no exit then. */
  save(): void;
  /** Called when the process ends by itself. */
  leave(): void;
}

const leaving = new Set<Leaving>();
const saveAll = () => leaving.forEach((one) => one.save());
const leaveAll = () => leaving.forEach((one) => one.leave());

/** Calls something when the process ends, other than by a signal; gives a function that forgets it.
 *
 * However many there are, a process gets one listener.
 */
export function atExit(one: Leaving): () => void {
  if (leaving.size === 0) {
    process.on("exit", leaveAll);
    process.on("uncaughtExceptionMonitor", saveAll);
    globalThis.addEventListener?.("unload", leaveAll);
  }
  leaving.add(one);
  return () => {
    if (!leaving.delete(one) || leaving.size > 0) return;
    process.off("exit", leaveAll);
    process.off("uncaughtExceptionMonitor", saveAll);
    globalThis.removeEventListener?.("unload", leaveAll);
  };
}
