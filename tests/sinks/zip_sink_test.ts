import assert from "node:assert/strict";
import test from "node:test";
import { zipSink } from "../../lib/sinks/zip_sink.ts";
import { conformSink } from "./conformance.ts";
import { refused } from "./harness.ts";
import { readZip } from "./read_zip.ts";
import { digestOf, fileOf, noise } from "./sink_files.ts";

const MEGA = 1024 * 1024;

conformSink("zipSink", { replaces: false, has: true }, () => {
  const sink = zipSink();
  return Promise.resolve({
    sink,
    paths: () => Promise.resolve([...readZip(sink.bytes()).keys()]),
    read: (path) => Promise.resolve(readZip(sink.bytes()).get(path)),
    dispose: () => Promise.resolve(),
  });
});

test("`zipSink()` gives a complete archive at any time", async () => {
  const sink = zipSink();
  assert.equal(readZip(sink.bytes()).size, 0);
  await sink.put(fileOf("a", "1"));
  const first = sink.bytes();
  assert.deepEqual([...readZip(first).keys()], ["a"]);
  first.fill(0);
  await sink.put(fileOf("b", "2"));
  assert.deepEqual([...readZip(sink.bytes()).keys()], ["a", "b"]);
  const before = sink.bytes();
  await sink.close();
  assert.deepEqual(sink.bytes(), before);
  assert.deepEqual(await collect(sink.stream()), before);
});

test("`zipSink()` keeps the order of the calls", async () => {
  const sink = zipSink();
  const slow = () => new Promise<void>((resolve) => setTimeout(resolve, 5));
  const paths = ["z", "a", "m", "b"];
  await Promise.all(
    paths.map((path) => sink.put(fileOf(path, path, { before: slow }))),
  );
  assert.deepEqual([...readZip(sink.bytes()).keys()], paths);
});

test("`zipSink()` gives the same bytes as a stream, whatever the chunks are", async () => {
  const digests = new Set<string>();
  for (const chunk of [1009, 65_536, 6 * MEGA]) {
    for (const streamed of [true, false]) {
      const sink = zipSink();
      const archive = streamed ? collect(sink.stream()) : undefined;
      await sink.put(fileOf("small", noise(3000), { chunk }));
      await sink.put(fileOf("text", letters(6 * MEGA), { chunk }));
      await sink.put(
        fileOf("p.png", noise(5 * MEGA), { chunk, mediaType: "image/png" }),
      );
      await sink.close();
      digests.add(digestOf(archive ? await archive : sink.bytes()));
    }
  }
  assert.equal(digests.size, 1);
});

test("`zipSink()` stores what is compressed already or would only grow", async () => {
  const sink = zipSink();
  const text = "word ".repeat(1000);
  await sink.put(fileOf("a.txt", text, { mediaType: "text/plain" }));
  await sink.put(fileOf("a.png", text, { mediaType: "IMAGE/PNG; q=1" }));
  await sink.put(fileOf("noise", noise(1000)));
  const methods = new Map(
    methodsOf(sink.bytes()).map(({ name, method }) => [name, method]),
  );
  assert.deepEqual(
    Object.fromEntries(methods),
    { "a.txt": 8, "a.png": 0, "noise": 0 },
  );
});

test("`zipSink()` compresses by the level it is given", async () => {
  const sizes = [];
  for (const level of [0, 1, 6, 9] as const) {
    const sink = zipSink({ level });
    await sink.put(fileOf("a", letters(300_000)));
    sizes.push(sink.bytes().length);
  }
  assert.ok(sizes[0] > 300_000 && sizes[1] < sizes[0] / 2);
  assert.deepEqual(sizes, sizes.toSorted((a, b) => b - a));
  assert.throws(() => zipSink({ level: 10 as never }), RangeError);
  assert.throws(() => zipSink({ level: "6" as never }), RangeError);
  assert.throws(() => zipSink({ levle: 6 } as never), /did you mean "level"/);
});

test("`zipSink()` waits for the stream's reader", async () => {
  const sink = zipSink({ level: 0 });
  const reader = sink.stream().getReader();
  let taken = 0;
  const file = fileOf("large", noise(16 * MEGA), {
    before: (count) => void (taken = count),
  });
  let over = false;
  const put = sink.put(file).then(() => over = true);
  await new Promise((resolve) => setTimeout(resolve, 300));
  assert.equal(over, false);
  assert.ok(taken < 3 * MEGA, `${taken} bytes were read ahead`);
  const closed = sink.close();
  let received = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    received += value.length;
  }
  await put;
  await closed;
  assert.ok(received > 16 * MEGA);
});

test("`zipSink()` stops waiting for the reader at an abort", async () => {
  const sink = zipSink({ level: 0 });
  const stream = sink.stream();
  const controller = new AbortController();
  const put = sink.put(fileOf("large", noise(16 * MEGA)), controller);
  const next = sink.put(fileOf("next", "in line"));
  setTimeout(() => controller.abort(), 50);
  await refused(put, "SINK_ABORTED", "large");
  const archive = collect(stream);
  await next;
  await sink.close();
  assert.deepEqual([...readZip(await archive).keys()], ["next"]);
});

test("`zipSink()` fails, and does not hang, where the reader gives up", async () => {
  const sink = zipSink({ level: 0 });
  const stream = sink.stream();
  const put = sink.put(fileOf("large", noise(16 * MEGA)));
  setTimeout(() => stream.cancel(), 20);
  await refused(put, "SINK_CLOSED", "large");
  await refused(sink.put(fileOf("next", "x")), "SINK_CLOSED", "next");
  await sink.close();
});

test("`zipSink()` closes where the reader gives up while it closes", async () => {
  const sink = zipSink({ level: 0 });
  const stream = sink.stream();
  await sink.put(fileOf("a", noise(2 * MEGA)));
  const closed = sink.close();
  setTimeout(() => stream.cancel(), 20);
  await closed;
});

test("`zipSink()` gives its bytes once", async () => {
  const sink = zipSink();
  await sink.put(fileOf("a", "1"));
  sink.stream();
  assert.throws(() => sink.stream(), { code: "SINK_CLOSED" });
  assert.throws(() => sink.bytes(), { code: "SINK_CLOSED" });
});

/** Bytes that deflate makes smaller. */
function letters(length: number): Uint8Array<ArrayBuffer> {
  const random = noise(length, 77);
  return random.map((byte) => 97 + byte % 6);
}

async function collect(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** The names and methods that an archive's local headers tell; none is streamed. */
function methodsOf(bytes: Uint8Array): { name: string; method: number }[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const found = [];
  for (let at = 0; view.getUint32(at, true) === 0x04034b50;) {
    const length = view.getUint16(at + 26, true);
    const name = new TextDecoder().decode(bytes.subarray(at + 30).subarray(0, length));
    found.push({ name, method: view.getUint16(at + 8, true) });
    at += 30 + length + view.getUint32(at + 18, true);
  }
  return found;
}
