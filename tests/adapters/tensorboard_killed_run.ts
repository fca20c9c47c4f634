import { logMetrics, logParam, type Run, startRun } from "../../mod.ts";

/** A run that is the same in every process, as it was after each step. */
export function* killedRun(steps: number): Generator<Run> {
  let now = 1_700_000_000_000;
  const env = { now: () => now += 250, randomId: () => "killed" };
  let run = logParam(startRun({ experiment: "e", runId: "killed", env }), "lr", 0.5);
  for (let step = 0; step < steps; step++) {
    const values = { loss: 1 / (step + 1), speed: step * 1.5, same: 1 };
    run = logMetrics(run, values, { context: "training", step });
    if (step % 7 === 0) run = logMetrics(run, { loss: -step }, { context: "validation", step });
    yield run;
  }
}
