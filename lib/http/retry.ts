import { SinkError } from "../base/errors.ts";
import { checkOptions, nameOf } from "../base/options.ts";
import { sleep } from "./abort.ts";

/** How often and how patiently a request is made again. */
export interface RetryOptions {
  /** How many tries a file gets, the first one counted.
   *
   * @default {4} */
  readonly attempts?: number;
  /** The wait before the second try, in ms; it doubles with each further one.
   *
   * @default {500} */
  readonly delayMs?: number;
  /** The longest wait, in ms; a server that asks for a longer one is not tried again.
   *
   * @default {60000} */
  readonly maxDelayMs?: number;
  /** How long one try may go without progress, in ms.
   *
   * @default {30000} */
  readonly timeoutMs?: number;
}

/** {@link RetryOptions} with nothing left open. */
export type RetryPolicy = Required<RetryOptions>;

/** The longest time that timers take, in ms. */
const LONGEST = 2 ** 31 - 1;

/** Checks the options and fills in the defaults.
 *
 * @throws {TypeError} for an unknown option
 * @throws {RangeError} for a number out of its range
 */
export function retryPolicy(
  caller: string,
  options: RetryOptions = {},
): RetryPolicy {
  checkOptions(caller, options, [
    "attempts",
    "delayMs",
    "maxDelayMs",
    "timeoutMs",
  ]);
  const {
    attempts = 4,
    delayMs = 500,
    maxDelayMs = 60_000,
    timeoutMs = 30_000,
  } = options;
  if (!Number.isSafeInteger(attempts) || attempts < 1) {
    throw new RangeError(
      `Cannot call ${caller}: attempts must be an integer >= 1, got ${nameOf(attempts)}`,
    );
  }
  const times = { delayMs, maxDelayMs, timeoutMs };
  for (const [name, ms] of Object.entries(times)) {
    const least = name === "timeoutMs" ? 1 : 0;
    if (typeof ms === "number" && ms >= least && ms <= LONGEST) continue;
    throw new RangeError(
      `Cannot call ${caller}: ${name} must be from ${least} to ${LONGEST} ms, got ${nameOf(ms)}`,
    );
  }
  return Object.freeze({ attempts, ...times });
}

/** Does a task again while its error says that this may help.
 *
 * Waits double; each is shortened by up to a half, by a share taken from `seed`, so that senders of
 * different files do not come back at the same moment and the same sender always does the same. A
 * `retryAfterMs` in the error's details is the least that is waited.
 *
 * @param seed 64 hex digits that differ from sender to sender: the file's SHA-256
 * @throws whatever the last try threw; {SinkError} `SINK_ABORTED`, also while waiting
 */
export async function withRetry<T>(
  task: (attempt: number) => Promise<T>,
  policy: RetryPolicy,
  at: { path: string; seed: string; signal?: AbortSignal; doing?: string },
): Promise<T> {
  for (let attempt = 1;; attempt++) {
    try {
      return await task(attempt);
    } catch (error) {
      if (!(error instanceof SinkError) || !error.retryable || attempt >= policy.attempts) {
        throw error;
      }
      const asked = Number(error.details.retryAfterMs ?? 0);
      if (asked > policy.maxDelayMs) throw error;
      const wait = Math.max(asked, waitBefore(attempt + 1, policy, at.seed));
      await sleep(wait, at.path, at.signal, at.doing);
    }
  }
}

/** The wait before a try, in ms: the second try is the first that has one. */
export function waitBefore(
  attempt: number,
  policy: RetryPolicy,
  seed: string,
): number {
  const full = Math.min(
    policy.maxDelayMs,
    policy.delayMs * 2 ** (attempt - 2),
  );
  const digits = seed.slice(((attempt - 2) % 8) * 8).slice(0, 8);
  return full * (1 - Number.parseInt(digits, 16) / 2 ** 33);
}

/** How long a response asks to wait, in ms; `undefined` where it does not say.
 *
 * A date is compared with the server's own, where it sends one, as clocks differ.
 *
 * @see RFC 9110, section 10.2.3
 */
export function retryAfterMs(
  headers: Headers,
  now: () => number,
): number | undefined {
  const text = headers.get("retry-after")?.trim();
  if (text === undefined || text === "") return undefined;
  if (/^[0-9]+$/.test(text)) return Number(text) * 1000;
  const until = readDate(text);
  if (until === undefined) return undefined;
  return Math.max(0, until - (readDate(headers.get("date")) ?? now()));
}

/** Without its ends checked, `Date.parse` would take nearly anything, in the local time zone. */
function readDate(text: string | null): number | undefined {
  if (text === null || !/^[A-Z][a-z]+, .* GMT$/.test(text)) return undefined;
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : time;
}
