import { GraphError, type StemmaErrorCode } from "../base/errors.ts";
import { checkOptions, messageOf, nameOf } from "../base/options.ts";
import type { SvgOptions } from "./svg.ts";
import { isSvgMessage, SVG_MESSAGE, type SvgAnswer, type SvgFailure } from "./svg_message.ts";
import {
  openLine,
  runtimeThatCannotStop,
  type StoppableWorker,
  type WorkerLine,
} from "./worker_line.ts";

/** How long a worker may draw. */
export interface SvgInWorkerOptions {
  /** The most time that one picture takes, in ms; the start of the worker counts.
   * @default {10000} */
  readonly timeoutMs?: number;
}

/** How DOT becomes a picture in a worker. */
export interface WorkerSvgOptions extends SvgOptions {
  /** Stops the drawing. */
  readonly signal?: AbortSignal;
}

/** Draws DOT text as SVG in a worker: `dotToSvg` with an end. */
export interface WorkerSvg {
  /** Draws DOT text as SVG. */
  (dot: string, options?: WorkerSvgOptions): Promise<string>;
  /** Ends the worker that waits for the next picture; a later picture starts another. */
  close(): void;
}

/** The greatest time that timers take. */
const LONGEST = 2 ** 31 - 1;

/** Draws in a worker that is stopped where a picture takes too long: `dotToSvg` with a time limit.
 *
 * The script of the worker is `stemma/svg-worker`. It is started for the first picture, kept for the
 * next ones, and lets the program end while it waits; a picture that was asked for while another is
 * drawn is drawn after it. After a time-out, an abort or a crash the worker is ended and the next
 * picture starts a fresh one. What really stops a layout depends on the runtime:
 *
 * | runtime | give | what a stop does |
 * |---|---|---|
 * | browsers | `new Worker(url, { type: "module" })` | ends the thread within milliseconds |
 * | Node | `new Worker(url)` of `node:worker_threads`, or `fork(path)` of `node:child_process` | ends the thread, the process |
 * | Deno, Bun | `fork(path)` of `node:child_process` | ends the process |
 *
 * A worker of Deno or Bun goes on after `terminate()` and keeps the program from ending: it is
 * refused, by `GRAPH_WORKER`. Cost: a worker loads Graphviz once, about 0.1 s in a browser and 0.2 s
 * in a process; the text and the picture are copied.
 *
 * @param start starts a worker whose script is `stemma/svg-worker`, or imports it
 * @throws {TypeError} for wrong arguments
 * @throws {RangeError} where `timeoutMs` is no integer from 1 to 2147483647
 * @throws {GraphError} from the function that is returned: `GRAPH_TIMEOUT`, `GRAPH_ABORTED`;
 * `GRAPH_WORKER` where the worker cannot be started or ends, as when it runs out of memory; and those
 * of `dotToSvg`
 * @example On Node, Deno and Bun
 * ```ts
 * import { fork } from "node:child_process";
 * import { svgInWorker } from "stemma/svg";
 * import { fileURLToPath } from "node:url";
 * import assert from "node:assert/strict";
 *
 * const script = fileURLToPath(import.meta.resolve("stemma/svg-worker"));
 * const svg = svgInWorker(() => fork(script), { timeoutMs: 20_000 });
 * assert.match(await svg("digraph { model -> data }"), /^<svg /);
 * svg.close();
 * ```
 */
export function svgInWorker(
  start: () => StoppableWorker,
  options?: SvgInWorkerOptions,
): WorkerSvg {
  checkOptions("svgInWorker", options, ["timeoutMs"]);
  if (typeof start !== "function") {
    throw new TypeError(`Cannot call svgInWorker: start must be a function, got ${nameOf(start)}`);
  }
  const { timeoutMs = 10_000 } = options ?? {};
  if (!Number.isInteger(timeoutMs) || timeoutMs < 1 || timeoutMs > LONGEST) {
    throw new RangeError(
      `Cannot call svgInWorker: timeoutMs must be an integer from 1 to ${LONGEST}, got ${
        nameOf(timeoutMs)
      }`,
    );
  }
  const crew = new Crew(start, timeoutMs);
  let last: Promise<unknown> = Promise.resolve();
  const draw = async (dot: string, options?: WorkerSvgOptions) => {
    checkOptions("the function of svgInWorker", options, [
      "engine",
      "title",
      "description",
      "signal",
    ]);
    if (typeof dot !== "string") {
      throw new TypeError(`Cannot draw in a worker: dot must be a string, got ${nameOf(dot)}`);
    }
    const { signal, ...how } = options ?? {};
    const mine = last.then(() => crew.draw(dot.toWellFormed(), how, signal));
    last = mine.catch(() => {/* It is told to who asked for that picture. */});
    return await mine;
  };
  return Object.assign(draw, { close: () => crew.close() });
}

