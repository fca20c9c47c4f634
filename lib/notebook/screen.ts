import { builtin } from "../disk/builtin.ts";
import { systemEnv } from "../base/env.ts";
import { cutText } from "../graph/text.ts";
import type { Run } from "../run/run.ts";
import { findKernel, type Kernel } from "./kernel.ts";
import { runText } from "./run_text.ts";
import { showRun } from "./show_run.ts";

/** Where a run can be drawn again and again in the same place. */
export interface Screen {
  /** Draws the run over what was drawn before. */
  draw(run: Run): void;
  /** Draws for the last time. */
  end(run: Run): void;
}

/** A stream of text: the part of `process.stderr` that is used. */
interface Stream {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** Finds the best place to draw in: an output of a notebook's cell, a line of a terminal, or the
 * error output, which is told the end alone; `undefined` where the runtime has none of them. */
export function findScreen(): Screen | undefined {
  const kernel = findKernel();
  if (kernel !== undefined) return cellScreen(kernel);
  const stream = builtin("node:process")?.stderr;
  return stream === undefined ? undefined : lineScreen(stream);
}

/** Draws as an output of the cell that runs now. */
export function cellScreen(kernel: Kernel): Screen {
  const display_id = systemEnv.randomId();
  let type = "display_data";
  const draw = (run: Run) => {
    kernel.broadcast(type, { data: showRun(run), metadata: {}, transient: { display_id } });
    type = "update_display_data";
  };
  return { draw, end: draw };
}

/** Draws as one line of text. */
export function lineScreen(stream: Stream): Screen {
  const line = (run: Run) =>
    stream.isTTY ? `\r\x1b[K${cutText(runText(run), (stream.columns || 80) - 1)}` : runText(run);
  return {
    draw(run) {
      if (stream.isTTY) stream.write(line(run));
    },
    end: (run) => void stream.write(`${line(run)}\n`),
  };
}
