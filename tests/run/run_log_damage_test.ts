import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { digest, events, LogError, type Run } from "stemma";
import { concat, utf8 } from "../../lib/base/bytes.ts";
import { MAGIC } from "../../lib/run/log_frame.ts";
import { LogReader } from "../../lib/run/read_log.ts";
import { grownLog, readLog } from "./damaged_log.ts";

const isPrefix = (part: Run, whole: Run) => {
  const all = [...events(whole)];
  assert.deepStrictEqual([...events(part)], all.slice(0, part.length));
};

test("a log cut at any byte is an error when strict; lenient gives what came before and says so", () => {
  const { run, runs, bytes, ends } = grownLog();
  const rooted = new Set([ends[2], ends[4], ends[6]]);
  for (let length = 0; length < bytes.length; length++) {
    const part = bytes.slice(0, length);
    const strict = readLog(part);
    // A cut right behind a root leaves a whole log of an earlier time; only a manifest can tell.
    if (rooted.has(length)) assert.equal(strict.error, undefined);
    else assert.ok(strict.error !== undefined, `${length}`);
    const lenient = readLog(part, "lenient", 1 + length % 50);
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
      const strict = readLog(broken, "strict", 1 + at % 77);
      assert.ok(strict.error !== undefined, `byte ${at}`);
      if (at > MAGIC.length) {
        assert.ok(strict.error.offset <= at && at < ends.find((end) => end > at)!);
      }
      const lenient = readLog(broken, "lenient", 1 + at % 61);
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
      const { run: found, error } = readLog(broken, "strict", 1 + size);
      if (error !== undefined) return;
      // Only a cut behind a root is left: an earlier state of the same run.
      if (found!.length === run.length) assert.equal(digest(found!), known);
      else isPrefix(found!, run);
      readLog(broken, "lenient", 1 + size);
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
  for (const version of [1, 3]) {
    other[7] = version;
    const { error } = readLog(other);
    assert.match(error!.message, new RegExp(`version ${version} of the format is not known`));
    assert.equal(error!.code, "LOG_FORMAT");
  }
  for (
    const junk of [new Uint8Array(), utf8("{"), utf8("not a log at all"), MAGIC, MAGIC.slice(0, 5)]
  ) {
    for (const mode of ["strict", "lenient"] as const) {
      assert.equal(readLog(junk, mode).error?.code, "LOG_FORMAT");
    }
  }
});
