import assert from "node:assert/strict";
import { zipSync } from "fflate";
import { Buffer } from "node:buffer";
import test from "node:test";
import fc from "fast-check";
import {
  digest,
  isStemmaError,
  logMetric,
  runFromSource,
  saveRun,
  startRun,
  zipSink,
  zipSource,
} from "stemma";
import { verifyRun } from "stemma/seal";
import { directoryHeader, endRecords, localHeader } from "../../lib/sinks/zip_format.ts";
import { crc32 } from "../../lib/base/crc32.ts";
import { conformSource, readAll, refused } from "./conformance.ts";

for (const level of [0, 6] as const) {
  conformSource(
    level === 0 ? "zipSource" : "zipSource of what is deflated",
    { lists: true },
    async (files) => ({
      source: await zipSource(zipOf(files, level)),
      dispose: () => Promise.resolve(),
    }),
  );
}

type Bytes = Uint8Array<ArrayBuffer>;
const text = (words: string) => new TextEncoder().encode(words);

function zipOf(files: ReadonlyMap<string, Uint8Array>, level: 0 | 6 = 6): Bytes {
  return Uint8Array.from(zipSync(Object.fromEntries(files), { level, mtime: "2026-11-21" }));
}

const unreadable = (reason: RegExp) => (error: unknown) => {
  assert.ok(isStemmaError(error), String(error));
  assert.equal(error.code, "ASSET_UNREADABLE");
  assert.match(error.message, reason);
  return true;
};

/** Where a signature stands last in an archive. */
function find(zip: Uint8Array, signature: number): number {
  const view = new DataView(zip.buffer, zip.byteOffset);
  for (let at = zip.length - 4; at >= 0; at--) {
    if (view.getUint32(at, true) === signature) return at;
  }
  throw new RangeError("the archive lacks it");
}

const CONTENT = text("what is in the file ".repeat(100));

/** An archive with one file whose headers were changed. */
function forged(
  change: (view: DataView, at: { local: number; directory: number; end: number }) => void,
  name = "run.log",
): Bytes {
  const zip = zipOf(new Map([[name, CONTENT]]));
  const at = { local: 0, directory: find(zip, 0x02014b50), end: find(zip, 0x06054b50) };
  change(new DataView(zip.buffer), at);
  return zip;
}

/** An archive whose directory names one file many times. */
function overlapping(count: number, nameAt: (i: number) => string): Bytes {
  const zip = zipOf(new Map([["0000", new Uint8Array(2 ** 20)]]));
  const [directory, end] = [find(zip, 0x02014b50), find(zip, 0x06054b50)];
  const entries = Array.from({ length: count }, (_, i) => {
    const entry = zip.slice(directory, end);
    entry.set(text(nameAt(i)), 46);
    return entry;
  });
  const tail = zip.slice(end);
  const view = new DataView(tail.buffer);
  view.setUint16(8, count, true);
  view.setUint16(10, count, true);
  view.setUint32(12, count * (end - directory), true);
  return Uint8Array.from(Buffer.concat([zip.subarray(0, directory), ...entries, tail]));
}

const named = (name: string) => zipOf(new Map([[name, CONTENT]]));

const hostile: Readonly<Record<string, [Bytes, RegExp]>> = {
  "is none": [text("PK\x03\x04 and nothing more".repeat(1000)), /no zip/],
  "is empty": [new Uint8Array(), /no zip/],
  "is cut short": [forged(() => {}).slice(0, 80), /no zip/],
  "leads out of itself": [named("../x"), /"\.\.\/x" leads out of it/],
  "has an absolute path": [named("/etc/x"), /"\/etc\/x" leads out of it/],
  "has a path of Windows": [named("a\\..\\b"), /leads out of it/],
  "has a file as large as memory": [
    forged((view, { directory }) => view.setUint32(directory + 24, 2 ** 30, true)),
    /cannot be as large as it says/,
  ],
  "has a file that lies outside": [
    forged((view, { directory }) => view.setUint32(directory + 20, 0xfffffff0, true)),
    /cannot be as large as it says/,
  ],
  "begins a file behind its end": [
    forged((view, { directory }) => view.setUint32(directory + 42, 0xfffffff0, true)),
    /cannot be as large as it says/,
  ],
  "counts more files than it has room for": [
    forged((view, { end }) => view.setUint16(end + 10, 0xfff0, true)),
    /its directory is damaged/,
  ],
  "puts its directory elsewhere": [
    forged((view, { end }) => view.setUint32(end + 16, 0xfffffff0, true)),
    /its directory is damaged/,
  ],
  "has a directory as large as memory": [
    forged((view, { end }) => view.setUint32(end + 12, 0x7fffffff, true)),
    /its directory has more than/,
  ],
  "is packed in a way that nobody knows": [
    forged((view, { directory }) => view.setUint16(directory + 10, 99, true)),
    /packed in an unknown way/,
  ],
  "is encrypted": [
    forged((view, { directory }) => view.setUint16(directory + 8, 1, true)),
    /is encrypted/,
  ],
  "has a name that is no UTF-8": [
    forged((view, { directory }) => view.setUint8(directory + 46, 0xff)),
    /no UTF-8/,
  ],
  "unpacks one file many times": [
    overlapping(1000, (i) => String(i).padStart(4, "0")),
    /lies inside another file/,
  ],
  "holds a path twice": [overlapping(2, () => "0000"), /holds "0000" twice/],
};

