import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  digest,
  events,
  LogError,
  logMetric,
  logMetrics,
  logParam,
  type Run,
  startRun,
} from "stemma";
import { concat, utf8 } from "../../lib/base/bytes.ts";
import { ByteWriter } from "../../lib/base/varint.ts";
import { finishReading } from "../../lib/bundle/run_from_files.ts";
import { EVENTS_FRAME, frame, MAGIC, ROOT_FRAME } from "../../lib/run/log_frame.ts";
import { LogReader } from "../../lib/run/read_log.ts";
import { writeFrames, writeLog } from "../../lib/run/write_log.ts";
import { logRoot } from "../../lib/seal/digest.ts";

const env = { now: () => 1_700_000_000_000, randomId: () => "one" };
const START =
  '{"experiment":"e","library":{"name":"a","version":"b"},"name":"n","namespace":"urn:x:",' +
  '"runId":"r","timestamp":0,"type":"start"}';

/** A log of three frames of events with roots between them, as one that grew by and by. */
function grownLog(): { run: Run; runs: Run[]; bytes: Uint8Array; ends: number[] } {
  let run = startRun({ experiment: "digits", env });
  const runs: Run[] = [];
  const pieces: Uint8Array[] = [MAGIC];
  let from = 0;
  for (let i = 0; i < 3; i++) {
    run = logMetrics(logParam(run, `p${i}`, i), { loss: i, acc: -i });
    run = logMetric(run, "loss", NaN);
    pieces.push(...writeFrames(run, from), frame(ROOT_FRAME, run.length, 0, logRoot(run)));
    runs.push(run);
    from = run.length;
  }
  let at = 0;
  const ends = pieces.map((piece) => at += piece.length);
  return { run, runs, bytes: concat(pieces), ends };
}

type Mode = "strict" | "lenient";

/** Reads as `runFromFiles` does: what it gives, what it complained of, or the error. */
function read(bytes: Uint8Array, mode: Mode = "strict", size = bytes.length || 1) {
  const complaints: LogError[] = [];
  try {
    const reader = new LogReader({ mode });
    for (let at = 0; at < bytes.length; at += size) reader.push(bytes.subarray(at, at + size));
    const log = reader.end();
    const run = finishReading(log, undefined, () => undefined, {
      mode,
      onRepair: (error) => complaints.push(error),
    });
    return { run, cut: log.cut, complaints };
  } catch (error) {
    assert.ok(error instanceof LogError, `a LogError was expected: ${error}`);
    assert.ok(Number.isSafeInteger(error.offset) && error.offset >= 0);
    assert.ok(error.offset <= bytes.length);
    return { error };
  }
}

const isPrefix = (part: Run, whole: Run) => {
  const all = [...events(whole)];
  assert.deepStrictEqual([...events(part)], all.slice(0, part.length));
};

test("a log cut at any byte is an error when strict; lenient gives what came before and says so", () => {
  const { run, runs, bytes, ends } = grownLog();
  const rooted = new Set([ends[2], ends[4], ends[6]]);
  for (let length = 0; length < bytes.length; length++) {
    const part = bytes.slice(0, length);
    const strict = read(part);
    // A cut right behind a root leaves a whole log of an earlier time; only a manifest can tell.
    if (rooted.has(length)) assert.equal(strict.error, undefined);
    else assert.ok(strict.error !== undefined, `${length}`);
    const lenient = read(part, "lenient", 1 + length % 50);
    if (length < ends[1]) assert.ok(lenient.error !== undefined);
    else {
      const frames = ends.filter((end) => end <= length).length - 1;
      isPrefix(lenient.run!, run);
      assert.equal(lenient.run!.length, runs[Math.ceil(frames / 2) - 1].length);
      assert.equal(lenient.cut === undefined, rooted.has(length));
      assert.equal(lenient.complaints!.length, rooted.has(length) ? 0 : 1);
      if (lenient.cut !== undefined) assert.equal(lenient.cut.offset + lenient.cut.size, length);
    }
  }
});

