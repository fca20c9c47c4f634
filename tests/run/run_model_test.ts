import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  artifacts,
  contexts,
  defineContext,
  digest,
  type Env,
  events,
  latest,
  logArtifact,
  type LogEvent,
  logMetric,
  logMetrics,
  logParam,
  metrics,
  params,
  replay,
  type Run,
  series,
  setTag,
  startRun,
  summarize,
  tags,
  textAsset,
} from "stemma";
import { assertSameRun } from "./same_run.ts";

// The model: a run is an array of facts that every step copies. It is slow, and plainly right.
type Fact =
  | { kind: "param"; key: string; context?: string; value: number }
  | { kind: "point"; key: string; context?: string; step: number; value: number; timestamp: number }
  | { kind: "artifact"; name: string; aliases: string[] }
  | { kind: "tag"; key: string; value: string }
  | { kind: "context"; name: string };

interface Line {
  readonly run: Run;
  readonly facts: readonly Fact[];
}

type Step = { at: number; act: number; key: string; context?: string; value: number };

const env: Env = { now: () => 1_700_000_000_000, randomId: () => "one" };
const keys = ["loss", "acc", "__proto__", "constructor", "é"];
const contextsOf = [undefined, "training", "toString"];

const steps = fc.array(
  fc.record({
    at: fc.nat(),
    act: fc.nat(9),
    key: fc.constantFrom(...keys),
    context: fc.constantFrom(...contextsOf),
    value: fc.oneof(fc.double(), fc.constantFrom(NaN, -0, Infinity, 0, 1)),
  }),
  { maxLength: 120, size: "max" },
);

const pointsOf = (facts: readonly Fact[], key: string, context: string | undefined) =>
  facts.filter((fact) => fact.kind === "point").filter((p) =>
    p.key === key && p.context === context
  );

function take({ run, facts }: Line, { act, key, context, value }: Step): Line {
  const nextStep = (pointsOf(facts, key, context).at(-1)?.step ?? -1) + 1;
  const options = context === undefined ? undefined : { context };
  const timestamp = Math.abs(Math.trunc(value)) % 1e12 || 0;
  switch (act) {
    case 0: {
      const known = facts.some((f) => f.kind === "param" && f.key === key && f.context === context);
      if (known) return { run, facts };
      return {
        run: logParam(run, key, value, options),
        facts: [...facts, { kind: "param", key, context, value }],
      };
    }
    case 1:
      return {
        run: logArtifact(run, textAsset(key, String(value)), { aliases: ["best"] }),
        facts: [...facts, { kind: "artifact", name: key, aliases: ["best"] }],
      };
    case 2:
      return {
        run: setTag(run, key, String(value)),
        facts: [...facts, { kind: "tag", key, value: String(value) }],
      };
    case 3: {
      const known = facts.some((f) => f.kind === "context" && f.name === key);
      return {
        run: defineContext(run, key),
        facts: known ? facts : [...facts, { kind: "context", name: key }],
      };
    }
    case 4: {
      const values = Object.fromEntries(["loss", key].map((name) => [name, value]));
      const added = Object.keys(values).map((name): Fact => {
        const step = (pointsOf(facts, name, context).at(-1)?.step ?? -1) + 1;
        return { kind: "point", key: name, context, step, value, timestamp };
      });
      return {
        run: logMetrics(run, values, { context, timestamp }),
        facts: [...facts, ...added],
      };
    }
    default: {
      const step = act === 5 ? 7 : nextStep;
      return {
        run: logMetric(run, key, value, { context, timestamp, ...(act === 5 && { step }) }),
        facts: [...facts, { kind: "point", key, context, step, value, timestamp }],
      };
    }
  }
}

