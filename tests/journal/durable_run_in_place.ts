// What a run kept by a Durable Object owes to its storage, in a real one.
import assert from "node:assert/strict";
import { test } from "node:test";
import { digest, logMetric, logParam, type Run, startRun } from "stemma";
import { openDurableRun } from "stemma/durable-object";
import { placeStore } from "../places/place_store.ts";

const { storage } = placeStore;
const options = { skip: storage === undefined && "only workerd has Durable Objects" };

const start = () => startRun({ experiment: "requests", runId: "r1" });
const open = (key: string) => openDurableRun(storage!, start, { key });
const grow = (run: Run, count: number) => {
  for (let i = 0; i < count; i++) run = logMetric(run, "score", Math.sqrt(run.length));
  return run;
};

test(
  "a run goes on over a real storage, small or large, whatever a save holds",
  options,
  async () => {
    let expected = digest(start());
    for (const [request, size] of [0, 1, 7, 40_000, 0, 3, 200_000, 1].entries()) {
      const kept = await open("grows");
      if (request > 0) assert.equal(digest(kept.run), expected);
      const run = logParam(grow(kept.run, size), `p${request}`, "x".repeat(size));
      await kept.save(run);
      expected = digest(run);
    }
    assert.equal(digest((await open("grows")).run), expected);
  },
);

test("saves that nobody waits for keep their order in a real storage", options, async () => {
  const kept = await open("order");
  let run = kept.run;
  const saves = Array.from({ length: 20 }, () => kept.save(run = grow(run, 30)));
  await Promise.all(saves);
  assert.equal(digest((await open("order")).run), digest(run));
});

test("a real storage that lost a slice is refused", options, async () => {
  const kept = await open("lost");
  await kept.save(grow(kept.run, 200_000));
  const keys = [...(await storage!.list({ prefix: "lost", limit: 128 })).keys()];
  assert.ok(keys.length > 2, `${keys.length} slices`);
  assert.equal(await storage!.delete(keys[1]), true);
  await assert.rejects(open("lost"), { name: "LogError" });
});