test("a flipped bit anywhere is an error when strict; lenient gives a true prefix and says so", () => {
  const { run, bytes, ends } = grownLog();
  for (let at = 0; at < bytes.length; at++) {
    for (const bit of [1, 1 << at % 8, 255]) {
      const broken = bytes.slice();
      broken[at] ^= bit;
      const strict = read(broken, "strict", 1 + at % 77);
      assert.ok(strict.error !== undefined, `byte ${at}`);
      if (at > MAGIC.length) {
        assert.ok(strict.error.offset <= at && at < ends.find((end) => end > at)!);
      }
      const lenient = read(broken, "lenient", 1 + at % 61);
      if (at < ends[1]) assert.ok(lenient.error !== undefined);
      else {
        isPrefix(lenient.run!, run);
        assert.equal(lenient.complaints!.length, 1);
        assert.equal(lenient.cut!.offset + lenient.cut!.size, bytes.length);
      }
    }
  }
});

test("whatever is done to a log, it is never read as another run in silence", () => {
  const { run, bytes } = grownLog();
  const known = digest(run);
  const change = fc.tuple(fc.nat(bytes.length - 1), fc.nat(255), fc.nat(3), fc.nat(40));
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 6 }), fc.nat(200), (changes, size) => {
      let broken = bytes.slice();
      for (const [at, byte, kind, count] of changes) {
        if (kind < 2) broken[at % broken.length] = byte;
        else if (kind === 2) broken = concat([broken.slice(0, at), broken.slice(at + count)]);
        else {broken = concat([
            broken.slice(0, at),
            bytes.slice(at >> 1, (at >> 1) + count),
            broken.slice(at),
          ]);}
        if (broken.length === 0) return;
      }
      const { run: found, error } = read(broken, "strict", 1 + size);
      if (error !== undefined) return;
      // Only a cut behind a root is left: an earlier state of the same run.
      if (found!.length === run.length) assert.equal(digest(found!), known);
      else isPrefix(found!, run);
      read(broken, "lenient", 1 + size);
    }),
    { numRuns: 1500 },
  );
});

test("damage in the middle is told from a torn tail, in pieces of any size", () => {
  const { bytes, ends } = grownLog();
  const broken = bytes.slice();
  broken[ends[2] + 30] ^= 1;
  const tail = concat([bytes.slice(0, ends[5]), new Uint8Array(100)]);
  for (let size = 1; size < 60; size++) {
    const reader = new LogReader();
    assert.throws(
      () => {
        for (let at = 0; at < broken.length; at += size) {
          reader.push(broken.subarray(at, at + size));
        }
      },
      (error) =>
        error instanceof LogError && error.code === "LOG_DAMAGED" && error.offset === ends[2],
    );
    const torn = new LogReader();
    for (let at = 0; at < tail.length; at += size) torn.push(tail.subarray(at, at + size));
    const { run, cut } = torn.end();
    assert.equal(run.length, grownLog().run.length);
    assert.deepEqual([cut!.offset, cut!.size], [ends[5], 100]);
  }
});

test("the magic and the version are told apart", () => {
  const { bytes } = grownLog();
  const other = bytes.slice();
  other[7] = 2;
  const { error } = read(other);
  assert.match(error!.message, /version 2 of the format is not known/);
  assert.equal(error!.code, "LOG_FORMAT");
  for (
    const junk of [new Uint8Array(), utf8("{"), utf8("not a log at all"), MAGIC, MAGIC.slice(0, 5)]
  ) {
    for (const mode of ["strict", "lenient"] as const) {
      assert.equal(read(junk, mode).error?.code, "LOG_FORMAT");
    }
  }
});

/** A log whose first frame holds a start event, and whose second one the given payload. */
function withPayload(count: number, payload: Uint8Array, kind: number = EVENTS_FRAME): Uint8Array {
  const first = new ByteWriter();
  first.varint(1);
  first.varint(0);
  first.varint(START.length);
  first.bytes(utf8(START));
  first.bytes(Uint8Array.of(0, 0, 0));
  return concat([MAGIC, frame(EVENTS_FRAME, 0, 1, first.take()), frame(kind, 1, count, payload)]);
}

