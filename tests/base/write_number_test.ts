import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { fromUtf8 } from "../../lib/base/bytes.ts";
import { NUMBER_BYTES, writeNumber } from "../../lib/base/write_number.ts";

function written(value: number): string {
  const out = new Uint8Array(1 + NUMBER_BYTES + 1).fill(0x2e);
  const end = writeNumber(out, 1, value);
  assert.equal(out[0], 0x2e);
  assert.equal(out[end], 0x2e);
  return fromUtf8(out.subarray(1, end));
}

function expected(value: number): string {
  return Object.is(value, -0) ? "-0" : String(value);
}

test("`writeNumber()` writes what `String()` does, and the sign of zero", () => {
  fc.assert(fc.property(
    fc.oneof(fc.double(), fc.integer(), fc.maxSafeNat(), fc.nat({ max: 1e9 })),
    (value) => assert.equal(written(value), expected(value)),
  ));
  const edges = [0, -0, NaN, Infinity, -Infinity, 5e-324, -1.2345678901234567e-308, 2 ** 53, 1e21];
  edges.push(-0.0000010825018673502931, -0.000001, 123456789012345680000);
  for (const value of edges) assert.equal(written(value), expected(value));
});

test("`writeNumber()` is right around every power of ten and every border of eight digits", () => {
  for (let power = 1; power < 2 ** 53; power *= 10) {
    for (const value of [power - 1, power, power + 1]) assert.equal(written(value), `${value}`);
  }
  for (let high = 1; high < 9e7; high = high * 3 + 1) {
    for (const low of [-2, -1, 0, 1]) {
      assert.equal(written(high * 1e8 + low), `${high * 1e8 + low}`);
    }
  }
  assert.equal(written(Number.MAX_SAFE_INTEGER), "9007199254740991");
  assert.equal(written(9_007_199_199_999_999), "9007199199999999");
});