/** What a picture came to. */
interface Task {
  answered(answer: SvgAnswer): void;
  failed(reason: string): void;
}

/** The one worker that draws, and the picture that it is drawing. */
class Crew {
  readonly #start: () => StoppableWorker;
  readonly #timeoutMs: number;
  #line: WorkerLine | undefined;
  #task: Task | undefined;

  constructor(start: () => StoppableWorker, timeoutMs: number) {
    this.#start = start;
    this.#timeoutMs = timeoutMs;
  }

  close(): void {
    if (this.#task !== undefined) this.#task.failed("it was closed");
    else this.#drop();
  }

  async draw(dot: string, options: SvgOptions, signal?: AbortSignal): Promise<string> {
    if (signal?.aborted) throw aborted(signal);
    let timer: ReturnType<typeof setTimeout> | undefined;
    let abort: (() => void) | undefined;
    try {
      const { svg, error } = await new Promise<SvgAnswer>((resolve, reject) => {
        const fail = (error: GraphError) => {
          this.#drop();
          reject(error);
        };
        const failed = (reason: string) => fail(lost(reason));
        this.#task = { answered: resolve, failed };
        timer = setTimeout(() => fail(timedOut(this.#timeoutMs)), this.#timeoutMs);
        abort = () => fail(aborted(signal!));
        signal?.addEventListener("abort", abort);
        this.#send({ stemma: SVG_MESSAGE, dot, options }, reject);
      });
      if (typeof svg === "string") return svg;
      throw rebuild(error);
    } finally {
      clearTimeout(timer);
      if (abort !== undefined) signal?.removeEventListener("abort", abort);
      this.#task = undefined;
    }
  }

  #send(request: object, reject: (error: unknown) => void): void {
    try {
      this.#line ??= this.#open();
    } catch (cause) {
      return reject(cause instanceof GraphError ? cause : lost(messageOf(cause), cause));
    }
    try {
      this.#line.send(request);
    } catch (cause) {
      // A message that cannot be cloned; the worker has not seen it.
      reject(new TypeError(`Cannot draw in a worker: ${messageOf(cause)}`, { cause }));
    }
  }

  #open(): WorkerLine {
    const worker = this.#start();
    const line: WorkerLine = openLine(worker, {
      message: (message) => {
        if (line === this.#line && isSvgMessage(message)) {
          this.#task?.answered(message as SvgAnswer);
        }
      },
      end: (reason) => {
        if (line !== this.#line) return;
        if (this.#task !== undefined) this.#task.failed(reason);
        else this.#drop();
      },
    });
    const runtime = runtimeThatCannotStop(worker);
    if (runtime === undefined) return line;
    line.stop();
    throw lost(
      `a worker of ${runtime} goes on after it was stopped; start a process by fork() of ` +
        "node:child_process",
    );
  }

  #drop(): void {
    const line = this.#line;
    this.#line = undefined;
    line?.stop();
  }
}

function timedOut(timeoutMs: number): GraphError {
  return new GraphError(
    "GRAPH_TIMEOUT",
    `Cannot draw within ${timeoutMs} ms: the layout was stopped; draw less with the detail "auto" ` +
      'or "overview" of provToDot, or give it more time',
    { timeoutMs },
  );
}

function aborted(signal: AbortSignal): GraphError {
  const message = "Cannot draw: it was aborted";
  return new GraphError("GRAPH_ABORTED", message, {}, { cause: signal.reason });
}

function lost(reason: string, cause?: unknown): GraphError {
  const message = `Cannot draw in a worker: ${reason}`;
  return new GraphError("GRAPH_WORKER", message, { reason }, { cause });
}

function rebuild(failure: SvgFailure | undefined): Error {
  const { name, message, code, details } = failure ?? { name: "", message: "it answered nothing" };
  if (code !== undefined) return new GraphError(code as StemmaErrorCode, message, details);
  return name === "TypeError" ? new TypeError(message) : lost(message);
}
