// A Worker that logs a run, asks for everything that is pure, and puts its files where it is told.
import {
  bytesAsset,
  digest,
  endRun,
  fetchSink,
  logArtifact,
  logMetric,
  logParam,
  provToJson,
  type Run,
  runFiles,
  saveRun,
  startRun,
  summarize,
  toProv,
} from "stemma";

export default {
  async fetch(request: Request): Promise<Response> {
    const { searchParams } = new URL(request.url);
    const to = searchParams.get("to");
    if (to === null) return new Response("ready");
    const run = makeRun();
    const report = await saveRun(run, fetchSink(to));
    return Response.json({
      digest: digest(run),
      mean: summarize(run)[0].mean,
      prov: JSON.parse(provToJson(toProv(run))),
      files: [...runFiles(run)].length,
      failed: report.failed.map(({ error }) => String(error)),
      written: report.written.map(({ path }) => path),
    });
  },
};

function makeRun(): Run {
  let run = startRun({ experiment: "worker", runId: "w1" });
  run = logParam(run, "rate", 0.1);
  for (let step = 0; step < 100; step++) {
    run = logMetric(run, "loss", 1 / (step + 1), { step, timestamp: 1_700_000_000_000 + step });
  }
  run = logArtifact(run, bytesAsset("a.bin", Uint8Array.of(1, 2, 3)));
  return endRun(run);
}
