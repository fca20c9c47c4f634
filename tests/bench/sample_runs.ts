import { type Env, logMetric, logMetrics, type Run, startRun } from "stemma";

const START = 1_700_000_000_000;
const KEYS = ["loss", "accuracy", "learning rate", "gradient norm", "throughput"];

/** Equal runs in every process: no clock, no chance. */
const ENV: Env = {
  now: () => START,
  randomId: () => "00000000-0000-7000-8000-000000000000",
};

/** A run without events but its start. */
export function freshRun(): Run {
  return startRun({ experiment: "bench", env: ENV });
}

/** Numbers in [0, 1) that look random and are the same in every process. */
export function chance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Numbers of the normal distribution. */
export function normal(next: () => number): () => number {
  return () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
}

/** The ordinary training loop: five metrics a step by one call, a step some 40 ms after another. */
export function loopRun(points: number): Run {
  const next = chance(1);
  let run = freshRun();
  let timestamp = START;
  for (let step = 0; step * KEYS.length < points; step++) {
    timestamp += 35 + Math.floor(next() * 10);
    const values = {
      loss: Math.exp(-step / 5000) + 0.01 * next(),
      accuracy: 1 - Math.exp(-step / 8000),
      "learning rate": 0.001 * 0.99 ** Math.floor(step / 1000),
      "gradient norm": 1 + next(),
      throughput: 3200 + Math.floor(next() * 100),
    };
    run = logMetrics(run, values, { context: "training", step, timestamp });
  }
  return run;
}

/** Noisy curves: each point by a call of its own at a time of its own, all digits of all values
 * random, another context now and then. */
export function noisyRun(points: number): Run {
  const next = chance(2);
  const noise = normal(next);
  let run = freshRun();
  let timestamp = START;
  for (let step = 0, made = 0; made < points; step++) {
    const context = step % 100 === 99 ? "validation" : "training";
    for (const [i, key] of KEYS.entries()) {
      timestamp += i === 0 ? 30 + Math.floor(next() * 60) : Math.floor(next() * 2);
      const value = Math.exp(-step / 4000) * (i + 1) + 0.05 * noise();
      run = logMetric(run, key, value, { context, step, timestamp });
      made++;
    }
  }
  return run;
}

/** Loss and accuracy as a framework gives them: float32, by one call a step. */
export function floatRun(points: number): Run {
  const next = chance(3);
  let run = freshRun();
  let timestamp = START;
  for (let step = 0; step * 2 < points; step++) {
    timestamp += 30 + Math.floor(next() * 60);
    const values = {
      loss: Math.fround(Math.exp(-step / 4000) + 0.05 * next()),
      accuracy: Math.fround(1 - Math.exp(-step / 8000) - 0.01 * next()),
    };
    run = logMetrics(run, values, { context: "training", step, timestamp });
  }
  return run;
}

/** 5,000 series, such as a norm for each tensor, by one call a step. */
export function manyRun(points: number): Run {
  const next = chance(4);
  const keys = Array.from({ length: 5000 }, (_, i) => `norm ${i}`);
  let run = freshRun();
  for (let step = 0; step * keys.length < points; step++) {
    const values = Object.fromEntries(keys.map((key) => [key, next()]));
    run = logMetrics(run, values, { step, timestamp: START + step * 40 });
  }
  return run;
}

/** One series with these values. */
export function columnRun(values: Float64Array): Run {
  let run = freshRun();
  for (let step = 0; step < values.length; step++) {
    run = logMetric(run, "loss", values[step], { step, timestamp: START + step });
  }
  return run;
}
