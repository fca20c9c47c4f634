import { SinkError } from "../base/errors.ts";
import { nameOf } from "../base/options.ts";
import { abortError, untilAborted } from "./abort.ts";

/** Ends one try: when the caller aborts, or when nothing has moved for too long. */
export interface TryLimit {
  /** Aborted by either, with a `SinkError` as its reason. */
  readonly signal: AbortSignal;
  /** Waits for work, but no longer than the limit. */
  race<T>(work: Promise<T>): Promise<T>;
  /** Says that something moved: the time starts anew. */
  restart(): void;
  /** Takes timer and listener away. */
  stop(): void;
}

/** Starts the limit of one try.
 *
 * @param timeoutMs how long nothing may move, in ms
 */
export function createTryLimit(
  path: string,
  timeoutMs: number,
  outer?: AbortSignal,
  doing = "put",
): TryLimit {
  const controller = new AbortController();
  const { signal } = controller;
  const abort = () => controller.abort(abortError(path, outer!, doing));
  const expire = () =>
    controller.abort(
      new SinkError(
        "SINK_TIMEOUT",
        `Cannot ${doing} ${nameOf(path)}: nothing moved for ${timeoutMs} ms`,
        { path, retryable: true, timeoutMs },
      ),
    );
  let stopped = false;
  let timer = setTimeout(expire, timeoutMs);
  outer?.addEventListener("abort", abort, { once: true });
  if (outer?.aborted) abort();
  return {
    signal,
    race: (work) => untilAborted(work, path, signal, doing),
    restart() {
      clearTimeout(timer);
      if (!stopped) timer = setTimeout(expire, timeoutMs);
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
      outer?.removeEventListener("abort", abort);
    },
  };
}
