import { messageOf } from "../base/options.ts";
import { builtin } from "../disk/builtin.ts";

/** A `Worker` of a page. */
export interface PageWorker {
  /** Sends it a message. */
  postMessage(message: unknown): void;
  /** Ends it. */
  terminate(): unknown;
  /** Hears of its messages and errors. */
  addEventListener(type: string, listener: (event: Event) => void): void;
}

/** A `Worker` of `node:worker_threads`. */
export interface ThreadWorker {
  /** Sends it a message. */
  postMessage(message: unknown): void;
  /** Ends it. */
  terminate(): unknown;
  /** Hears of its messages, its errors and its end. */
  on(event: string, listener: (value: unknown) => void): unknown;
  /** Lets the program end while it waits. */
  unref(): unknown;
}

/** A process that `fork` of `node:child_process` started. */
export interface ForkedProcess {
  /** Sends it a message. */
  send(message: object): boolean;
  /** Ends it. */
  kill(signal: "SIGKILL"): boolean;
  /** Hears of its messages, its errors and its end. */
  on(event: string, listener: (value: unknown) => void): unknown;
  /** Lets the program end while it waits. */
  unref(): unknown;
  /** What its messages go through. */
  readonly channel?: { unref?(): void } | null;
}

/** A worker or process that can be stopped in the middle of its work. */
export type StoppableWorker = PageWorker | ThreadWorker | ForkedProcess;

/** The line to a worker: what differs between runtimes stays behind it. */
export interface WorkerLine {
  /** Sends a message. */
  send(message: object): void;
  /** Ends the worker, whatever it is doing. */
  stop(): void;
}

/** What is heard through a line. */
export interface LineEvents {
  /** A message came. */
  message(message: unknown): void;
  /** The worker could not be started, or ended. */
  end(reason: string): void;
}

/** Opens the line to a worker; a program need not wait for a worker that waits itself. */
export function openLine(worker: StoppableWorker, events: LineEvents): WorkerLine {
  if ("send" in worker) return lineToProcess(worker, events);
  return "on" in worker ? lineToThread(worker, events) : lineToPageWorker(worker, events);
}

/** The runtime in which a worker goes on after `terminate()` and keeps the program from ending;
 * `undefined` elsewhere. */
export function runtimeThatCannotStop(worker: StoppableWorker): "Deno" | "Bun" | undefined {
  if ("send" in worker) return undefined;
  const versions = builtin("node:process")?.versions;
  return versions?.deno !== undefined ? "Deno" : versions?.bun !== undefined ? "Bun" : undefined;
}

function lineToPageWorker(worker: PageWorker, { message, end }: LineEvents): WorkerLine {
  worker.addEventListener("message", (event) => message((event as MessageEvent).data));
  worker.addEventListener("error", (event) => {
    event.preventDefault();
    end((event as ErrorEvent).message || "its script could not be loaded");
  });
  worker.addEventListener("messageerror", () => end("a message could not be read"));
  return { send: (text) => worker.postMessage(text), stop: () => void worker.terminate() };
}

function lineToThread(worker: ThreadWorker, { message, end }: LineEvents): WorkerLine {
  worker.on("message", message);
  worker.on("error", (error) => end(messageOf(error)));
  worker.on("exit", (code) => end(`it ended with code ${code}`));
  worker.unref();
  return { send: (text) => worker.postMessage(text), stop: () => void worker.terminate() };
}

function lineToProcess(child: ForkedProcess, { message, end }: LineEvents): WorkerLine {
  child.on("message", message);
  child.on("error", (error) => end(messageOf(error)));
  child.on("exit", (code) => end(`it ended with code ${code}`));
  child.unref();
  child.channel?.unref?.();
  return { send: (text) => void child.send(text), stop: () => void child.kill("SIGKILL") };
}
