// The Worker whose requests tests/bench/worker_requests.ts measures.
import {
  endRun,
  logMetric,
  logOutput,
  logParams,
  provToJson,
  type Run,
  saveModelVersion,
  startRun,
  textAsset,
  toProv,
} from "stemma";
import { renderSvg } from "stemma/svg";

const POINTS = 2000;

const start = (): Run => startRun({ experiment: "worker" });

function logPoints(points: number): Run {
  let run = start();
  for (let step = 0; step < points; step++) {
    run = logMetric(run, "loss", 1 / (step + 1), { context: "training", step });
  }
  return endRun(run);
}

function pushPoints(points: number): string {
  const log: unknown[] = [];
  for (let step = 0; step < points; step++) {
    const timestamp = Date.now();
    log.push({ key: "loss", value: 1 / (step + 1), context: "training", step, timestamp });
  }
  return JSON.stringify(log);
}

/** A run of few things: three parameters, two metrics, a report and a model. */
function smallRun(): Run {
  let run = logParams(start(), { rate: 0.1, layers: 2, seed: 7 });
  run = logMetric(run, "loss", 0.5, { context: "training" });
  run = logMetric(run, "accuracy", 0.9, { context: "validation" });
  run = logOutput(run, textAsset("report.txt", "right"));
  return endRun(saveModelVersion(run, textAsset("weights.txt", "1 2 3"), { name: "network" }));
}

const answers: Readonly<Record<string, () => string | Promise<string>>> = {
  "/": () => "nothing",
  "/log": () => String(logMetric(start(), "loss", 0.5).length),
  "/prov": () => provToJson(toProv(logPoints(POINTS))),
  "/push": () => pushPoints(POINTS),
  "/svg": () => renderSvg(smallRun()),
};

export default {
  async fetch(request: Request): Promise<Response> {
    return new Response(await answers[new URL(request.url).pathname]());
  },
};
