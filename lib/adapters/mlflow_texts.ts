import { decodeValue, type JsonValue } from "../base/value.ts";

/** The most characters of a param's text: longer ones are cut by the server, or refused. */
export const _MAX_PARAM = 6000;

/** The most characters of a tag's text that servers of version 2 take as well. */
export const _MAX_TAG = 5000;

/** The most characters of a run's name. */
export const _MAX_RUN_NAME = 250;

/** A text as MLflow takes it, and why it is another one than was given. */
export interface _FittedText {
  readonly text: string;
  readonly reason?: string;
}

/** A value of a param as text. */
export function _valueText(value: JsonValue): string {
  const decoded = decodeValue(value);
  if (decoded instanceof Date) return decoded.toISOString();
  return Object.is(decoded, -0) ? "-0" : String(decoded);
}

/** Makes a text fit: at most `max` code units, and without the character that some databases refuse. */
export function _fitText(text: string, max: number): _FittedText {
  const shown = text.replaceAll("\0", "\u2400");
  if (shown.length <= max) {
    return shown === text ? { text } : { text: shown, reason: "databases refuse U+0000" };
  }
  const cut = shown.slice(0, max - 1);
  // Half a character is none.
  const whole = cut.isWellFormed() ? cut : cut.slice(0, -1);
  return {
    text: `${whole}…`,
    reason: `MLflow takes ${max} of its ${text.length} characters; the run's own log has them all`,
  };
}

/** A time as MLflow takes it: whole milliseconds since the epoch. */
export function _wholeTime(ms: number): number {
  return Math.max(0, Math.floor(ms));
}
