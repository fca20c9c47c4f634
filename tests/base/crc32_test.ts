import assert from "node:assert/strict";
import test from "node:test";
import { crc32 as hostCrc32 } from "node:zlib";
import { crc32 } from "../../lib/base/crc32.ts";
import { noise } from "../sinks/sink_files.ts";

test("`crc32()` has the check value of its catalogue", () => {
  assert.equal(crc32(new TextEncoder().encode("123456789")), 0xcbf43926);
  assert.equal(crc32(new Uint8Array(0)), 0);
});

test("`crc32()` agrees with the host, also in pieces", () => {
  for (const length of [1, 2, 3, 4, 5, 255, 256, 257, 65_537]) {
    const bytes = noise(length, length);
    assert.equal(crc32(bytes), hostCrc32(bytes));
    const cut = length >> 1;
    assert.equal(
      crc32(bytes.subarray(cut), crc32(bytes.subarray(0, cut))),
      hostCrc32(bytes),
    );
  }
});
