import assert from "node:assert/strict";
import { countListeners, holds, type Law, refused, type Traits } from "./harness.ts";
import { digestOf, fileOf, noise } from "./sink_files.ts";

const MEGA = 1024 * 1024;

/** When a sink starts, stops and ends, and what it then knows. */
export function lifeLaws(law: Law, traits: Traits): void {
  law("starts nothing after an abort", async (harness) => {
    let read = false;
    const file = fileOf("a", "x", { before: () => void (read = true) });
    const signal = AbortSignal.abort(new Error("enough"));
    const error = await refused(
      harness.sink.put(file, { signal }),
      "SINK_ABORTED",
      "a",
    );
    assert.match(String(error.cause), /enough/);
    assert.equal(read, false);
    assert.deepEqual(await harness.paths(), []);
  });

  law("stops at an abort, also where the source hangs", async (harness) => {
    for (const at of [0, 64 * 1024, 5 * MEGA]) {
      const controller = new AbortController();
      const counted = countListeners(controller.signal);
      const file = fileOf("stopped", noise(5 * MEGA), {
        before: (count) => {
          if (count < at) return;
          setTimeout(() => controller.abort(), 5);
          return new Promise(() => {});
        },
      });
      const put = harness.sink.put(file, { signal: controller.signal });
      await refused(put, "SINK_ABORTED", "stopped");
      assert.equal(counted(), 0, "no listener stays on the signal");
    }
    assert.deepEqual(await harness.paths(), []);
    await harness.sink.put(fileOf("stopped", "after all"));
    await holds(harness, "stopped", "after all");
  });

  law("leaves no listener on a signal that lives on", async (harness) => {
    const { signal } = new AbortController();
    const counted = countListeners(signal);
    await harness.sink.put(fileOf("a", "x"), { signal });
    const wrong = fileOf("b", "x", { size: 2 });
    await refused(harness.sink.put(wrong, { signal }), "SINK_CONTENT", "b");
    assert.equal(counted(), 0);
  });

  law("takes many files at once", async (harness) => {
    const paths = Array.from({ length: 24 }, (_, i) => `many/${i % 3}/${i}`);
    const results = await Promise.allSettled(paths.map((path, i) => {
      const size = i % 8 === 7 ? { size: 1 } : {};
      return harness.sink.put(fileOf(path, `content of ${path}`, size));
    }));
    const right = paths.filter((_, i) => i % 8 !== 7);
    assert.deepEqual(
      paths.filter((_, i) => results[i].status === "fulfilled"),
      right,
    );
    assert.deepEqual((await harness.paths()).toSorted(), right.toSorted());
    for (const path of right) await holds(harness, path, `content of ${path}`);
  });

  law("ends what runs before it closes, then takes nothing", async (harness) => {
    const { sink } = harness;
    const put = sink.put(fileOf("last", noise(500_000)));
    const closed = sink.close!();
    await refused(sink.put(fileOf("late", "x")), "SINK_CLOSED", "late");
    await closed;
    await put;
    await sink.close!();
    await refused(sink.put(fileOf("later", "x")), "SINK_CLOSED", "later");
    await holds(harness, "last", noise(500_000));
    assert.deepEqual(await harness.paths(), ["last"]);
  });
  if (!traits.has) {
    law("does not claim to know what it holds", async ({ sink }) => {
      await Promise.resolve();
      assert.equal(sink.has, undefined);
    });
  } else {
    law("knows what it holds", async ({ sink }) => {
      const file = fileOf("a/b", "content");
      assert.equal(await sink.has!("a/b", file.sha256), false);
      await sink.put(file);
      assert.equal(await sink.has!("a/b", file.sha256), true);
      assert.equal(await sink.has!("a/b", digestOf(noise(1))), false);
      assert.equal(await sink.has!("a", file.sha256), false);
      assert.equal(await sink.has!("a/b/c", file.sha256), false);
      await refused(sink.has!("../a", file.sha256), "SINK_PATH", "../a");
      await assert.rejects(sink.has!("a/b", "abc"), TypeError);
    });
  }
  law("deletes what it holds, and only that", async (harness) => {
    const { sink } = harness;
    if (sink.delete === undefined) return;
    const kept = fileOf("a/b/kept", "kept");
    await sink.put(fileOf("a/b/c", "content"));
    await sink.put(kept);
    await sink.delete("a/b/none");
    await sink.delete("a/b/kept/none");
    await sink.delete("a/b");
    await sink.delete("a/b/c");
    await sink.delete("a/b/c");
    assert.deepEqual(await harness.paths(), ["a/b/kept"]);
    await sink.put(fileOf("a/b/c", "again"));
    await holds(harness, "a/b/c", "again");
    await refused(sink.delete("../a"), "SINK_PATH", "../a");
    // In the order of the calls, and a folder that goes while a file comes is no harm.
    const paths = Array.from({ length: 20 }, (_, i) => `many/${i}`);
    await Promise.all(
      paths.flatMap((path) => [sink.put(fileOf(path, path)), sink.delete!(path)]),
    );
    assert.deepEqual((await harness.paths()).toSorted(), ["a/b/c", "a/b/kept"]);
    await sink.close!();
    await refused(sink.delete("a/b/c"), "SINK_CLOSED", "a/b/c");
  });
}
