import assert from "node:assert/strict";
import { test } from "node:test";
import { digest, LogError, logMetric, runFiles, runFromFiles, startRun } from "stemma";
import { concat, utf8 } from "../../lib/base/bytes.ts";
import { ByteWriter } from "../../lib/base/varint.ts";
import { EVENTS_FRAME, frame, MAGIC } from "../../lib/run/log_frame.ts";
import { LogReader } from "../../lib/run/read_log.ts";
import { writeLog } from "../../lib/run/write_log.ts";
import { logRoot } from "../../lib/seal/digest.ts";
import { readLog } from "./damaged_log.ts";

const env = { now: () => 1_700_000_000_000, randomId: () => "one" };
const START =
  '{"experiment":"e","library":{"name":"a","version":"b"},"name":"n","namespace":"urn:x:",' +
  '"runId":"r","timestamp":0,"type":"start"}';

/** A log whose first frame holds a start event, and whose second one the given payload. */
function withPayload(count: number, payload: Uint8Array, kind: number = EVENTS_FRAME): Uint8Array {
  const first = new ByteWriter();
  first.varint(1);
  first.varint(0);
  first.varint(START.length);
  first.bytes(utf8(START));
  first.bytes(Uint8Array.of(0, 0, 0, 0));
  return concat([
    MAGIC,
    frame(EVENTS_FRAME, 0, 1, first.written()),
    frame(kind, 1, count, payload),
  ]);
}

test("frames that claim what they cannot hold are refused in no time", () => {
  const began = performance.now();
  const numbers = (...values: number[]) => {
    const out = new ByteWriter();
    for (const value of values) out.varint(value);
    return out.written();
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
      assert.equal(readLog(withPayload(count, payload)).error?.code, "LOG_EVENT");
      assert.equal(readLog(withPayload(count, payload), "lenient").run?.length, 1);
    }
  }
  assert.equal(readLog(withPayload(0, numbers(0, 0, 0, 0), 9)).error?.code, "LOG_EVENT");
  // The header of a frame of 4 GiB, and nothing behind it.
  const giant = frame(EVENTS_FRAME, 0, 2 ** 24 - 1, new Uint8Array());
  new DataView(giant.buffer).setUint32(8, 2 ** 32 - 1, true);
  assert.ok(readLog(concat([MAGIC, giant])).error !== undefined);
  assert.ok(performance.now() - began < 2000);
});

test("events that no run can have are refused with the offset of their frame", () => {
  const event = (value: unknown) => {
    const text = utf8(typeof value === "string" ? value : JSON.stringify(value));
    const out = new ByteWriter();
    for (const number of [1, 0, text.length]) out.varint(number);
    out.bytes(text);
    out.bytes(Uint8Array.of(0, 0, 0, 0));
    return withPayload(1, out.written());
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
    assert.equal(
      readLog(event(value)).error?.code,
      "LOG_EVENT",
      JSON.stringify(value)?.slice(0, 80),
    );
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
  assert.match(readLog(bytes).error!.message, /do not have the root/);
  const lenient = readLog(bytes, "lenient");
  assert.equal(lenient.complaints!.length, 1);
  assert.equal(digest(lenient.run!), digest(run));
});

test("a manifest that claims other events is refused with a LogError", () => {
  const run = logMetric(startRun({ experiment: "digits", env }), "loss", 1);
  const files = new Map(runFiles(run).map((file) => [file.path, file.bytes()]));
  const [path] = [...files.keys()].filter((path) => path.endsWith("manifest.json"));
  const manifest = JSON.parse(new TextDecoder().decode(files.get(path)));
  for (const events of [-1, 0, 1, 4, 2 ** 53 - 1, 0.5, "3", null]) {
    files.set(path, utf8(JSON.stringify({ ...manifest, events })));
    assert.throws(() => runFromFiles(files), LogError, String(events));
  }
  assert.equal(digest(runFromFiles(runFiles(run))), digest(run));
});
