import type { Env } from "../../mod.ts";

/** A clock that stands where it is put, so that an import gives the same run every time. */
export interface _Clock extends Env {
  /** What the clock shows, in milliseconds since the epoch. */
  time: number;
  /** The clock of the calls that follow the import. */
  next: Env | undefined;
}

/** Makes a clock that shows the epoch. */
export function _clock(): _Clock {
  return {
    time: 0,
    next: undefined,
    now() {
      return this.next === undefined ? this.time : this.next.now();
    },
    randomId() {
      return this.next === undefined ? "" : this.next.randomId();
    },
  };
}
