import { utf8 } from "../base/bytes.ts";
import { checkOptions } from "../base/options.ts";
import { checkName } from "../base/value.ts";
import type { Asset } from "../run/descriptions.ts";
import { events } from "../run/event_stream.ts";
import type { Run } from "../run/run.ts";
import { logLines } from "../text/log_lines.ts";
import { fileFromPieces } from "./make_file.ts";

/** So many characters are made into bytes at once. */
const PIECE = 2 ** 16;

/** Makes an asset of a run's log as plain text: one line an event, as `stemma log` prints it, and
 * never cut.
 *
 * Cost: O(events) for the digest, and once more for each reading; memory for one piece.
 *
 * @param options.name the asset's name. @default {"run.txt"}
 * @example
 * ```ts
 * import { logArtifact, logParam, startRun, textLogAsset } from "stemma";
 * import assert from "node:assert/strict";
 * const run = logParam(startRun({ experiment: "digits" }), "seed", 7);
 * const asset = textLogAsset(run);
 * const lines = new TextDecoder().decode(asset.bytes?.()).split("\n");
 * assert.match(lines[1], /^ +1  \d{4}-.*Z +param +seed = 7$/);
 * assert.equal(logArtifact(run, asset).length, run.length + 1);
 * ```
 */
export function textLogAsset(run: Run, options?: { name?: string }): Asset {
  checkOptions("textLogAsset", options, ["name"]);
  const name = checkName(options?.name ?? "run.txt", "an asset: its name");
  const { path: _, ...file } = fileFromPieces(name, "text/plain", () => pieces(run));
  return Object.freeze({ name, ...file });
}

function* pieces(run: Run): Generator<Uint8Array<ArrayBuffer>> {
  let text = "";
  for (const line of logLines(events(run))) {
    text += line;
    if (text.length < PIECE) continue;
    yield utf8(text);
    text = "";
  }
  if (text !== "") yield utf8(text);
}
