import assert from "node:assert/strict";
import test from "node:test";
import { endRun, logMetric, logParam, metrics, params, type Run, series, startRun } from "stemma";
import type { Destination } from "stemma/destination";
import type { FaultyFetch } from "../servers/faulty_fetch.ts";

/** What a target holds of a run. */
export interface Held {
  /** By the run's own names, with the context before a "/": `training/lr`. As texts. */
  readonly params: Readonly<Record<string, string>>;
  /** The points of each series by the same names, sorted by step, as the target's own reader gives
   * them. */
  readonly points: Readonly<Record<string, readonly (readonly [step: number, value: number])[]>>;
}

/** A target, as the laws need it. */
export interface DestinationHarness {
  /** A new destination on the same target, as after a restart of the process.
   *
   * @param timeoutMs how long a request may take, where its time is limited: much by default, as a
   * real server on a busy computer takes its time
   */
  make(timeoutMs?: number): Destination;
  /** What the target holds, read by its own client where it has one. */
  read(run: Run): Promise<Held>;
  /** The `fetch` that every destination of {@link make} uses; absent for files. */
  readonly faulty?: FaultyFetch;
  /** What the target keeps of a value; absent where it keeps it whole. */
  kept?(value: number): number;
}

let made = 0;
/** A run that no other law uses. */
export function freshRun(title: string): Run {
  made++;
  return startRun({ experiment: "laws", name: title, runId: `law-${made}-${randomPart()}` });
}

const randomPart = () => Math.floor(Math.random() * 2 ** 32).toString(36);

/** A growing run: a param, then points of three series in two contexts. */
export function grow(run: Run, from: number, to: number): Run {
  if (from === 0) {
    run = logParam(run, "seed", 7);
    run = logParam(run, "lr", 0.25, { context: "training" });
  }
  for (let step = from; step < to; step++) {
    const timestamp = 1_700_000_000_000 + step * 1000;
    run = logMetric(run, "loss", 1 / (step + 1), { context: "training", step, timestamp });
    run = logMetric(run, "loss", 2 / (step + 1), { context: "validation", step, timestamp });
    run = logMetric(run, "speed", step * 1.5, { step, timestamp });
  }
  return run;
}

/** What a target should hold of a run. */
export function expected(run: Run, kept: (value: number) => number = (value) => value): Held {
  const name = (context: string | undefined, key: string) =>
    context === undefined ? key : `${context}/${key}`;
  return {
    params: Object.fromEntries(
      params(run).map(({ key, context, value }) => [name(context, key), String(value)]),
    ),
    points: Object.fromEntries(
      metrics(run).map(({ key, context }) => {
        const { steps, values } = series(run, key, { context })!;
        const points = Array.from(steps, (step, i) => [step, kept(values[i])] as const);
        return [name(context, key), points.sort((a, b) => a[0] - b[0])];
      }),
    ),
  };
}

/** The rules that every destination keeps, on a real target.
 *
 * @param start called once, before the first law; `stop` is called after the last one
 */
export function destinationLaws(
  name: string,
  start: () => Promise<DestinationHarness & { stop(): Promise<void> }>,
  options: { skip: false | string } = { skip: false },
): void {
  test(`${name} keeps the laws of destinations`, options, async (t) => {
    const harness = await start();
    const holds = async (run: Run) =>
      assert.deepEqual(await harness.read(run), expected(run, harness.kept));
    try {
      for (const [title, law] of laws(harness, holds)) {
        await t.test(title, { skip: law === undefined ? "it makes no requests" : false }, law);
      }
    } finally {
      await harness.stop();
    }
  });
}

type Law = (() => Promise<void>) | undefined;

