import type { LogError } from "../base/errors.ts";

/** What a reader had to leave out of a log, or found wrong in it. */
export interface LogRepair {
  /** `LOG_DAMAGED`, `LOG_EVENT` or `LOG_FORMAT`. */
  readonly code: string;
  /** The same for people. */
  readonly message: string;
  /** The first byte of `run.log` that was left out. */
  readonly offset: number;
  /** How many bytes; 0 of what was only found wrong, such as a root that does not fit. */
  readonly size: number;
  /** How many events come before. */
  readonly events: number;
}

/** Tells as plain data what a reader complained of. */
export function logRepair({ code, message, offset, details }: LogError): LogRepair {
  const { size = 0, events = 0 } = details as { size?: number; events?: number };
  return Object.freeze({ code, message, offset, size, events });
}
