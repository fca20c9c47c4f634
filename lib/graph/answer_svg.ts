import { isStemmaError } from "../base/errors.ts";
import { builtin } from "../disk/builtin.ts";
import { dotToSvg } from "./svg.ts";
import {
  isSvgMessage,
  SVG_MESSAGE,
  type SvgAnswer,
  type SvgFailure,
  type SvgRequest,
} from "./svg_message.ts";

/** How a worker talks with the one who started it. */
interface Port {
  send(answer: SvgAnswer): void;
  listen(hear: (message: unknown) => void): void;
}

/** The scope of a worker in a browser. */
interface WorkerScope {
  postMessage(message: unknown): void;
  addEventListener(type: "message", listener: (event: { data: unknown }) => void): void;
}

/** Draws for whoever started this worker or process; does nothing where nobody did. */
export function answerSvg(): void {
  const port = findPort();
  port?.listen(async (message) => {
    if (isSvgMessage(message)) port.send(await draw(message as SvgRequest));
  });
}

async function draw({ dot, options }: SvgRequest): Promise<SvgAnswer> {
  try {
    return { stemma: SVG_MESSAGE, svg: await dotToSvg(dot, options) };
  } catch (error) {
    return { stemma: SVG_MESSAGE, error: failureOf(error) };
  }
}

function failureOf(error: unknown): SvgFailure {
  if (!(error instanceof Error)) return { name: "Error", message: String(error) };
  const { name, message } = error;
  return isStemmaError(error)
    ? { name, message, code: error.code, details: error.details }
    : { name, message };
}

function findPort(): Port | undefined {
  const { parentPort } = builtin("node:worker_threads") ?? {};
  if (parentPort) {
    return {
      send: (answer) => parentPort.postMessage(answer),
      listen: (hear) => parentPort.on("message", hear),
    };
  }
  const host = builtin("node:process");
  if (typeof host?.send === "function") {
    return {
      send: (answer) => host.send!(answer),
      listen: (hear) => host.on("message", hear),
    };
  }
  if (!("DedicatedWorkerGlobalScope" in globalThis)) return undefined;
  const scope = globalThis as unknown as WorkerScope;
  return {
    send: (answer) => scope.postMessage(answer),
    listen: (hear) => scope.addEventListener("message", ({ data }) => hear(data)),
  };
}
