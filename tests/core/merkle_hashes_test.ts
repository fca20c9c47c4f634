import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { afterEach, test } from "node:test";
import { concat, toHex } from "../../lib/base/bytes.ts";
import { _resetCore, coreStatus } from "../../lib/core/kernel.ts";
import { hashLeaves, hashNodes } from "../../lib/core/merkle_hashes.ts";
import { plainLeaves, plainNodes } from "../../lib/core/merkle_hashes_plain.ts";
import { seeded, seededBytes } from "./columns.ts";

const hash = (prefix: number, bytes: Uint8Array) =>
  createHash("sha256").update(Uint8Array.of(prefix)).update(bytes).digest();

function pack(lengths: readonly number[]) {
  const messages = lengths.map((length, i) => seededBytes(length, i));
  let end = 0;
  const ends = Uint32Array.from(lengths, (length) => end += length);
  return { messages, packed: concat(messages), ends };
}

const random = seeded(3);
const cases: Record<string, number[]> = {
  none: [],
  "one empty": [0],
  "all empty": Array(5000).fill(0),
  boundaries: [0, 1, 54, 55, 56, 62, 63, 64, 65, 118, 119, 120, 127, 128, 0],
  points: Array.from({ length: 9001 }, () => 29),
  "any length": Array.from({ length: 6000 }, () => Math.floor(random() * 300)),
  "longer than a window": [3, 262_144, 0, 262_145, 700_000, 5, 262_143, 1],
};

afterEach(() => _resetCore("unloaded"));

for (const mode of ["unloaded", "plain"] as const) {
  for (const [name, lengths] of Object.entries(cases)) {
    test(`\`hashLeaves()\` agrees with node:crypto: ${name} (${mode})`, () => {
      _resetCore(mode);
      const { messages, packed, ends } = pack(lengths);
      const leaves = hashLeaves(packed, ends);
      const wanted = concat(messages.map((message) => hash(0, message)));
      assert.equal(toHex(leaves), toHex(wanted));
    });
  }

  test(`\`hashNodes()\` agrees with node:crypto (${mode})`, () => {
    _resetCore(mode);
    for (const pairs of [0, 1, 2, 3, 4095, 4096, 4097, 9000]) {
      const hashes = seededBytes(64 * pairs, pairs);
      const wanted = Array.from(
        { length: pairs },
        (_, i) => hash(1, hashes.subarray(64 * i, 64 * i + 64)),
      );
      assert.equal(toHex(hashNodes(hashes)), toHex(concat(wanted)));
    }
  });
}

test("`hashLeaves()` and `hashNodes()` are served by the kernel and equal their twins", () => {
  const { packed, ends } = pack(cases["any length"]);
  const leaves = hashLeaves(packed, ends);
  assert.equal(coreStatus(), "wasm");
  assert.deepEqual(leaves, plainLeaves(packed, ends));
  assert.deepEqual(hashNodes(leaves), plainNodes(leaves));
});

test("`hashLeaves()` reads views into larger buffers and leaves them as they are", () => {
  const whole = seededBytes(1000, 1);
  const copy = whole.slice();
  const ends = Uint32Array.of(9, 9, 40, 100, 333).subarray(1, 4);
  const leaves = hashLeaves(whole.subarray(100, 300), ends);
  const wanted = [[0, 9], [9, 40], [40, 100]].map(([from, to]) =>
    hash(0, whole.subarray(100 + from, 100 + to))
  );
  assert.equal(toHex(leaves), toHex(concat(wanted)));
  assert.deepEqual(whole, copy);
});

test("`hashLeaves()` refuses ends that fall or lie beyond the bytes", () => {
  for (const mode of ["unloaded", "plain"] as const) {
    _resetCore(mode);
    for (const ends of [[5, 4], [11], [10, 2 ** 32 - 1]]) {
      assert.throws(
        () => hashLeaves(new Uint8Array(10), Uint32Array.from(ends)),
        RangeError,
      );
    }
    assert.throws(
      () => hashLeaves(new Uint8Array(1), [1] as never),
      TypeError,
    );
  }
});

test("`hashNodes()` refuses an odd number of hashes", () => {
  for (const length of [1, 32, 63, 96]) {
    assert.throws(() => hashNodes(new Uint8Array(length)), {
      name: "RangeError",
      message:
        `Cannot hash nodes: expected an even number of hashes of 32 bytes, got ${length} bytes`,
    });
  }
  assert.throws(() => hashNodes("" as never), TypeError);
});
