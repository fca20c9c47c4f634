import assert from "node:assert/strict";
import test from "node:test";
import { SinkError } from "../../lib/base/errors.ts";
import { retryAfterMs, retryPolicy, waitBefore, withRetry } from "../../lib/http/retry.ts";
import { digestOf, noise } from "../sinks/sink_files.ts";

const seed = digestOf(noise(1));
const at = { path: "a", seed };
const failing = (retryable: boolean, details = {}) =>
  new SinkError("SINK_NETWORK", "Cannot", { path: "a", retryable, ...details });

test("`waitBefore()` doubles up to the limit and takes off at most a half", () => {
  const policy = retryPolicy("test()", { delayMs: 100, maxDelayMs: 1000 });
  const full = [100, 200, 400, 800, 1000, 1000, 1000, 1000, 1000, 1000];
  for (let i = 0; i < 50; i++) {
    const own = digestOf(noise(9, i + 1));
    full.forEach((most, n) => {
      const wait = waitBefore(n + 2, policy, own);
      assert.ok(wait > most / 2 && wait <= most, `${wait} of ${most}`);
      assert.equal(wait, waitBefore(n + 2, policy, own));
    });
  }
});

test("`waitBefore()` differs from file to file", () => {
  const policy = retryPolicy("test()");
  const waits = Array.from(
    { length: 50 },
    (_, i) => waitBefore(2, policy, digestOf(noise(9, i + 1))),
  );
  assert.equal(new Set(waits).size, 50);
});

test("`withRetry()` tries only as often and only what it may", async () => {
  const policy = retryPolicy("test()", { attempts: 3, delayMs: 1 });
  const run = async (errors: unknown[]) => {
    let tries = 0;
    const outcome = await withRetry(
      (attempt) => {
        assert.equal(attempt, ++tries);
        const error = errors.shift();
        return error ? Promise.reject(error) : Promise.resolve("done");
      },
      policy,
      at,
    ).catch((error: unknown) => error);
    return { tries, outcome };
  };
  const again = failing(true);
  const never = failing(false);
  const other = new Error("other");
  assert.deepEqual(await run([]), { tries: 1, outcome: "done" });
  assert.deepEqual(await run([again, again]), { tries: 3, outcome: "done" });
  assert.deepEqual(await run([again, again, again, again]), {
    tries: 3,
    outcome: again,
  });
  assert.deepEqual(await run([again, never]), { tries: 2, outcome: never });
  assert.deepEqual(await run([other]), { tries: 1, outcome: other });
  const long = failing(true, { retryAfterMs: 60_001 });
  assert.deepEqual(await run([long]), { tries: 1, outcome: long });
});

test("`retryAfterMs()` reads seconds and dates", () => {
  const now = () => Date.parse("2026-01-01T00:00:00Z");
  const read = (headers: Record<string, string>) => retryAfterMs(new Headers(headers), now);
  const later = "Thu, 01 Jan 2026 00:00:30 GMT";
  assert.equal(read({}), undefined);
  assert.equal(read({ "retry-after": "" }), undefined);
  assert.equal(read({ "retry-after": "soon" }), undefined);
  assert.equal(read({ "retry-after": "-5" }), undefined);
  assert.equal(read({ "retry-after": "0" }), 0);
  assert.equal(read({ "retry-after": " 120 " }), 120_000);
  assert.equal(read({ "retry-after": later }), 30_000);
  assert.equal(
    read({ "retry-after": later, date: "Thu, 01 Jan 2026 00:00:20 GMT" }),
    10_000,
  );
  assert.equal(
    read({ "retry-after": "Thu, 01 Jan 2015 00:00:00 GMT" }),
    0,
  );
});