function check({ run, facts }: Line): void {
  assert.deepStrictEqual(
    params(run).map(({ key, context, value }) => ({ key, context, value })),
    facts.filter((f) => f.kind === "param").map(({ key, context, value }) => ({
      key,
      context,
      value,
    })),
  );
  const named = new Map<string, { key: string; context?: string }>();
  for (const f of facts) {
    if (f.kind === "point") named.set(JSON.stringify([f.key, f.context]), f);
  }
  const wanted = [...named.values()].map(({ key, context }) => {
    const points = pointsOf(facts, key, context);
    const column = (field: "step" | "value" | "timestamp") =>
      Float64Array.from(points, (p) => p[field]);
    return {
      key,
      ...(context !== undefined && { context }),
      length: points.length,
      steps: column("step"),
      values: column("value"),
      timestamps: column("timestamp"),
    };
  });
  assert.deepStrictEqual(
    metrics(run).map(({ key, context }) => series(run, key, { context })),
    wanted,
  );
  for (const { key, context } of named.values()) {
    const { step, value, timestamp } = pointsOf(facts, key, context).at(-1)!;
    assert.deepStrictEqual(latest(run, key, { context }), { step, value, timestamp });
  }
  assert.deepStrictEqual(summarize(run).map((s) => s.count), wanted.map((s) => s.length));
  const logged = facts.filter((f) => f.kind === "artifact");
  const versions = new Map<string, number>();
  assert.deepStrictEqual(
    artifacts(run).map(({ name, version, aliases }) => ({ name, version, aliases: [...aliases] })),
    logged.map(({ name, aliases }, i) => {
      const count = versions.get(name) ?? 0;
      versions.set(name, count + 1);
      const isLast = !logged.slice(i + 1).some((later) => later.name === name);
      return { name, version: `v${count}`, aliases: isLast ? aliases : [] };
    }),
  );
  const tagged = new Map(facts.filter((f) => f.kind === "tag").map((f) => [f.key, f.value]));
  assert.deepStrictEqual(tags(run), Object.fromEntries(tagged));
  const seen = facts.map((f) =>
    f.kind === "context" ? f.name : "context" in f ? f.context : undefined
  );
  assert.deepStrictEqual(
    contexts(run).map(({ name }) => name),
    [...new Set(seen.filter((name) => name !== undefined))],
  );
}

test("a run is what a plain list of facts says, however lines fork and are asked in between", () => {
  fc.assert(
    fc.property(steps, (all) => {
      const lines: Line[] = [{ run: startRun({ experiment: "model", env }), facts: [] }];
      for (const step of all) {
        // Mostly the newest line, often an older one: that forks.
        const from = step.at % 3 === 0 ? step.at % lines.length : lines.length - 1;
        lines.push(take(lines[from], step));
        if (step.at % 11 === 0) digest(lines[step.at % lines.length].run);
        if (step.at % 7 === 0) check(lines[step.at % lines.length]);
      }
      lines.forEach(check);
      const last = lines.at(-1)!.run;
      for (const { run } of [lines[0], lines[lines.length >> 1], lines.at(-1)!]) {
        assertSameRun(replay(events(run), { env }), run);
      }
      const listed = [...events(last)];
      assert.equal(listed.length, last.length);
      for (let from = 0; from <= last.length; from += 5) {
        assert.deepStrictEqual([...events(last, { since: from })], listed.slice(from));
      }
    }),
    { numRuns: 60 },
  );
});

test("`digest()` is one for the same facts, made in one line or across forks", () => {
  fc.assert(
    fc.property(steps, (all) => {
      const start = () => ({ run: startRun({ experiment: "model", env }), facts: [] });
      let straight: Line = start();
      let forked: Line = start();
      for (const step of all) {
        straight = take(straight, step);
        const before = forked;
        forked = take(before, step);
        if (step.at % 2 === 0) {
          // Another line goes on first; ours forks off behind it.
          setTag(before.run, "elsewhere", "x");
          digest(forked.run);
          forked = take(before, step);
        }
      }
      assertSameRun(forked.run, straight.run);
    }),
    { numRuns: 40 },
  );
});

test("a series across forks and chunks equals the points that one array holds", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(900), fc.nat()), { minLength: 1, maxLength: 30 }),
      (parts) => {
        let line = { run: startRun({ experiment: "model", env }), points: [] as number[] };
        const older = [line];
        for (const [count, at] of parts) {
          line = at % 2 === 0 ? older[at % older.length] : line;
          let { run } = line;
          const points = [...line.points];
          for (let i = 0; i < count; i++) {
            const value = Math.fround(Math.sin(points.length * (at + 1)));
            run = logMetric(run, "loss", value);
            points.push(value);
            if (i === count >> 1) older.push({ run, points: [...points] });
          }
          line = { run, points };
          older.push(line);
        }
        for (const { run, points } of older) {
          assert.deepStrictEqual([...series(run, "loss")?.values ?? []], points);
          const listed = [...events(run)].filter((event: LogEvent) => event.type === "metric");
          assert.deepStrictEqual(listed.map((event) => event.value), points);
        }
      },
    ),
    { numRuns: 12 },
  );
});
