// A Worker that pushes a run in two pieces to the destination that it is asked for.
import { endRun, logMetric, logParam, type Run, startRun } from "stemma";
import { mlflow } from "stemma/mlflow";
import { trackio } from "stemma/trackio";

export default {
  async fetch(request: Request): Promise<Response> {
    const { searchParams } = new URL(request.url);
    const to = searchParams.get("to");
    if (to === null) return new Response("ready");
    const token = searchParams.get("token");
    const destination = token === null ? mlflow(to) : trackio(to, { token });
    const run = growOn(startRun({ experiment: "worker", runId: "w1" }), 0);
    const reports = [await destination.push(run), await destination.push(endRun(growOn(run, 50)))];
    await destination.close?.();
    return Response.json({
      failed: reports.flatMap(({ failed }) => failed.map(({ error }) => String(error))),
      sent: reports.map(({ sent }) => sent),
    });
  },
};

function growOn(run: Run, from: number): Run {
  if (from === 0) run = logParam(run, "lr", 0.25, { context: "training" });
  for (let step = from; step < from + 50; step++) {
    run = logMetric(run, "loss", 1 / (step + 1), {
      context: "training",
      step,
      timestamp: 1_700_000_000_000 + step,
    });
  }
  return run;
}
