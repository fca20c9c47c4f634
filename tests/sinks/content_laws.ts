import assert from "node:assert/strict";
import type { SinkFile } from "../../lib/bundle/file.ts";
import { holds, type Law, refused, type Traits } from "./harness.ts";
import { digestOf, fileOf, noise } from "./sink_files.ts";

const MEGA = 1024 * 1024;

/** What a sink holds after a file was put, and after one failed. */
export function contentLaws(law: Law, traits: Traits): void {
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
}
