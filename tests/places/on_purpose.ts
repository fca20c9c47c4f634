// Tests that fail in every way there is, and some that do not: a place has to tell them apart
// before its word on others counts. What it has to tell is in check_place.ts.
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";

let ended = 0;
afterEach(() => {
  ended++;
});

test("passes", () => assert.ok(true));
test("throws", () => assert.equal(1, 2));
test("rejects", async () => {
  await Promise.resolve();
  throw undefined;
});
test("is skipped", { skip: "on purpose" }, () => assert.fail("it was run"));
test("never ends", { timeout: 20 }, () => new Promise(() => {}));
test("has parts", async (t) => {
  await t.test("that passes", () => {});
  await t.test("that fails", () => assert.deepEqual({ a: 1 }, { a: 2 }));
});
test("does not wait for its part", (t) => {
  void t.test("that is late", () => new Promise(() => {}));
});
test("saw every hook", () => assert.equal(ended, 6));
test("leaves a rejection behind", () => void Promise.reject(new Error("left")));
