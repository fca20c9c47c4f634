import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { toHex } from "../../lib/base/bytes.ts";
import { crc32c } from "../../lib/base/crc32c.ts";
import { uuidV7 } from "../../lib/base/env.ts";
import { ByteReader, ByteWriter } from "../../lib/base/varint.ts";

const MAX = Number.MAX_SAFE_INTEGER;

test("`ByteReader` reads every number that `ByteWriter` wrote", () => {
  const whole = fc.oneof(
    fc.nat(300),
    fc.maxSafeNat(),
    fc.constantFrom(0, 127, 128, 2 ** 31, 2 ** 32, MAX),
  );
  const signed = fc.oneof(
    fc.integer({ min: -70, max: 70 }),
    fc.maxSafeInteger(),
    fc.constant(2 ** 53),
  );
  fc.assert(fc.property(fc.array(fc.tuple(whole, signed, fc.double())), (rows) => {
    const out = new ByteWriter();
    for (const [a, b, c] of rows) {
      out.varint(a);
      out.signed(b);
      out.float64(c);
    }
    const input = new ByteReader(out.written());
    for (const [a, b, c] of rows) {
      assert.equal(input.varint(), a);
      assert.equal(input.signed(), b + 0);
      assert.ok(Object.is(input.float64(), c));
    }
    assert.equal(input.left, 0);
  }));
});

test("`ByteReader` reads the floats that `ByteWriter` wrote, few and many; NaN has one form", () => {
  const odd = new Float64Array(Uint32Array.of(1, 0xfff80000).buffer)[0];
  for (const count of [0, 1, 2, 15, 16, 17, 100]) {
    const doubles = Float64Array.from({ length: count + 2 }, (_, i) => i % 7 === 3 ? odd : 0.1 * i);
    const floats = doubles.map(Math.fround);
    const out = new ByteWriter();
    out.byte(7);
    out.floats64(doubles, 1, count + 1);
    out.floats32(floats, 1, count + 1);
    const one = new ByteWriter();
    one.byte(7);
    for (let i = 1; i <= count; i++) one.float64(doubles[i]);
    assert.equal(toHex(out.written()).slice(0, 2 + count * 16), toHex(one.written()));
    assert.equal(out.length, 1 + count * 12);
    for (let i = 1; i <= count; i++) {
      const at = 1 + count * 8 + (i - 1) * 4;
      if (i % 7 === 3) assert.equal(toHex(out.written().slice(at, at + 4)), "0000c07f");
    }
    const input = new ByteReader(out.written());
    input.byte();
    const back = new Float64Array(count + 2);
    input.floats64(back, 1, count + 1);
    assert.deepEqual([...back.slice(1, -1)], [...doubles.slice(1, -1)]);
    input.floats32(back, 1, count + 1);
    assert.deepEqual([...back.slice(1, -1)], [...floats.slice(1, -1)]);
    assert.deepEqual([back[0], back[count + 1], input.left], [0, 0, 0]);
    assert.throws(() => input.floats64(back, 0, 1), RangeError);
    assert.throws(() => input.floats32(back, 0, 1), RangeError);
  }
});

test("`ByteWriter` writes small numbers small, by the layout it states", () => {
  const written = (write: (out: ByteWriter) => void) => {
    const out = new ByteWriter();
    write(out);
    return toHex(out.written());
  };
  assert.equal(written((out) => out.varint(127)), "7f");
  assert.equal(written((out) => out.varint(300)), "ac02");
  assert.equal(written((out) => out.signed(-1)), "41");
  assert.equal(written((out) => out.signed(63)), "3f");
  assert.equal(written((out) => out.signed(-64)), "c001");
  assert.equal(written((out) => out.float64(NaN)), "000000000000f87f");
  assert.equal(written((out) => out.varint(MAX)), "ffffffffffffff0f");
});

test("`ByteReader` refuses bytes that end early and numbers beyond 2^53", () => {
  const over = [[], [0x80], [255, 255, 255, 255, 255, 255, 255, 0x10], new Array(9).fill(0x80)];
  for (const bytes of over) {
    assert.throws(() => new ByteReader(Uint8Array.from(bytes)).varint(), RangeError);
  }
  const big = Uint8Array.from([0x80, 128, 128, 128, 128, 128, 128, 64]);
  assert.throws(() => new ByteReader(big).signed(), RangeError);
  assert.throws(() => new ByteReader(new Uint8Array(7)).float64(), RangeError);
  assert.throws(() => new ByteReader(new Uint8Array(7)).bytes(8), RangeError);
});

test("`crc32c()` gives the values of RFC 3720", () => {
  const ramp = Uint8Array.from({ length: 32 }, (_, i) => i);
  assert.equal(crc32c(new Uint8Array(32)), 0x8a9136aa);
  assert.equal(crc32c(new Uint8Array(32).fill(255)), 0x62a8ab43);
  assert.equal(crc32c(ramp), 0x46dd794e);
  assert.equal(crc32c(ramp.slice().reverse()), 0x113fdb5c);
  assert.equal(crc32c(new TextEncoder().encode("-123456789-"), 1, 10), 0xe3069283);
});

test("`uuidV7()` has version, variant and time in their places, and sorts by time", () => {
  // RFC 9562, appendix A.6.
  const random = Uint8Array.from([0x0c, 0xc3, 0x18, 0xc4, 0xdc, 0x0c, 0x0c, 0x07, 0x39, 0x8f]);
  const id = uuidV7(0x017f22e279b0, random);
  assert.match(id, /^017f22e2-79b0-7cc3-[89ab]8c4-dc0c0c07398f$/);
  assert.ok(uuidV7(1, random) < uuidV7(2, random));
});
