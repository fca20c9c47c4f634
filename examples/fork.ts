// One warm-up, two futures. A run never changes, so training can go on from it twice: the points of
// the warm-up are shared, not copied, and neither line sees the other.
//
//     deno run examples/fork.ts
import { Context, endRun, logMetric, logParam, type Run, series, startRun } from "stemma";
import { random } from "./random.ts";
import { sparkline } from "./terminal.ts";

/** A run, and the weights that it has come to: both values, both kept. */
interface State {
  readonly run: Run;
  readonly weights: readonly number[];
}

// Two clouds of points that overlap a little; a seeded generator draws the same ones every time.
const next = random(7);
const points = Array.from({ length: 400 }, (_, i) => {
  const label = i % 2;
  const around = label === 0 ? -1 : 1;
  return { x: [1, around + 3 * (next() - 0.5), around + 3 * (next() - 0.5)], label };
});

const predict = (weights: readonly number[], x: readonly number[]): number =>
  1 / (1 + Math.exp(-x.reduce((sum, value, i) => sum + value * weights[i], 0)));

/** Logistic regression by gradient descent: `steps` steps on, at the rate given. */
function train({ run, weights }: State, phase: string, rate: number, steps: number): State {
  run = logParam(run, "rate", rate, { context: phase });
  for (let i = 0; i < steps; i++) {
    let loss = 0;
    const gradient = weights.map(() => 0);
    for (const { x, label } of points) {
      const p = predict(weights, x);
      loss -= Math.log(label === 1 ? p : 1 - p) / points.length;
      x.forEach((value, j) => gradient[j] += (p - label) * value / points.length);
    }
    run = logMetric(run, "loss", loss, { context: Context.TRAINING });
    weights = weights.map((weight, j) => weight - rate * gradient[j]);
  }
  return { run, weights };
}

const start: State = { run: startRun({ experiment: "two clouds" }), weights: [0, 0, 0] };
const warm = train(start, "warm-up", 0.05, 20);

// Here the line of history forks, only because `warm` is used twice.
const careful = train(warm, "after", 0.05, 40);
const bold = train(warm, "after", 2, 40);

for (const [name, { run }] of Object.entries({ warm, careful, bold })) {
  const { values } = series(run, "loss", { context: Context.TRAINING })!;
  const end = values[values.length - 1].toFixed(4);
  console.log(
    `${name.padEnd(8)}${sparkline(values).padEnd(62)}${end} after ${values.length} steps`,
  );
}

// Which future to keep is decided afterwards. The other one is simply no longer used.
const lossOf = ({ run }: State) =>
  series(run, "loss", { context: Context.TRAINING })!.values.at(-1)!;
const kept = endRun(lossOf(bold) < lossOf(careful) ? bold.run : careful.run);
console.log(`kept    ${kept.length} events, ${warm.run.length} of them shared with the warm-up`);
