import { SinkError } from "../base/errors.ts";
import { nameOf } from "../base/options.ts";

/** What names a target takes. */
export interface NameRules {
  /** Whether the target takes a code point. */
  readonly allowed: (character: string) => boolean;
  /** The most code points that a name may have. */
  readonly maxLength: number;
  /** Names that the target keeps for itself, or reads as something else: they get an ending. */
  readonly reserved?: (name: string) => boolean;
  /** Whether the target takes "Loss" and "loss" for one name.
   *
   * @default {false} */
  readonly foldsCase?: boolean;
}

/** The names of one run at one target. */
export interface Names {
  /** The name at the target of a name of the run; the same one for the same name.
   *
   * @throws {SinkError} `SINK_NAME` where another name has it already */
  to(name: string): string;
  /** The name of the run behind a name at the target. */
  from(sent: string): string;
  /** The names that are others at the target, with those. */
  readonly changed: ReadonlyMap<string, string>;
}

/** Code points that a target does not take, as this: `@` is `_x40_`. */
const ESCAPE = /_x([0-9a-f]{1,6})_/g;

/** Makes a mapping between names of a run and names that a target takes, both ways.
 *
 * A name that fits stays as it is. In any other one each code point that does not fit becomes
 * `_x<hex>_`; what is too long is cut and ends with a digest of the whole. No two names become one.
 *
 * Cost: one entry in memory a name.
 *
 * @example
 * ```ts
 * import { createNames } from "stemma/destination";
 * import assert from "node:assert/strict";
 * const names = createNames({ allowed: (character) => /[\w/]/.test(character), maxLength: 250 });
 * assert.equal(names.to("val/loss"), "val/loss");
 * assert.equal(names.to("recall@5"), "recall_x40_5");
 * assert.equal(names.from("recall_x40_5"), "recall@5");
 * ```
 */
export function createNames(rules: NameRules): Names {
  const sentAs = new Map<string, string>();
  const owners = new Map<string, string>();
  const originals = new Map<string, string>();
  const changed = new Map<string, string>();
  const fold = (sent: string) => rules.foldsCase ? sent.toLowerCase() : sent;

  function to(name: string): string {
    const known = sentAs.get(name);
    if (known !== undefined) return known;
    const sent = fit(name, rules);
    const owner = owners.get(fold(sent));
    if (owner !== undefined) {
      throw new SinkError(
        "SINK_NAME",
        `Cannot send ${nameOf(name)}: at the target it and the earlier ${
          nameOf(owner)
        } would both be ${nameOf(sent)}; rename one of them`,
        { path: name, earlier: owner, sent },
      );
    }
    owners.set(fold(sent), name);
    sentAs.set(name, sent);
    originals.set(sent, name);
    if (sent !== name) changed.set(name, sent);
    return sent;
  }

  return { to, from: (sent) => originals.get(sent) ?? unescape(sent), changed };
}

function fit(name: string, rules: NameRules): string {
  const { maxLength, reserved = () => false } = rules;
  let sent = escapeBy(name, (rest) => !rules.allowed(firstOf(rest)));
  if (unescape(sent) !== name) {
    // The name itself holds what looks like an escape: its "_" is escaped as well.
    const looksEscaped = /^_x[0-9a-f]/;
    sent = escapeBy(name, (rest) => !rules.allowed(firstOf(rest)) || looksEscaped.test(rest));
  }
  const length = Array.from(sent).length;
  if (length > maxLength || sent === "" || reserved(sent)) {
    const end = `_${digestOf(name)}`;
    sent = Array.from(sent).slice(0, maxLength - end.length).join("") + end;
  }
  return sent;
}

/** Escapes the code points at which the rest of the name is refused. */
function escapeBy(name: string, isRefused: (rest: string) => boolean): string {
  let sent = "";
  for (let at = 0; at < name.length;) {
    const point = name.codePointAt(at)!;
    const character = String.fromCodePoint(point);
    const rest = name.slice(at, at + 12);
    sent += isRefused(rest) ? `_x${point.toString(16)}_` : character;
    at += character.length;
  }
  return sent;
}

function unescape(sent: string): string {
  return sent.replace(ESCAPE, (all, hex) => {
    const point = Number.parseInt(hex, 16);
    return point <= 0x10ffff ? String.fromCodePoint(point) : all;
  });
}

/** Sixteen hex digits of a name: two FNV-1a hashes. Two names that share them are told apart by
 * whoever keeps the names. */
function digestOf(name: string): string {
  const half = (start: number) => {
    let hash = start;
    for (let i = 0; i < name.length; i++) {
      hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
    }
    return (hash >>> 0).toString(16).padStart(8, "0");
  };
  return half(0x811c9dc5) + half(0x2166f3a1);
}

function firstOf(text: string): string {
  return String.fromCodePoint(text.codePointAt(0)!);
}
