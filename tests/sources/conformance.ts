import assert from "node:assert/strict";
import test from "node:test";
import { SinkError, type StemmaErrorCode } from "../../lib/base/errors.ts";
import type { Source, SourceRange } from "../../lib/base/source.ts";
import { countListeners } from "../sinks/harness.ts";
import { noise } from "../sinks/sink_files.ts";

/** A place with some files in it. */
export interface SourceHarness {
  readonly source: Source;
  /** Takes everything away. */
  dispose(): Promise<void>;
}

/** In what a source may differ from the others; everything else holds for all. */
export interface SourceTraits {
  /** It can tell what it holds. */
  readonly lists: boolean;
}

const text = (words: string) => new TextEncoder().encode(words);

/** Names that some place may mistake for another. */
const NAMES = [
  "plain",
  "a b/c d.txt",
  "a/%2e%2e/percent",
  "a/b+c&d=e,f@g(h)'i!*.csv",
  "question?mark#hash;semi~tilde",
  "[brackets] {braces}^|",
  "ünï/損失/🙂.bin",
  "deep/1/2/3/4/5/6/7/8/9/file",
  ".hidden/..data",
];

const FILES: ReadonlyMap<string, Uint8Array> = new Map([
  ...NAMES.map((name) => [name, text(`content of ${name}`)] as const),
  ["empty", new Uint8Array()],
  ["digits", text("0123456789")],
  ["runs/r1/run.log", text("one")],
  ["runs/r10/run.log", text("ten")],
  ["large", noise(3_000_001)],
]);

const HOSTILE = ["", "/", "/digits", "..", "../x", "a/../digits", "a/./b", "a//b", "a/", "\\x"];
const HOSTILE_TOO = ["a\\..\\b", "C:/x", "a\0b", "a\nb", "x\ud800", "x/".repeat(3000) + "x"];

