import { logMetrics, type Run, startRun } from "stemma";

/** A training run as they are: five metrics at every step, some noise, a step every 37 ms or so. */
export function trainingRun(points: number): Run {
  let run = startRun({ experiment: "bench" });
  let seed = 1;
  const noise = () => (seed = (seed * 48271) % 2147483647) / 2147483647 - 0.5;
  let time = 1.7e12;
  for (let step = 0; step * 5 < points; step++) {
    const decay = Math.exp(-step / 20_000);
    time += 37 + Math.round(noise() * 10);
    run = logMetrics(run, {
      loss: decay + noise() / 20,
      accuracy: 1 - decay / 2 + noise() / 50,
      norm: 3 + noise(),
      rate: 0.001 * decay,
      throughput: 2_700 + noise() * 100,
    }, { context: "training", step, timestamp: time });
  }
  return run;
}

/** The same points as the obvious JavaScript keeps them: a line of JSON each. */
export function jsonLines(points: number): string {
  const lines: string[] = [];
  let seed = 1;
  const noise = () => (seed = (seed * 48271) % 2147483647) / 2147483647 - 0.5;
  let timestamp = 1.7e12;
  for (let step = 0; step * 5 < points; step++) {
    const decay = Math.exp(-step / 20_000);
    timestamp += 37 + Math.round(noise() * 10);
    const values = {
      loss: decay + noise() / 20,
      accuracy: 1 - decay / 2 + noise() / 50,
      norm: 3 + noise(),
      rate: 0.001 * decay,
      throughput: 2_700 + noise() * 100,
    };
    for (const [key, value] of Object.entries(values)) {
      lines.push(JSON.stringify({ key, value, step, timestamp, context: "training" }));
    }
  }
  return lines.join("\n");
}
