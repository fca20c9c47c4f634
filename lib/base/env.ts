/** The one source of time and chance. Give your own for reproducible runs and tests. */
export interface Env {
  /** The time now, in milliseconds since 1970-01-01T00:00:00Z. */
  now(): number;
  /** A new identifier, unique in the world. */
  randomId(): string;
}

/** The host's own clock and random numbers; nothing is read before a verb asks. */
export const systemEnv: Env = Object.freeze({
  now: () => Date.now(),
  randomId: () => uuidV7(Date.now(), crypto.getRandomValues(new Uint8Array(10))),
});

/** A UUID of version 7: 48 bits of time, 74 of chance.
 *
 * @see RFC 9562, section 5.7
 */
export function uuidV7(now: number, random: Uint8Array): string {
  const time = Math.max(0, Math.min(2 ** 48 - 1, Math.floor(now))).toString(16)
    .padStart(12, "0");
  const chance = Array.from(
    random,
    (byte) => byte.toString(16).padStart(2, "0"),
  ).join("");
  const variant = (8 + (random[2] & 3)).toString(16);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${chance.slice(1, 4)}-` +
    `${variant}${chance.slice(5, 8)}-${chance.slice(8, 20)}`;
}
