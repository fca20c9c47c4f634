import { Run } from "../run/run.ts";
import { runHtml } from "./run_html.ts";
import { runText } from "./run_text.ts";
import { type MimeBundle, showAs } from "./show_as.ts";

/** A run in the forms that a notebook can show: a compact table with curves, and one line of text.
 *
 * A run that is the value of a cell in Deno's Jupyter kernel shows itself so; `console.log` and the
 * prompts of Deno, Bun and Node write the line. The table tells how the run stands, its metrics with
 * their curves, its parameters and its artifacts, of each at most 16. It has no script and reaches for
 * nothing outside, takes the colours of the page, dark or light, and is at most some 100 KB, whatever
 * the run holds: names and values are escaped and cut, further rows counted. The same run gives the
 * same text everywhere.
 * Cost: O(events) the first time, as in `resample`; then about a millisecond for new points, and
 * O(events that are no points).
 *
 * @throws {TypeError} where it is no run
 * @throws {CoreError} `CORE_MEMORY`, `CORE_TRAP`
 * @example
 * ```ts
 * import { logMetric, logParam, showRun, startRun } from "stemma";
 * import assert from "node:assert/strict";
 * let run = logParam(startRun({ experiment: "digits", name: "small" }), "note", "<b>");
 * for (const loss of [0.9, 0.5, 0.25]) run = logMetric(run, "loss", loss);
 * const shown = showRun(run);
 * assert.equal(shown["text/plain"], "Run digits/small RUNNING 6 events · 1 param · loss 0.25");
 * assert.ok(shown["text/html"].includes("&#60;b&#62;"));
 * ```
 */
// The class cannot know how it is shown: that takes ten times its size. So its methods are set here,
// once this file is loaded, as every import of `stemma` does. Since they are set while this constant
// is made, and making it is marked as pure, a bundler leaves all of it out where nobody names
// `showRun`; there is no kernel in a bundle either.
export const showRun: (run: Run) => MimeBundle = /* @__PURE__ */ showAs(
  Run,
  runText,
  (run) => ({ "text/plain": runText(run), "text/html": runHtml(run) }),
);
