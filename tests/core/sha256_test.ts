import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { afterEach, test } from "node:test";
import { toHex, utf8 } from "../../lib/base/bytes.ts";
import { _resetCore, coreStatus } from "../../lib/core/kernel.ts";
import { createSha256, sha256 } from "../../lib/core/sha256.ts";
import { seeded, seededBytes } from "./columns.ts";

const oracleHash = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

// FIPS 180-4 examples, and NIST's additional ones (SHA256.pdf, SHA2_Additional.pdf)
const official: [string, Uint8Array, string][] = [
  [
    "nothing",
    utf8(""),
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
  ],
  [
    "abc",
    utf8("abc"),
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
  ],
  [
    "two blocks",
    utf8("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
    "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
  ],
  [
    "112 letters",
    utf8(
      "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmno" +
        "ijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
    ),
    "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1",
  ],
  [
    "a million a",
    new Uint8Array(1_000_000).fill(0x61),
    "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0",
  ],
  [
    "one byte bd",
    Uint8Array.of(0xbd),
    "68325720aabd7c82f30f554b313d0570c95accbb7dc4b5aae11204c08ffe732b",
  ],
  [
    "55 zeros",
    new Uint8Array(55),
    "02779466cdec163811d078815c633f21901413081449002f24aa3e80f0b88ef7",
  ],
  [
    "1,000,000 zeros",
    new Uint8Array(1_000_000),
    "d29751f2649b32ff572b5e0a9f541ea660a50f94ff0beedfb0b692b924cc8025",
  ],
];

const lengths = [
  ...[0, 1, 55, 56, 63, 64, 65, 119, 120, 127, 128, 129, 1000],
  ...[2, 3, 16, 1024, 1025].flatMap((n) => [n * 64 - 1, n * 64, n * 64 + 1]),
  ...[1 << 20, (1 << 20) + 1],
];

afterEach(() => _resetCore("unloaded"));

for (const mode of ["unloaded", "plain"] as const) {
  const served = mode === "plain" ? "plain" : "wasm";

  test(`\`sha256()\` gives the official digests (${served})`, () => {
    _resetCore(mode);
    for (const [name, bytes, digest] of official) {
      assert.equal(toHex(sha256(bytes)), digest, name);
    }
    assert.equal(coreStatus(), served);
  });

  test(`\`sha256()\` agrees with node:crypto at lengths that hurt (${served})`, () => {
    _resetCore(mode);
    for (const length of lengths) {
      const bytes = seededBytes(length, length);
      assert.equal(toHex(sha256(bytes)), oracleHash(bytes), `${length} bytes`);
    }
  });

  test(`\`createSha256()\` takes a message in any pieces (${served})`, () => {
    _resetCore(mode);
    const random = seeded(7);
    for (const length of [0, 64, 129, 5000, 300_000]) {
      const bytes = seededBytes(length, length);
      for (const longest of [3, 63, 64, 200, 70_000]) {
        const hash = createSha256();
        if (length / longest > 20_000) continue;
        for (let at = 0; at < length;) {
          const next = at + Math.floor(random() * (longest + 1));
          assert.equal(hash.update(bytes.subarray(at, next)), hash);
          at = next;
        }
        assert.equal(toHex(hash.digest()), oracleHash(bytes));
      }
    }
  });

  test(`\`createSha256()\` keeps interleaved hashes apart (${served})`, () => {
    _resetCore(mode);
    const bytes = seededBytes(4000, 1);
    const hashes = [1, 2, 3].map(() => createSha256());
    for (let at = 0; at < bytes.length; at += 300) {
      hashes.forEach((hash, i) => {
        for (let k = 0; k <= i; k++) hash.update(bytes.subarray(at, at + 300));
      });
    }
    const pieces = Array.from(
      { length: Math.ceil(bytes.length / 300) },
      (_, i) => bytes.subarray(300 * i, 300 * i + 300),
    );
    hashes.forEach((hash, i) => {
      const wanted = createHash("sha256");
      for (const piece of pieces) {
        for (let k = 0; k <= i; k++) wanted.update(piece);
      }
      assert.equal(toHex(hash.digest()), wanted.digest("hex"));
    });
  });
}

test("`createSha256()` goes on where the way it is served changes", () => {
  const bytes = seededBytes(3000, 3);
  const hash = createSha256().update(bytes.subarray(0, 1000));
  _resetCore("plain");
  hash.update(bytes.subarray(1000, 2000));
  _resetCore("unloaded");
  hash.update(bytes.subarray(2000));
  assert.equal(toHex(hash.digest()), oracleHash(bytes));
});

test("`createSha256()` refuses to go on after its digest", () => {
  const hash = createSha256();
  hash.digest();
  assert.throws(() => hash.update(new Uint8Array(1)), {
    name: "TypeError",
    message: "Cannot update a hash: its digest was taken, begin a new one",
  });
  assert.throws(() => hash.digest(), TypeError);
});

test("`sha256()` refuses what is no Uint8Array and keeps no bytes", () => {
  for (const wrong of ["abc", null, [1], new ArrayBuffer(3)]) {
    assert.throws(() => sha256(wrong as never), TypeError);
    assert.throws(() => createSha256().update(wrong as never), TypeError);
  }
  const bytes = seededBytes(500, 5);
  const copy = bytes.slice();
  const digest = sha256(bytes);
  assert.deepEqual(bytes, copy);
  sha256(seededBytes(500, 6));
  assert.equal(toHex(digest), oracleHash(bytes));
});
