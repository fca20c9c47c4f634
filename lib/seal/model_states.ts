import { fromUtf8, toHex, utf8 } from "../base/bytes.ts";
import { canonicalJson } from "../base/canonical_json.ts";
import { SealError } from "../base/errors.ts";
import { sha256 } from "../core/sha256.ts";
import type { ModelEvent } from "../run/events.ts";
import { recordsAt } from "../run/log.ts";
import { _parts, type Run } from "../run/run.ts";
import { beginningDigests } from "./digest.ts";
import { isDigest } from "./manifest.ts";

/** A saved version of a model, bound to what had happened until then. */
export interface ModelState {
  readonly model: string;
  readonly version: string;
  /** The SHA-256 of its weights; absent where the run knows none. */
  readonly sha256?: string;
  /** How many events the log had with it, and their Merkle root. */
  readonly events: number;
  readonly root: string;
  /** The SHA-256 of the line before, its newline left out; absent of the first. */
  readonly previous?: string;
}

/** The chain of the model versions that a run saved, of all models in order of saving.
 *
 * A line is a {@link ModelState} as canonical JSON. The run alone decides them: whoever has the log
 * can write them again. Cost: O(events) at first, then O(log events) a version.
 */
export function modelStates(run: Run): readonly string[] {
  const { log, length } = _parts(run);
  const lines: string[] = [];
  const rootOf = beginningDigests(run);
  for (const [index, event] of recordsAt(log, length)) {
    if (event.type !== "model" || event.version === undefined) continue;
    lines.push(canonicalJson(stateOf(event, index + 1, rootOf(index + 1), lines.at(-1))));
  }
  return lines;
}

/** The file of a chain. */
export function statesFile(lines: readonly string[]): Uint8Array<ArrayBuffer> {
  return utf8(lines.map((line) => `${line}\n`).join(""));
}

/** Reads a chain, and where it breaks: the number of the first state that does not refer to the line
 * before, or `undefined`.
 *
 * @throws {SealError} `SEAL_FORMAT`
 */
export function readStates(
  bytes: Uint8Array,
): { states: readonly ModelState[]; broken: number | undefined } {
  let lines: string[];
  let states: ModelState[];
  try {
    lines = fromUtf8(bytes).split("\n");
    if (lines.pop() !== "") throw new SyntaxError("the last line is not whole");
    states = lines.map((line) => checkState(JSON.parse(line)));
  } catch (cause) {
    const why = "Cannot read the states of models: lines of JSON were expected";
    throw new SealError("SEAL_FORMAT", why, {}, { cause });
  }
  const at = states.findIndex(({ previous }, i) =>
    previous !== (i === 0 ? undefined : digestOf(lines[i - 1]))
  );
  return { states, broken: at === -1 ? undefined : at };
}

function stateOf(
  { name, version, file }: ModelEvent,
  events: number,
  root: string,
  before: string | undefined,
): ModelState {
  return {
    model: name,
    version: version!,
    sha256: file?.sha256,
    events,
    root,
    previous: before === undefined ? undefined : digestOf(before),
  };
}

function digestOf(line: string): string {
  return toHex(sha256(utf8(line)));
}

function checkState(value: unknown): ModelState {
  const { model, version, sha256, events, root, previous } = (value ?? {}) as ModelState;
  const isSound = typeof model === "string" && typeof version === "string" &&
    Number.isSafeInteger(events) && isDigest(root) &&
    (sha256 === undefined || isDigest(sha256)) && (previous === undefined || isDigest(previous));
  if (!isSound) throw new TypeError("a state lacks something");
  return value as ModelState;
}