test("frames that claim what they cannot hold are refused in no time", () => {
  const began = performance.now();
  const numbers = (...values: number[]) => {
    const out = new ByteWriter();
    for (const value of values) out.varint(value);
    return out.take();
  };
  const most = Number.MAX_SAFE_INTEGER;
  const payloads = [
    new Uint8Array(),
    numbers(0),
    numbers(most),
    numbers(0, most, most),
    numbers(1, most, 5),
    numbers(1, 0, most),
    numbers(1, 0, 2, 0x7b, 0x7d),
    Uint8Array.from([0, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 15]),
    concat([numbers(0, most), new Uint8Array(65_536 * 8)]),
    concat([numbers(0, 0, 2 ** 31), new Uint8Array(65_536 * 8)]),
    concat([numbers(0, 0, 7, 0), new Uint8Array(65_536 * 8)]),
  ];
  for (const payload of payloads) {
    for (const count of [1, 5, 65_536, 65_537, 2 ** 24 - 1]) {
      assert.equal(read(withPayload(count, payload)).error?.code, "LOG_EVENT");
      assert.equal(read(withPayload(count, payload), "lenient").run?.length, 1);
    }
  }
  assert.equal(read(withPayload(0, numbers(0, 0, 0, 0), 9)).error?.code, "LOG_EVENT");
  // The header of a frame of 4 GiB, and nothing behind it.
  const giant = frame(EVENTS_FRAME, 0, 2 ** 24 - 1, new Uint8Array());
  new DataView(giant.buffer).setUint32(8, 2 ** 32 - 1, true);
  assert.ok(read(concat([MAGIC, giant])).error !== undefined);
  assert.ok(performance.now() - began < 2000);
});

test("events that no run can have are refused with the offset of their frame", () => {
  const event = (value: unknown) => {
    const text = utf8(typeof value === "string" ? value : JSON.stringify(value));
    const out = new ByteWriter();
    for (const number of [1, 0, text.length]) out.varint(number);
    out.bytes(text);
    out.bytes(Uint8Array.of(0, 0, 0));
    return withPayload(1, out.take());
  };
  const path = (path: string) => ({
    ...{
      type: "artifact",
      name: "a",
      mediaType: "x/y",
      version: "v0",
      direction: "input",
      timestamp: 0,
    },
    path,
  });
  const start = withPayload(0, new Uint8Array(1)).length;
  assert.ok(start > 0);
  const refused = [
    "",
    "{",
    "null",
    "[]",
    "{}",
    "[".repeat(100_000),
    '{"type":1}',
    '{"type":""}',
    START,
    { type: "tag", key: "a", value: 1, timestamp: 0 },
    { type: "tag", key: "a", value: "b", timestamp: 1e300 },
    { type: "tag", key: "a", value: "b", timestamp: null },
    '{"type":"tag","key":"\\ud800","value":"b","timestamp":0}',
    {
      type: "param",
      key: "a",
      value: { $: "x", type: "xsd:double" },
      direction: "input",
      timestamp: 0,
    },
    { type: "param", key: "a", value: [], direction: "input", timestamp: 0 },
    { type: "metric", series: 0, step: 0, value: 1, timestamp: 0 },
    { type: "series", series: 1, key: "a" },
    { type: "context", name: "a", parent: "a", timestamp: 0 },
    ...[
      "run.log",
      "artifacts",
      "artifacts/",
      "../x",
      "artifacts/../../x",
      "/x",
      "artifacts/a\\b",
      "C:/x",
      "",
    ].map(path),
    { ...path("artifacts/a"), version: "v1" },
    { type: "future", deep: JSON.parse("[".repeat(250) + "]".repeat(250)) },
    { type: "future", value: { $: "x", type: "y", more: 1 } },
  ];
  for (const value of refused) {
    assert.equal(read(event(value)).error?.code, "LOG_EVENT", JSON.stringify(value)?.slice(0, 80));
  }
  const taken = [path("artifacts/a"), { type: "future", context: 5, timestamp: "later" }, {
    type: "toString",
  }];
  for (const value of taken) {
    const reader = new LogReader();
    reader.push(event(value));
    assert.equal(reader.end().run.length, 2);
  }
});

test("a root that does not fit is told, also where every checksum is right", () => {
  const run = logMetric(startRun({ experiment: "digits", env }), "loss", 1);
  const other = logMetric(startRun({ experiment: "digits", env }), "loss", 2);
  const bytes = concat([...writeLog(run, logRoot(other))]);
  assert.match(read(bytes).error!.message, /do not have the root/);
  const lenient = read(bytes, "lenient");
  assert.equal(lenient.complaints!.length, 1);
  assert.equal(digest(lenient.run!), digest(run));
});
