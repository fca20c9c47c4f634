import { checkOptions, nameOf } from "../base/options.ts";

/** No timer waits longer. */
const LONGEST_MS = 2 ** 31 - 1;

/** After how many events, and how many milliseconds, something is done. */
export interface Every {
  readonly events: number;
  readonly ms: number;
}

/** Reads how often something is to be done; what is not said is the default.
 *
 * @throws {TypeError} for an unknown option
 * @throws {RangeError} for a number below 1
 */
export function everyOf(caller: string, given: Partial<Every> | undefined, usual: Every): Every {
  checkOptions(caller, given, ["events", "ms"]);
  const { events = usual.events, ms = usual.ms } = given ?? {};
  for (const [name, value] of [["events", events], ["ms", ms]] as const) {
    if (!(value >= 1)) {
      throw new RangeError(
        `Cannot open a journal: every.${name} must be at least 1, got ${nameOf(value)}`,
      );
    }
  }
  return { events, ms: ms === Infinity ? ms : Math.min(ms, LONGEST_MS) };
}
