import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { createTaskPool } from "../../lib/base/task_pool.ts";

test("createTaskPool() keeps to its number and its weight, and starts what alone is too heavy", async () => {
  const pool = createTaskPool(4, 10);
  const weights = [1, 1, 1, 1, 1, 9, 9, 30, 1, 0, 0, 0, 0, 0, 2];
  const running: number[] = [];
  const seen: number[][] = [];
  for (const weight of weights) {
    await pool.room();
    pool.start(weight, async () => {
      running.push(weight);
      seen.push(running.slice());
      await sleep(2);
      running.splice(running.indexOf(weight), 1);
    });
  }
  await pool.idle();
  assert.equal(running.length, 0);
  assert.equal(seen.length, weights.length);
  for (const all of seen) {
    assert.ok(all.length <= 4);
    const before = all.slice(0, -1).reduce((sum, weight) => sum + weight, 0);
    assert.ok(before < 10, `started beside ${all}`);
  }
  assert.ok(seen.some((all) => all.length === 4));
});
