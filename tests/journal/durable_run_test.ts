import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { digest, endRun, logMetric, logParam, type Run, startRun } from "stemma";
import { type DurableStorage, openDurableRun } from "stemma/durable-object";

/** A storage with the rules of a Durable Object's: 128 values a put, 128 KiB a value, copies. */
class Storage implements DurableStorage {
  readonly values = new Map<string, Uint8Array>();
  puts = 0;
  refuses = false;

  list({ prefix, startAfter = "", limit = Infinity }: Parameters<DurableStorage["list"]>[0]) {
    const found = [...this.values].filter(([key]) => key.startsWith(prefix) && key > startAfter);
    found.sort(([a], [b]) => a < b ? -1 : 1);
    return Promise.resolve(new Map(structuredClone(found.slice(0, limit))));
  }

  put(entries: Record<string, Uint8Array>): Promise<void> {
    const all = Object.entries(structuredClone(entries));
    if (this.refuses) return Promise.reject(new Error("storage reset"));
    assert.ok(all.length <= 128, `${all.length} values`);
    for (const [key, value] of all) {
      assert.ok(value.length + key.length <= 128 * 1024, `${value.length} bytes`);
      assert.equal(value.byteLength, value.buffer.byteLength, "nothing beside the slice is cloned");
    }
    for (const [key, value] of all) this.values.set(key, value);
    this.puts++;
    return Promise.resolve();
  }
}

const start = () => startRun({ experiment: "requests", runId: "r1" });
const points = (run: Run, count: number) => {
  for (let i = 0; i < count; i++) run = logMetric(run, "score", Math.sqrt(run.length));
  return run;
};

test("a run goes on after each eviction", async () => {
  const storage = new Storage();
  let expected = "";
  for (let request = 0; request < 30; request++) {
    const kept = await openDurableRun(storage, start);
    if (request > 0) assert.equal(digest(kept.run), expected);
    const run = points(kept.run, request * 7);
    await kept.save(run);
    expected = digest(run);
  }
  assert.equal(storage.values.size, 1);
});

test("a large run fills slices, and is read in pages", async () => {
  const storage = new Storage();
  const kept = await openDurableRun(storage, start);
  let run = points(kept.run, 3_000_000);
  await kept.save(run);
  run = endRun(points(run, 10));
  await kept.save(run);
  assert.ok(storage.values.size > 64, `${storage.values.size} slices`);
  assert.ok(storage.puts > 2);
  assert.equal(digest((await openDurableRun(storage, start)).run), digest(run));
});

test("however saves are cut, what is stored is the run", async () => {
  const sizes = fc.array(fc.oneof(fc.nat(3), fc.integer({ min: 8000, max: 40_000 })), {
    minLength: 1,
    maxLength: 6,
  });
  await fc.assert(
    fc.asyncProperty(sizes, async (sizes) => {
      const storage = new Storage();
      let kept = await openDurableRun(storage, start);
      let run = kept.run;
      for (const [i, size] of sizes.entries()) {
        run = logParam(points(run, size), `p${i}`, "x".repeat(size));
        await kept.save(run);
        if (i % 2 === 1) {
          kept = await openDurableRun(storage, start);
          run = kept.run;
        }
      }
      assert.equal(digest((await openDurableRun(storage, start)).run), digest(run));
    }),
    { numRuns: 15 },
  );
});

test("a storage that refuses loses nothing: the next save stores it", async () => {
  const storage = new Storage();
  const kept = await openDurableRun(storage, start);
  const run = points(kept.run, 5);
  storage.refuses = true;
  await assert.rejects(kept.save(run), { code: "SINK_IO", retryable: true });
  storage.refuses = false;
  await kept.save(points(run, 5));
  assert.equal(digest((await openDurableRun(storage, start)).run), digest(kept.run));
  assert.equal(kept.run.length, start().length + 11);
});

test("saves that nobody waits for keep their order", async () => {
  const storage = new Storage();
  const kept = await openDurableRun(storage, start);
  let run = kept.run;
  const saves = Array.from({ length: 20 }, () => kept.save(run = points(run, 3)));
  await Promise.all(saves);
  assert.equal(digest((await openDurableRun(storage, start)).run), digest(run));
});

test("a fork and a run of another line are refused", async () => {
  const kept = await openDurableRun(new Storage(), start);
  const base = kept.run;
  await kept.save(points(base, 2));
  await assert.rejects(kept.save(points(base, 1)), { code: "RUN_FORKED" });
  await assert.rejects(kept.save(points(start(), 9)), { code: "RUN_FORKED" });
  await assert.rejects(kept.save({} as Run), TypeError);
});

test("two runs of one object do not meet", async () => {
  const storage = new Storage();
  for (const key of ["a", "b"]) {
    const kept = await openDurableRun(storage, () => startRun({ experiment: key }), { key });
    await kept.save(kept.run);
  }
  const a = await openDurableRun(storage, start, { key: "a" });
  assert.equal(a.run.experiment, "a");
});

test("what was changed, lost or is something else is refused", async () => {
  const storage = new Storage();
  const kept = await openDurableRun(storage, start);
  await kept.save(points(kept.run, 200_000));
  const [first, second] = [...storage.values.keys()];
  const slice = storage.values.get(first)!;
  const refused = (change: () => void) => {
    change();
    return assert.rejects(openDurableRun(storage, start), { name: "LogError" });
  };
  await refused(() =>
    storage.values.set(first, slice.map((byte, i) => i === 500 ? byte ^ 1 : byte))
  );
  await refused(() => storage.values.set(first, "text" as never));
  await refused(() => storage.values.delete(first));
  storage.values.set(first, slice);
  const last = [...storage.values.keys()].at(-1)!;
  assert.notEqual(last, second);
  await refused(() => storage.values.delete(last));
  await refused(() => storage.values.delete(second));
});
