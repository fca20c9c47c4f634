import { systemEnv } from "../base/env.ts";
import { checkOptions, nameOf } from "../base/options.ts";
import { Run } from "../run/run.ts";
import { findScreen, type Screen } from "./screen.ts";

/** How a run is followed by the eye. */
export interface LiveOptions {
  /** The least time between two pictures, in milliseconds: a finite number >= 0.
   *
   * @default {100} */
  readonly every?: number;
}

/** A picture of a run that is drawn again while the run grows. */
export interface LiveView {
  /** What went wrong with the last picture; `undefined` where nothing did. */
  readonly error: unknown;
  /** Takes the run as it is now. It is drawn at once, or when the next picture is due; a run that has
   * ended is drawn at once, for the last time. Never throws. */
  update(run: Run): void;
  /** Draws what was not drawn yet and ends the picture; what comes later is ignored. Never throws. */
  close(): void;
}

/** The least time between two pictures, in milliseconds: servers of notebooks drop what goes beyond a
 * megabyte a second, and a large picture has 50 KB. */
const EVERY = 100;
/** A picture takes at most this part of the time. */
const SHARE = 0.1;

/** Shows a run in a cell of a notebook, or in a line of a terminal, and keeps the picture up to date
 * while training goes on.
 *
 * In Deno's Jupyter kernel the picture is the table that a run as a cell's value is, redrawn in place,
 * also while a loop runs that never waits. In a terminal it is one line on the error output; where
 * that goes to a file, only the last line is written; in a browser or Worker nothing is drawn.
 * Cost: an update between pictures some 50 ns. Pictures take at most a tenth of the time: after one
 * that took long the next waits longer.
 *
 * @throws {TypeError} where `run` is no run or an option is unknown
 * @throws {RangeError} where `every` is negative or not finite
 * @example
 * ```ts
 * import { endRun, logMetric, startRun } from "stemma";
 * import { live } from "stemma/notebook";
 * import assert from "node:assert/strict";
 * let run = startRun({ experiment: "digits" });
 * const view = live(run);
 * for (const loss of [0.9, 0.5, 0.3]) view.update(run = logMetric(run, "loss", loss));
 * view.update(endRun(run));
 * assert.equal(view.error, undefined);
 * ```
 */
export function live(run: Run, options?: LiveOptions): LiveView {
  checkOptions("live", options, ["every"]);
  const { every = EVERY } = options ?? {};
  if (typeof every !== "number") {
    throw new TypeError(`Cannot call live: every must be a number, got ${nameOf(every)}`);
  }
  if (!(every >= 0 && every < Infinity)) {
    throw new RangeError(`Cannot call live: every must be finite and >= 0, got ${every}`);
  }
  const wrong = objection(run);
  if (wrong !== undefined) throw wrong;
  return liveOn(findScreen(), run, every);
}

/** Shows a run on a screen. */
export function liveOn(screen: Screen | undefined, run: Run, every: number): LiveView {
  let newest = run;
  let last = -Infinity;
  let pause = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let error: unknown;
  let closed = screen === undefined;

  const draw = (how: "draw" | "end") => {
    clearTimeout(timer);
    timer = undefined;
    const start = systemEnv.now();
    try {
      screen![how](newest);
      error = undefined;
    } catch (problem) {
      // A training must not end because nobody can see it.
      error = problem;
    }
    last = systemEnv.now();
    pause = Math.max(every, (last - start) * (1 / SHARE - 1));
  };
  const close = () => {
    if (closed) return;
    closed = true;
    draw("end");
  };
  const update = (next: Run) => {
    if (closed) return;
    const wrong = objection(next);
    if (wrong !== undefined) return void (error = wrong);
    newest = next;
    if (next.status !== "RUNNING") return close();
    const passed = systemEnv.now() - last;
    // The host's clock can be set back.
    if (passed >= pause || passed < 0) draw("draw");
    else timer ??= setTimeout(draw, pause - passed, "draw");
  };
  update(run);
  return {
    get error() {
      return error;
    },
    update,
    close,
  };
}

function objection(run: unknown): TypeError | undefined {
  if (run instanceof Run) return undefined;
  return new TypeError(`Cannot draw a run: expected a Run, got ${nameOf(run)}`);
}
