import assert from "node:assert/strict";
import test from "node:test";
import { referenceAsset } from "../../lib/assets/reference_asset.ts";

const DIGEST = "0123456789abcdef".repeat(4);

test("referenceAsset() keeps what is told and leaves out what is not", () => {
  assert.deepEqual(referenceAsset("https://example.org/data/a%20b.csv?x=1#y"), {
    name: "a b.csv",
    mediaType: "text/csv",
    uri: "https://example.org/data/a%20b.csv?x=1#y",
  });
  const told = referenceAsset("s3://bucket/key", {
    name: "train.parquet",
    sha256: DIGEST.toUpperCase(),
    size: 0,
  });
  assert.equal(told.sha256, DIGEST);
  assert.equal(told.size, 0);
  assert.equal(told.mediaType, "application/vnd.apache.parquet");
  assert.ok(Object.isFrozen(told));
  assert.equal(referenceAsset("a.csv", { mediaType: "x/y" }).mediaType, "x/y");
});

test("referenceAsset() names a reference by the last part of its address", () => {
  const names = {
    "https://example.org/": "example.org",
    "urn:isbn:123": "123",
    "../data/x.csv": "x.csv",
    "?q": "?q",
    "a/%ff": "%ff",
    "daten/grüße.txt": "grüße.txt",
    "hf://datasets/mnist/": "mnist",
  };
  for (const [uri, name] of Object.entries(names)) assert.equal(referenceAsset(uri).name, name);
});

test("referenceAsset() refuses addresses that are no reference", () => {
  for (
    const uri of [
      "a b",
      "a\nb",
      "<x>",
      "1:x",
      "a\\b",
      "100%",
      "%zz",
      'a"b',
      "a\u0000b",
      ":x",
      "{x}",
    ]
  ) {
    assert.throws(() => referenceAsset(uri), RangeError, uri);
  }
  for (const uri of ["", 7, null, undefined, "\ud800"]) {
    assert.throws(() => referenceAsset(uri as string), TypeError);
  }
  const long = `x${"%".repeat(100_000)}`;
  assert.throws(() => referenceAsset(long), RangeError);
});

test("referenceAsset() refuses digests, sizes and options that are none", () => {
  for (const sha256 of ["", "ab", DIGEST + "0", DIGEST.slice(1) + "g", `${DIGEST}\n`]) {
    assert.throws(() => referenceAsset("x", { sha256 }), RangeError);
  }
  for (const size of [-1, 1.5, NaN, Infinity, 2 ** 53]) {
    assert.throws(() => referenceAsset("x", { size }), RangeError);
  }
  assert.throws(() => referenceAsset("x", { size: "1" as never }), TypeError);
  assert.throws(() => referenceAsset("x", { sha256: 1 as never }), TypeError);
  assert.throws(() => referenceAsset("x", { name: "" }), TypeError);
  assert.throws(() => referenceAsset("x", { sha265: "" } as never), /"sha256"/);
  assert.ok(Object.is(referenceAsset("x", { size: -0 }).size, 0));
});
