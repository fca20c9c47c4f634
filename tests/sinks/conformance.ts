import assert from "node:assert/strict";
import test from "node:test";
import { SinkError } from "../../lib/base/errors.ts";
import type { StemmaErrorCode } from "../../lib/base/errors.ts";
import type { Sink, SinkFile } from "../../lib/bundle/file.ts";
import { refusedPaths, takenPaths } from "./conformance_paths.ts";
import { digestOf, fileOf, noise } from "./sink_files.ts";

/** One sink under test, and a look at what it holds that does not go through it. */
export interface Harness {
  readonly sink: Sink;
  /** Every path that the place holds, unfinished files and all. */
  paths(): Promise<string[]>;
  /** What the place holds under a path. */
  read(path: string): Promise<Uint8Array | undefined>;
  /** Takes everything away. */
  dispose(): Promise<void>;
}

/** In what a sink may differ from the others; everything else holds for all. */
export interface Traits {
  /** A second file of one path takes the place of the first; else it is refused. */
  readonly replaces: boolean;
  /** It can tell what it holds. */
  readonly has: boolean;
}

const MEGA = 1024 * 1024;

/** Runs the rules of every sink against one kind of sink. */
export function conformSink(
  name: string,
  traits: Traits,
  makeHarness: () => Promise<Harness>,
): void {
  const law = (what: string, check: (harness: Harness) => Promise<void>) =>
    test(`\`${name}()\` ${what}`, async () => {
      const harness = await makeHarness();
      try {
        await check(harness);
      } finally {
        await harness.dispose();
      }
    });

  law("refuses every path that some disk would not take", async (harness) => {
    for (const [what, path] of refusedPaths) {
      let read = false;
      const file = fileOf(path, "x", { before: () => void (read = true) });
      await refused(harness.sink.put(file), "SINK_PATH", path, what);
      assert.equal(read, false, what);
    }
    assert.deepEqual(await harness.paths(), []);
  });

  law("takes every path that all disks take", async (harness) => {
    for (const path of takenPaths) {
      await harness.sink.put(fileOf(path, `content of ${path}`));
    }
    assert.deepEqual(
      (await harness.paths()).toSorted(),
      takenPaths.toSorted(),
    );
    for (const path of takenPaths) {
      await holds(harness, path, `content of ${path}`);
    }
  });

  law("refuses paths that exclude each other on some disk", async (harness) => {
    const { sink } = harness;
    await sink.put(fileOf("run/Übung.csv", "1"));
    for (
      const path of [
        "run/übung.csv",
        "RUN/ÜBUNG.CSV",
        "run/U\u0308bung.csv",
        "run/Übung.csv/inside",
        "Run",
        "run",
      ]
    ) {
      await refused(sink.put(fileOf(path, "2")), "SINK_PATH", path);
    }
    await holds(harness, "run/Übung.csv", "1");
    assert.deepEqual(await harness.paths(), ["run/Übung.csv"]);
  });

  law("stores empty files and large ones", async (harness) => {
    const large = noise(5 * MEGA + 3);
    const text = new Uint8Array(5 * MEGA).map((_, i) => 97 + (i >> 8) % 26);
    await harness.sink.put(fileOf("empty", ""));
    await harness.sink.put(fileOf("large", large, { chunk: 4093 }));
    await harness.sink.put(fileOf("text", text, { mediaType: "text/plain" }));
    await holds(harness, "empty", "");
    await holds(harness, "large", large);
    await holds(harness, "text", text);
  });

  law("stores the same bytes whatever the chunks are", async (harness) => {
    for (const length of [1, 1000, 256 * 1024, 256 * 1024 + 1, 600_001]) {
      const content = noise(length, length);
      for (const chunk of [7, 4093, 65_537, 256 * 1024, MEGA]) {
        if (length / chunk > 100_000) continue;
        const path = `${length}-${chunk}`;
        await harness.sink.put(fileOf(path, content, { chunk }));
        await holds(harness, path, content);
      }
    }
  });

  law("copies what it reads and changes nothing", async (harness) => {
    const content = noise(700_000);
    const before = digestOf(content);
    const file = fileOf("reused", content, { chunk: 10_007, reuse: true });
    const options = Object.freeze({ signal: new AbortController().signal });
    await harness.sink.put(file, options);
    assert.equal(digestOf(content), before);
    await holds(harness, "reused", content);
  });

  if (traits.replaces) {
    law("puts a second file in the place of the first", async (harness) => {
      await harness.sink.put(fileOf("a/b", "a first, longer content"));
      await harness.sink.put(fileOf("a/b", "second"));
      await holds(harness, "a/b", "second");
      assert.deepEqual(await harness.paths(), ["a/b"]);
    });

    law("keeps the order of the calls for one path", async (harness) => {
      const wait = (ms: number) => new Promise<void>((r) => setTimeout(r, ms));
      await Promise.all([0, 1, 2, 3].map((i) => {
        const before = () => wait(20 - 5 * i);
        return harness.sink.put(fileOf("one", `content ${i}`, { before }));
      }));
      await holds(harness, "one", "content 3");
    });

    law("keeps the first file where the second fails", async (harness) => {
      await harness.sink.put(fileOf("a/b", "first"));
      const wrong = fileOf("a/b", "second", { sha256: "0".repeat(64) });
      await refused(harness.sink.put(wrong), "SINK_CONTENT", "a/b");
      await holds(harness, "a/b", "first");
      assert.deepEqual(await harness.paths(), ["a/b"]);
    });
  } else {
    law("refuses a second file of one path", async (harness) => {
      await harness.sink.put(fileOf("a/b", "first"));
      const again = harness.sink.put(fileOf("a/b", "second"));
      await refused(again, "SINK_PATH", "a/b");
      await holds(harness, "a/b", "first");
    });
  }

  law("refuses content that differs from its description", async (harness) => {
    for (const length of [0, 10, 300_000, 5 * MEGA]) {
      const content = noise(length, 5);
      const wrong: Record<string, SinkFile> = {
        digest: fileOf("wrong", content, { sha256: digestOf(noise(9, 9)) }),
        longer: fileOf("wrong", content, { size: length + 1 }),
        huge: fileOf("wrong", content, { size: Number.MAX_SAFE_INTEGER }),
      };
      if (length > 0) {
        wrong.shorter = fileOf("wrong", content, { size: length - 1 });
        wrong.empty = fileOf("wrong", content, { size: 0 });
      }
      for (const [what, file] of Object.entries(wrong)) {
        await refused(harness.sink.put(file), "SINK_CONTENT", "wrong", what);
      }
    }
    assert.deepEqual(await harness.paths(), []);
    await harness.sink.put(fileOf("wrong", "now right"));
    await holds(harness, "wrong", "now right");
  });

  law("stores nothing of a stream that fails", async (harness) => {
    const cause = new Error("the source is gone");
    for (const at of [0, 64 * 1024, 4 * MEGA, 5 * MEGA]) {
      const file = fileOf("broken", noise(5 * MEGA), {
        before: (count) => {
          if (count >= at) throw cause;
        },
      });
      const error = await refused(
        harness.sink.put(file),
        "SINK_CONTENT",
        "broken",
      );
      assert.equal(error.cause, cause);
    }
    const stream = () => {
      throw cause;
    };
    const closed: SinkFile = { ...fileOf("closed", "x"), stream };
    await refused(harness.sink.put(closed), "SINK_CONTENT", "closed");
    const text: SinkFile = {
      ...fileOf("text", "x"),
      stream: () => ReadableStream.from(["x"]) as never,
    };
    await refused(harness.sink.put(text), "SINK_CONTENT", "text");
    assert.deepEqual(await harness.paths(), []);
  });

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

  law("refuses a malformed description", async (harness) => {
    const good = fileOf("a", "x");
    for (
      const change of [
        { size: -1 },
        { size: 1.5 },
        { size: NaN },
        { size: "1" },
        { sha256: "abc" },
        { sha256: good.sha256.toUpperCase() },
        { mediaType: undefined },
        { stream: undefined },
      ]
    ) {
      const file = { ...good, ...change } as SinkFile;
      await assert.rejects(harness.sink.put(file), TypeError);
    }
    await assert.rejects(harness.sink.put(null as never), TypeError);
    assert.deepEqual(await harness.paths(), []);
  });

  if (!traits.has) {
    law("does not claim to know what it holds", async ({ sink }) => {
      await Promise.resolve();
      assert.equal(sink.has, undefined);
    });
    return;
  }
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

/** Waits for a refusal and checks what it says. */
export async function refused(
  work: Promise<unknown>,
  code: StemmaErrorCode,
  path: string,
  what: string = path,
): Promise<SinkError> {
  const error = await work.then(
    () => assert.fail(`${what}: expected ${code}, it was stored`),
    (error: unknown) => error,
  );
  assert.ok(error instanceof SinkError, `${what}: ${error}`);
  assert.equal(error.code, code, `${what}: ${error.message}`);
  assert.equal(error.path, path);
  assert.match(error.message, /^[A-Z].*[^.]$/s);
  return error;
}

async function holds(
  harness: Harness,
  path: string,
  content: string | Uint8Array,
): Promise<void> {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  const held = await harness.read(path);
  assert.ok(held !== undefined, `${path} is not there`);
  assert.equal(held.length, bytes.length, path);
  assert.equal(digestOf(held), digestOf(bytes), path);
}

/** Counts the listeners that were added to a signal and not taken away or used up. */
function countListeners(signal: AbortSignal): () => number {
  const held = new Set<unknown>();
  const { addEventListener, removeEventListener } = signal;
  signal.addEventListener = (...args: unknown[]) => {
    held.add(args[1]);
    addEventListener.apply(signal, args as never);
  };
  signal.removeEventListener = (...args: unknown[]) => {
    held.delete(args[1]);
    removeEventListener.apply(signal, args as never);
  };
  return () => held.size;
}
