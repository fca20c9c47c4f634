import type { Run } from "../../mod.ts";
import { toDateTime } from "../base/time.ts";
import { createNames } from "../destination.ts";

/** The run's id at W&B: letters, digits, `-` and `_`, at most 64. */
export function _wandbRunId(run: Run): string {
  return createNames({ allowed: (letter) => /[\w-]/.test(letter), maxLength: 64 }).to(run.runId);
}

/** A project's name at W&B, which takes none of `/\#?%:` and no control character. */
export function _wandbProject(name: string): string {
  const allowed = (letter: string) => /[^/\\#?%:\p{Cc}\p{Cs}]/u.test(letter);
  return createNames({ allowed, maxLength: 128 }).to(name);
}

/** The name of an offline run's folder: the second in which it began, in UTC, and its id. */
export function _offlineFolder(start: number, id: string): string {
  const [date, time] = toDateTime(start).slice(0, 19).split("T");
  return `offline-run-${date.replaceAll("-", "")}_${time.replaceAll(":", "")}-${id}`;
}

/** Names that nothing else in the run has: what comes second to one gets a number. */
export class _WandbKeys {
  readonly #taken: Set<string>;

  /** Makes a list in which some names are taken. */
  constructor(taken: readonly string[]) {
    this.#taken = new Set(taken);
  }

  /** The key of a parameter or a series: `context/key`, `context/key@source`. */
  of(key: string, context?: string, source?: string): string {
    const path = context === undefined ? key : `${context}/${key}`;
    const name = source === undefined ? path : `${path}@${source}`;
    let free = name;
    for (let count = 2; this.#taken.has(free); count++) free = `${name} (${count})`;
    this.#taken.add(free);
    return free;
  }
}