for (const [what, [zip, reason]] of Object.entries(hostile)) {
  test(`zipSource() refuses an archive that ${what}`, async () => {
    await assert.rejects(zipSource(zip), unreadable(reason));
  });
}

test("zipSource() gives no file whose bytes are not those that its directory states", async () => {
  const read = async (zip: Bytes) => readAll(await zipSource(zip), "run.log");
  assert.deepEqual(await read(forged(() => {})), CONTENT);
  const wrong: Bytes[] = [
    forged((view, { directory }) => view.setUint32(directory + 16, 7, true)),
    forged((view, { directory }) => view.setUint32(directory + 24, CONTENT.length - 1, true)),
    forged((view, { directory }) => view.setUint32(directory + 24, CONTENT.length + 1, true)),
    forged((view, { local }) => view.setUint32(local, 7, true)),
    forged((view, { local }) => view.setUint8(local + 30, 0x52)),
  ];
  for (const zip of wrong) await refused(read(zip), "SINK_CONTENT", "run.log");
  const damaged = forged((view, { local }) => view.setUint8(local + 30 + 7, 0xff));
  await assert.rejects(read(damaged), (error) => isStemmaError(error));
});

test("zipSource() takes `__proto__` for a name like any other", async () => {
  const zip = forged((view, { local, directory }) => {
    for (const at of [local + 30, directory + 46]) {
      text("__proto__").forEach((byte, i) => view.setUint8(at + i, byte));
    }
  }, "012345678");
  const source = await zipSource(zip);
  assert.deepEqual(await readAll(source, "__proto__"), CONTENT);
  assert.equal(await source.get("toString"), undefined);
});

test("zipSource() reads fields of 8 bytes", async () => {
  const entry = {
    name: text("a"),
    deflated: false,
    streamed: false,
    wide: false,
    crc: crc32(CONTENT),
    size: CONTENT.length,
    packed: CONTENT.length,
    offset: 0,
  };
  const head = localHeader(entry);
  const directory = directoryHeader(entry);
  // What stands in them for a number that has 8 bytes.
  const view = new DataView(directory.buffer);
  for (const at of [20, 24, 42]) view.setUint32(at, 0xffffffff, true);
  const extra = new DataView(new ArrayBuffer(28));
  extra.setUint16(0, 1, true);
  extra.setUint16(2, 24, true);
  extra.setBigUint64(4, BigInt(CONTENT.length), true);
  extra.setBigUint64(12, BigInt(CONTENT.length), true);
  view.setUint16(30, 28, true);
  const offset = head.length + CONTENT.length;
  const size = directory.length + 28;
  // More files than 2 bytes count make the records of ZIP64; the count is put right behind that.
  const end = endRecords(0xffff, size, offset);
  const records = new DataView(end.buffer);
  records.setBigUint64(24, 1n, true);
  records.setBigUint64(32, 1n, true);
  const parts = [head, CONTENT, directory, new Uint8Array(extra.buffer), end];
  const source = await zipSource(new Blob(parts));
  assert.deepEqual(await readAll(source, "a"), CONTENT);
});

test("a run in a zip is read and verified, of bytes and of a Blob", async () => {
  let run = startRun({ experiment: "digits", runId: "r1" });
  for (let i = 0; i < 5000; i++) run = logMetric(run, "loss", 1 / (i + 1));
  for (const level of [0, 6] as const) {
    const zip = zipSink({ level });
    await saveRun(run, zip);
    const bytes = await zip.bytes();
    for (const archive of [bytes, new Blob([bytes])]) {
      const source = await zipSource(archive);
      const folder = "digits/r1";
      assert.equal(digest(await runFromSource(source, { folder })), digest(run));
      const { ok, coverage } = await verifyRun(source, { folder });
      assert.ok(ok && coverage.listed);
    }
  }
});

test("zipSource() refuses what is no archive at all", async () => {
  for (const archive of [undefined, null, "PK", 7, {}, []]) {
    await assert.rejects(zipSource(archive as never), TypeError);
  }
});

test("zipSource() survives any change of any byte", async () => {
  const zip = zipOf(
    new Map([["run.log", CONTENT], ["a/b", text("b")], ["c", new Uint8Array(5000)]]),
  );
  const change = fc.tuple(fc.nat(zip.length - 1), fc.integer({ min: 0, max: 255 }));
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
      const mutant = Uint8Array.from(zip);
      for (const [at, byte] of changes) mutant[at] = byte;
      try {
        const source = await zipSource(mutant);
        for await (const { path, size } of source.list!("")) {
          assert.equal((await readAll(source, path))!.length, size);
        }
      } catch (error) {
        assert.ok(isStemmaError(error), String(error));
      }
    }),
    { numRuns: 400 },
  );
});