/** Runs the rules of every source against one kind of source. */
export function conformSource(
  name: string,
  { lists }: SourceTraits,
  make: (files: ReadonlyMap<string, Uint8Array>) => Promise<SourceHarness>,
): void {
  const law = (what: string, check: (source: Source) => Promise<void>) =>
    test(`\`${name}()\` ${what}`, async () => {
      const { source, dispose } = await make(FILES);
      try {
        await check(source);
      } finally {
        await dispose();
      }
    });

  law("gives every file as it is, as often as it is asked", async (source) => {
    for (const [path, bytes] of FILES) {
      const first = await readAll(source, path);
      assert.deepEqual(first, bytes, path);
      first!.fill(0);
      assert.deepEqual(await readAll(source, path), bytes, path);
    }
  });

  law("says of what is not there that it is not there", async (source) => {
    for (const path of ["none", "runs/r1/none", "digits/below", "runs", "Digits2", "runs/r1/run"]) {
      assert.equal(await source.get(path), undefined, path);
      assert.equal(await source.get(path, { range: { offset: 0, length: 0 } }), undefined, path);
    }
  });

  law("gives the part that is asked for, and no more than there is", async (source) => {
    const ranges: [SourceRange, string][] = [
      [{ offset: 0 }, "0123456789"],
      [{ offset: 3 }, "3456789"],
      [{ offset: 3, length: 4 }, "3456"],
      [{ offset: 0, length: 1 }, "0"],
      [{ offset: 9, length: 1 }, "9"],
      [{ offset: 8, length: 100 }, "89"],
      [{ offset: 0, length: 10 }, "0123456789"],
      [{ offset: 4, length: 0 }, ""],
      [{ offset: 10 }, ""],
      [{ offset: 10, length: 5 }, ""],
      [{ offset: 1e12, length: 5 }, ""],
    ];
    for (const [range, expected] of ranges) {
      const bytes = await readAll(source, "digits", range);
      assert.equal(new TextDecoder().decode(bytes), expected, JSON.stringify(range));
    }
    assert.equal((await readAll(source, "empty", { offset: 0, length: 5 }))?.length, 0);
    const [start, length] = [1_000_003, 1_500_000];
    const middle = await readAll(source, "large", { offset: start, length });
    assert.deepEqual(middle, FILES.get("large")!.subarray(start, start + length));
  });

  law("refuses a path that could mean another file", async (source) => {
    for (const path of [...HOSTILE, ...HOSTILE_TOO]) {
      await refused(source.get(path), "SINK_PATH", path);
    }
    await refused(source.get(7 as never), "SINK_PATH", "");
  });

  law("refuses what is no range or option", async (source) => {
    for (const offset of [-1, 0.5, NaN, Infinity, "1" as never]) {
      await assert.rejects(source.get("digits", { range: { offset } }), RangeError);
    }
    for (const length of [-1, 0.5, NaN, null as never]) {
      await assert.rejects(source.get("digits", { range: { offset: 0, length } }), RangeError);
    }
    await assert.rejects(source.get("digits", { rang: 1 } as never), /did you mean "range"/);
  });

  law("opens nothing after an abort", async (source) => {
    const signal = AbortSignal.abort(new Error("enough"));
    const error = await refused(source.get("digits", { signal }), "SINK_ABORTED", "digits");
    assert.match(String(error.cause), /enough/);
  });

  law("stops in the middle of a file at an abort", async (source) => {
    const controller = new AbortController();
    const stream = await source.get("large", { signal: controller.signal });
    const reader = stream!.getReader();
    assert.ok((await reader.read()).value!.length > 0);
    controller.abort();
    const rest = (async () => {
      while (!(await reader.read()).done) { /* what was under way may still come */ }
    })();
    await refused(rest, "SINK_ABORTED", "large");
  });

  law("leaves no listener on a signal that lives on", async (source) => {
    const { signal } = new AbortController();
    const counted = countListeners(signal);
    await drain(await source.get("large", { signal }));
    await (await source.get("large", { signal }))!.cancel();
    assert.equal(await source.get("none", { signal }), undefined);
    assert.equal(counted(), 0);
  });

  law("gives many files at once, and lets them go half-read", async (source) => {
    const paths = Array.from({ length: 24 }, (_, i) => i % 2 ? "digits" : "large");
    const streams = await Promise.all(paths.map((path) => source.get(path)));
    const lengths = await Promise.all(streams.map(async (stream, i) => {
      if (i % 3 === 0) return void await stream!.cancel();
      return (await drain(stream))!.length;
    }));
    const expected = paths.map((path, i) => i % 3 === 0 ? undefined : FILES.get(path)!.length);
    assert.deepEqual(lengths, expected);
  });

  if (!lists) {
    law("does not claim to know what it holds", async (source) => {
      await Promise.resolve();
      assert.equal(source.list, undefined);
    });
    return;
  }

  law("lists what begins so, with its size", async (source) => {
    const prefixes = ["", "runs/", "runs/r1", "runs/r1/", "runs/r10/", "ru", "large", "a/", "no"];
    for (const prefix of prefixes) {
      const expected = [...FILES].filter(([path]) => path.startsWith(prefix))
        .map(([path, { length }]) => ({ path, size: length }));
      const listed = await listing(source, prefix);
      assert.deepEqual(listed.sort(byPath), expected.sort(byPath), prefix);
    }
  });

  law("lists nothing for a prefix that leads elsewhere, or after an abort", async (source) => {
    for (const prefix of ["/", "..", "../", "a/../b", "\\", "a//"]) {
      await refused(listing(source, prefix), "SINK_PATH", prefix);
    }
    const signal = AbortSignal.abort();
    await refused(source.list!("", { signal })[Symbol.asyncIterator]().next(), "SINK_ABORTED", "");
    const { signal: lives } = new AbortController();
    const counted = countListeners(lives);
    for await (const _ of source.list!("", { signal: lives })) break;
    assert.equal(counted(), 0);
  });
}

const byPath = (a: { path: string }, b: { path: string }) => a.path < b.path ? -1 : 1;

async function listing(source: Source, prefix: string): Promise<{ path: string; size: number }[]> {
  const entries: { path: string; size: number }[] = [];
  for await (const { path, size } of source.list!(prefix)) entries.push({ path, size });
  return entries;
}

/** All bytes of a file of a source; `undefined` where it is not there. */
export async function readAll(
  source: Source,
  path: string,
  range?: SourceRange,
): Promise<Uint8Array | undefined> {
  return await drain(await source.get(path, range === undefined ? {} : { range }));
}

async function drain(stream: ReadableStream<Uint8Array> | undefined) {
  return stream && new Uint8Array(await new Response(stream as BodyInit).arrayBuffer());
}

/** Waits for a refusal and checks what it says. */
export async function refused(
  work: Promise<unknown>,
  code: StemmaErrorCode,
  path: string,
): Promise<SinkError> {
  const error = await work.then(
    () => assert.fail(`${JSON.stringify(path)}: expected ${code}`),
    (error: unknown) => error,
  );
  assert.ok(error instanceof SinkError, String(error));
  assert.equal(error.code, code, error.message);
  assert.equal(error.path, path);
  assert.match(error.message, /^[A-Z].*[^.]$/s);
  return error;
}
