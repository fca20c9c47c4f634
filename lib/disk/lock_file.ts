/** The file that says who writes into a run's folder. */
export const LOCK_FILE = "run.lock";

/** A lock tells every so often that its holder lives, for those who cannot see its process. */
export const RENEW_MS = 20_000;
/** Its holder is dead where it has not told so for so long. */
export const STALE_MS: number = 3 * RENEW_MS;
