// The whole idea in twenty lines: log, read back, draw. It writes no file and asks no server.
//
//     deno run examples/log_only.ts
import { Context, endRun, logMetric, logParam, logParams, startRun } from "stemma";
import { provToDot, summarize, toProv } from "stemma";

let run = startRun({ experiment: "parabola", name: "downhill" });
run = logParams(run, { start: 4, rate: 0.1 });

let x = 4;
for (let step = 0; step < 30; step++) {
  run = logMetric(run, "loss", x ** 2, { context: Context.TRAINING, step });
  x -= 0.1 * 2 * x; // the slope of x² is 2x
}

run = logParam(run, "x", x, { direction: "output" });
run = endRun(run);

for (const { context, key, count, first, last } of summarize(run)) {
  console.log(`${context} ${key}: ${count} points, from ${first} to ${last.toExponential(1)}`);
}
console.log(provToDot(toProv(run)));
