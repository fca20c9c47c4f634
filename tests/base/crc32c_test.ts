import assert from "node:assert/strict";
import { test } from "node:test";
import { crc32c } from "../../lib/base/crc32c.ts";

/** The definition, bit by bit. */
function byDefinition(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    for (let bit = 0; bit < 8; bit++) {
      const mixed = (crc ^ (byte >>> bit)) & 1;
      crc = mixed === 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
    }
  }
  return ~crc >>> 0;
}

test("`crc32c()` is that of the definition at every length and from every place", () => {
  const bytes = Uint8Array.from({ length: 300 }, (_, i) => Math.imul(i + 1, 2654435761) >>> 13);
  for (let from = 0; from < 9; from++) {
    for (let to = from; to < bytes.length; to++) {
      const expected = byDefinition(bytes.slice(from, to));
      assert.equal(crc32c(bytes, from, to), expected, `${from} to ${to}`);
      assert.equal(crc32c(bytes.subarray(from, to)), expected, `${from} to ${to}, a view`);
    }
  }
});