function laws(harness: DestinationHarness, holds: (run: Run) => Promise<void>): [string, Law][] {
  const { faulty } = harness;
  const count = () => faulty?.seen.length ?? 0;
  const fails = (report: { failed: readonly unknown[] }) => report.failed.length > 0;
  const finished = async (destination: Destination, run: Run) => {
    const { failed, sent } = await destination.push(run);
    assert.deepEqual(failed, []);
    assert.equal(sent, run.length);
    await holds(run);
  };

  const withFaults = (law: (faulty: FaultyFetch) => Promise<void>): Law =>
    faulty === undefined ? undefined : async () => {
      try {
        await law(faulty);
      } finally {
        faulty.script.length = 0;
        faulty.otherwise = undefined;
      }
    };

  return [
    ["a whole run arrives, with every point once", async () => {
      await finished(harness.make(), endRun(grow(freshRun("whole"), 0, 50)));
    }],
    ["what grows is sent in pieces", async () => {
      const destination = harness.make();
      let run = freshRun("pieces");
      for (let at = 0; at < 30; at += 10) {
        run = grow(run, at, at + 10);
        await finished(destination, run);
      }
      await destination.close?.();
    }],
    [
      "a push of nothing new sends nothing",
      withFaults(async () => {
        const destination = harness.make();
        const run = endRun(grow(freshRun("nothing new"), 0, 5));
        await finished(destination, run);
        const before = count();
        await finished(destination, run);
        assert.equal(count(), before);
      }),
    ],
    ["pushes that nobody waits for end well", async () => {
      const destination = harness.make();
      let run = freshRun("not awaited");
      const pushes = [];
      for (let at = 0; at < 40; at++) pushes.push(destination.push(run = grow(run, at, at + 1)));
      for (const { failed } of await Promise.all(pushes)) assert.deepEqual(failed, []);
      await holds(run);
    }],
    ["a new destination goes on where the last one was", async () => {
      const run = grow(freshRun("restart"), 0, 10);
      await finished(harness.make(), run);
      await finished(harness.make(), run);
      await finished(harness.make(), grow(run, 10, 20));
    }],
    ["an older run sends nothing, and a fork is refused", async () => {
      const destination = harness.make();
      const base = grow(freshRun("fork"), 0, 3);
      const run = grow(base, 3, 6);
      await finished(destination, run);
      assert.deepEqual((await destination.push(base)).failed, []);
      const forked = await destination.push(logMetric(base, "loss", 9, { context: "training" }));
      assert.equal((forked.failed[0]?.error as { code?: string }).code, "RUN_FORKED");
      await finished(destination, run);
    }],
    ["two destinations that push one run at once double nothing", async () => {
      const run = endRun(grow(freshRun("two workers"), 0, 20));
      await Promise.all([harness.make().push(run), harness.make().push(run)]);
      await finished(harness.make(), run);
    }],
    ["an abort stops, and the next push completes", async () => {
      const destination = harness.make();
      const run = grow(freshRun("abort"), 0, 10);
      const { failed } = await destination.push(run, { signal: AbortSignal.abort() });
      assert.equal((failed[0].error as { code?: string }).code, "SINK_ABORTED");
      await finished(destination, run);
    }],
    ["after `close()` nothing is sent", async () => {
      const destination = harness.make();
      const run = grow(freshRun("closed"), 0, 2);
      await finished(destination, run);
      await destination.close?.();
      const { failed } = await destination.push(grow(run, 2, 3));
      assert.equal((failed[0].error as { code?: string }).code, "SINK_CLOSED");
      await holds(run);
    }],
    [
      "each request's answer may be lost once",
      withFaults(async (faulty) => {
        const run = endRun(grow(freshRun("lost answers"), 0, 10));
        let at = 0;
        faulty.otherwise = () => ++at % 2 === 1 ? "lose" : "pass";
        const destination = harness.make();
        for (let tries = 0; tries < 30 && fails(await destination.push(run)); tries++);
        faulty.otherwise = undefined;
        await finished(destination, run);
      }),
    ],
    [
      "a fault at each request in turn is told, and mended by the next push",
      withFaults(async () => {
        const healthy = endRun(grow(freshRun("healthy"), 0, 4));
        const start = count();
        await finished(harness.make(), healthy);
        const requests = count() - start;
        for (const fault of [401, 413, 503, "reset", "page", "lose"] as const) {
          for (let at = 0; at < requests; at++) {
            const destination = harness.make();
            const run = endRun(grow(freshRun(`fault ${fault} at ${at}`), 0, 4));
            faulty!.script.push(...Array(at).fill("pass"), fault);
            await destination.push(run);
            faulty!.script.length = 0;
            await finished(destination, run);
          }
        }
      }),
    ],
    [
      "a server that hangs is given up, and told",
      withFaults(async (faulty) => {
        const run = grow(freshRun("hang"), 0, 3);
        faulty.otherwise = () => "hang";
        const { failed } = await harness.make(200).push(run);
        assert.equal((failed[0].error as { code?: string }).code, "SINK_TIMEOUT");
        faulty.otherwise = undefined;
        await finished(harness.make(), run);
      }),
    ],
  ];
}
