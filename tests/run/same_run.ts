import assert from "node:assert/strict";
import {
  artifacts,
  contexts,
  datasets,
  description,
  digest,
  type Env,
  events,
  metrics,
  models,
  params,
  type Run,
  series,
  tags,
} from "stemma";

/** A clock that ticks by one millisecond, and ids that count. */
export function tickingEnv(start = 1_700_000_000_000): Env {
  let now = start;
  let id = 0;
  return { now: () => now++, randomId: () => `run-${id++}` };
}

/** Everything that can be read of a run, as plain data. */
export function viewsOf(run: Run): Record<string, unknown> {
  const { runId, experiment, name, namespace, status, length } = run;
  return {
    head: { runId, experiment, name, namespace, status, length },
    params: params(run),
    metrics: metrics(run),
    series: metrics(run).map(({ key, context, source }) => series(run, key, { context, source })),
    artifacts: artifacts(run),
    models: models(run),
    datasets: datasets(run),
    tags: tags(run),
    contexts: contexts(run),
    description: description(run),
    events: [...events(run)],
  };
}

/** Fails unless two runs hold the same facts: views, events and digest. */
export function assertSameRun(actual: Run, expected: Run): void {
  assert.deepStrictEqual(viewsOf(actual), viewsOf(expected));
  assert.equal(digest(actual), digest(expected));
}

/** Fails where something in a value could be changed. */
export function assertFrozen(value: unknown, path = "value"): void {
  if (typeof value !== "object" || value === null) return;
  if (ArrayBuffer.isView(value) || value instanceof Date) return;
  assert.ok(Object.isFrozen(value), `${path} is not frozen`);
  for (const [key, member] of Object.entries(value)) assertFrozen(member, `${path}.${key}`);
}
