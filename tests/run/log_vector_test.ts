import assert from "node:assert/strict";
import { test } from "node:test";
import { events, type LogEvent, replay, type Run } from "stemma";
import { concat, toHex, utf8 } from "../../lib/base/bytes.ts";
import { LogReader } from "../../lib/run/read_log.ts";
import { writeLog } from "../../lib/run/write_log.ts";
import { logRoot } from "../../lib/seal/digest.ts";

const START = '{"experiment":"e","library":{"name":"stemma","version":"0.1.0"},"name":"n",' +
  '"namespace":"urn:x:","runId":"r","timestamp":0,"type":"start"}';
const LOSS = '{"key":"loss","series":0,"type":"series"}';
const ACC = '{"key":"acc","series":1,"type":"series"}';

const EVENTS = [
  JSON.parse(START),
  JSON.parse(LOSS),
  { type: "metric", series: 0, timestamp: 1700000000000, step: 0, value: 0.5 },
  { type: "metric", series: 0, timestamp: 1700000000001, step: 1, value: NaN },
  JSON.parse(ACC),
  { type: "metric", series: 1, timestamp: 1700000000002, step: 10, value: -0 },
  { type: "metric", series: 0, timestamp: 1700000000002, step: 2, value: -Infinity },
  { type: "metric", series: 1, timestamp: 1700000000003, step: 20, value: 0.1 },
  { type: "metric", series: 1, timestamp: 1700000000003, step: 30, value: NaN },
] as LogEvent[];

// A file and what each part of it says; `lib/run/log_frame.ts` tells the layout as a whole.
const PARTS: [hex: string, meaning: string][] = [
  ["895354454d4d4102", "magic, version 2"],
  ["4c4f474d", "LOGM: a frame"],
  ["01", "of events"],
  ["090000", "9 of them"],
  ["25010000", "in a payload of 293 bytes"],
  ["00000000", "from event 0 on"],
  ["9a05e95c", "CRC-32C of the header"],
  ["03", "3 records"],
  ["00", "no point before the first"],
  ["8901", "which has 137 bytes"],
  [toHex(utf8(START)), "event 0"],
  ["0029", "no point before the next, which has 41 bytes"],
  [toHex(utf8(LOSS)), "event 1"],
  ["0228", "two points before the next (events 2 and 3), which has 40 bytes"],
  [toHex(utf8(ACC)), "event 4; so events 5 to 8 are points"],
  ["0100", "series: one as expected (0 follows -1, the beginning), then 0, which follows 0"],
  ["0001", "none as expected (0 follows 0), then 1, which follows 0 from now on"],
  ["0000", "none as expected (2 would follow 1), then 0, which follows 1"],
  ["0101", "one as expected (1 follows 0), then 1, which follows 1"],
  ["00", "and no more"],
  ["01", "timestamps as distances"],
  ["80a0abfef962", "1700000000000: more follows, + and six bits of 0; 26562500000, times 64"],
  ["010100", "1 on, 1 on, the same"],
  ["0100", "1 on, the same"],
  ["030a", "steps: three as expected (0, 1, 2 in series 0), then 10 on from 0: 10 in series 1"],
  ["000a", "none as expected, then 10 on from 10: 20, and 10 is the pace"],
  ["01", "one as expected: 30"],
  ["0001", "values: no group of float64 at first, then one of float32, that of series 0"],
  ["0000", "none more, then one of float64, that of series 1"],
  ["00", "and no more"],
  ["0000003f", "0.5"],
  ["0000c07f", "NaN"],
  ["000080ff", "-Infinity"],
  ["0000000000000080", "-0"],
  ["9a9999999999b93f", "0.1"],
  ["000000000000f87f", "NaN"],
  ["3680151a", "CRC-32C of the payload"],
  ["4c4f474d", "LOGM: a frame"],
  ["02", "with a root"],
  ["000000", "and no event"],
  ["20000000", "in a payload of 32 bytes"],
  ["09000000", "after 9 events"],
  ["1bf1171f", "CRC-32C of the header"],
  ["cd4df8da5be1d262df2ed8edc8ebb158aa158fea19a5d2b0b75123ff49cc87de", "the root"],
  ["36c94fba", "CRC-32C of the payload"],
];

test("`writeLog()` writes the vector of the format, byte by byte", () => {
  const run: Run = replay(EVENTS);
  let hex = toHex(concat([...writeLog(run, logRoot(run))]));
  for (const [part, meaning] of PARTS) {
    assert.equal(hex.slice(0, part.length), part, meaning);
    hex = hex.slice(part.length);
  }
  assert.equal(hex, "");
});

test("`LogReader` reads the vector of the format", () => {
  const hex = PARTS.map(([part]) => part).join("");
  const reader = new LogReader();
  reader.push(Uint8Array.from(hex.match(/../g)!, (two) => parseInt(two, 16)));
  const { run, roots, cut } = reader.end();
  assert.equal(cut, undefined);
  assert.deepStrictEqual([...events(run)].map((event) => ({ ...event })), EVENTS);
  assert.deepEqual(roots, [{ length: 9, root: logRoot(run) }]);
});
