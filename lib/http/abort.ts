import { SinkError } from "../base/errors.ts";
import { nameOf } from "../base/options.ts";

/** The error for work on a file that a signal stopped; a reason that is a `SinkError` is kept.
 *
 * @param doing what was under way, as a verb
 */
export function abortError(path: string, signal: AbortSignal, doing = "put"): Error {
  const reason: unknown = signal.reason;
  if (reason instanceof SinkError) return reason;
  return new SinkError(
    "SINK_ABORTED",
    `Cannot ${doing} ${nameOf(path)}: it was aborted`,
    { path },
    { cause: reason },
  );
}

/** Throws where the signal is aborted.
 *
 * @throws {SinkError} `SINK_ABORTED`
 */
export function throwIfAborted(path: string, signal?: AbortSignal, doing?: string): void {
  if (signal?.aborted) throw abortError(path, signal, doing);
}

/** Waits for work, but no longer than until the signal is aborted.
 *
 * The work itself goes on; what it comes to is dropped. No listener stays on the signal.
 *
 * @throws {SinkError} `SINK_ABORTED`
 */
export function untilAborted<T>(
  work: Promise<T>,
  path: string,
  signal?: AbortSignal,
  doing?: string,
): Promise<T> {
  if (signal === undefined) return work;
  return new Promise((resolve, reject) => {
    const stop = () => reject(abortError(path, signal, doing));
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop, { once: true });
    work.then(resolve, reject)
      .finally(() => signal.removeEventListener("abort", stop));
  });
}

/** Waits some milliseconds, or until the signal is aborted; no timer stays behind.
 *
 * @throws {SinkError} `SINK_ABORTED`
 */
export async function sleep(
  ms: number,
  path: string,
  signal?: AbortSignal,
  doing?: string,
): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    const over = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, ms);
    });
    await untilAborted(over, path, signal, doing);
  } finally {
    clearTimeout(timer);
  }
}
