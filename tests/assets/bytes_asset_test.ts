import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import test from "node:test";
import { bytesAsset } from "../../lib/assets/bytes_asset.ts";
import { jsonAsset } from "../../lib/assets/json_asset.ts";
import { textAsset } from "../../lib/assets/text_asset.ts";

const digest = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

async function read(stream: ReadableStream<Uint8Array>): Promise<Uint8Array[]> {
  const pieces: Uint8Array[] = [];
  for await (const piece of stream) pieces.push(piece);
  return pieces;
}

test("bytesAsset() knows name, size, digest and media type, and is frozen", () => {
  const asset = bytesAsset("a/weights.NPY", Uint8Array.of(1, 2, 3));
  assert.equal(asset.name, "a/weights.NPY");
  assert.equal(asset.size, 3);
  assert.equal(asset.sha256, digest(Uint8Array.of(1, 2, 3)));
  assert.equal(asset.mediaType, "application/x-npy");
  assert.ok(Object.isFrozen(asset));
  assert.equal(bytesAsset("x", new Uint8Array()).sha256, digest(new Uint8Array()));
});

test("bytesAsset() copies in and out", async () => {
  const given = Uint8Array.of(1, 2, 3);
  const asset = bytesAsset("x.bin", given);
  given[0] = 9;
  assert.deepEqual(asset.bytes(), Uint8Array.of(1, 2, 3));
  asset.bytes()[0] = 9;
  (await read(asset.stream()))[0][0] = 9;
  assert.deepEqual(asset.bytes(), Uint8Array.of(1, 2, 3));
  assert.deepEqual((await read(asset.stream()))[0], Uint8Array.of(1, 2, 3));
});

test("bytesAsset() takes what a view covers, of any kind of buffer", () => {
  const whole = Uint8Array.of(0, 1, 2, 3, 4, 5, 6, 7);
  assert.deepEqual(bytesAsset("x", whole.subarray(2, 4)).bytes(), Uint8Array.of(2, 3));
  assert.deepEqual(bytesAsset("x", new DataView(whole.buffer, 6)).bytes(), Uint8Array.of(6, 7));
  assert.equal(bytesAsset("x", new Float32Array(3)).size, 12);
  assert.equal(bytesAsset("x", whole.buffer).size, 8);
  const shared = new Uint8Array(new SharedArrayBuffer(4)).fill(7);
  assert.deepEqual(bytesAsset("x", shared).bytes(), Uint8Array.of(7, 7, 7, 7));
});

test("bytesAsset().stream() gives the bytes in pieces, from the start at every call", async () => {
  const given = Uint8Array.from({ length: 200_000 }, (_, i) => i % 251);
  const asset = bytesAsset("x", given);
  for (let round = 0; round < 2; round++) {
    const pieces = await read(asset.stream());
    assert.equal(pieces.length, 4);
    assert.deepEqual(new Uint8Array(await new Blob(pieces as BlobPart[]).arrayBuffer()), given);
  }
  assert.deepEqual(await read(bytesAsset("x", new Uint8Array()).stream()), []);
});

test("bytesAsset() refuses names, contents, media types and options that are none", () => {
  const bytes = Uint8Array.of(1);
  assert.throws(() => bytesAsset("", bytes), TypeError);
  assert.throws(() => bytesAsset("\ud800", bytes), TypeError);
  assert.throws(() => bytesAsset("x", "text" as never), /its bytes must be a Uint8Array.*"text"/);
  assert.throws(() => bytesAsset("x", [1, 2] as never), TypeError);
  assert.throws(() => bytesAsset("x", bytes, { mediatype: "a/b" } as never), /did you mean/);
  for (const mediaType of ["", "text", "text/", "a b/c", "text/plain\r\nX: y", "a/b;", 7]) {
    assert.throws(() => bytesAsset("x", bytes, { mediaType: mediaType as string }), TypeError);
  }
  for (const mediaType of ["a/b", "text/plain; charset=utf-8", 'a/b;c="d e"', "image/svg+xml"]) {
    assert.equal(bytesAsset("x", bytes, { mediaType }).mediaType, mediaType);
  }
});

test("textAsset() writes UTF-8 as it is and refuses lone surrogates", () => {
  const asset = textAsset("prompt", "\ufeffGrüße\r\n😀");
  assert.deepEqual(asset.bytes(), new TextEncoder().encode("\ufeffGrüße\r\n😀"));
  assert.equal(asset.mediaType, "text/plain");
  assert.equal(textAsset("page.html", "").mediaType, "text/html");
  assert.equal(textAsset("page.html", "", { mediaType: "text/x-y" }).mediaType, "text/x-y");
  assert.equal(textAsset("page.html", "").size, 0);
  assert.throws(() => textAsset("x", "a\udc00"), /lone surrogate/);
  assert.throws(() => textAsset("x", 7 as never), TypeError);
});

test("jsonAsset() gives equal data equal bytes", () => {
  const a = jsonAsset("c.json", { b: [1, "x"], a: { d: null, c: true }, e: undefined });
  const b = jsonAsset("c.json", { a: { c: true, d: null }, b: [1, "x"] });
  assert.equal(new TextDecoder().decode(a.bytes()), '{"a":{"c":true,"d":null},"b":[1,"x"]}');
  assert.equal(a.sha256, b.sha256);
  assert.equal(a.mediaType, "application/json");
});

test("jsonAsset() refuses what JSON cannot hold, and says which asset and why", () => {
  const circle: unknown[] = [];
  circle.push(circle);
  const wrong = [NaN, Infinity, 1n, undefined, () => 1, Symbol(), new Date(), new Map(), circle];
  for (const value of [...wrong, "\ud800", { x: [NaN] }]) {
    assert.throws(() => jsonAsset("c.json", value), { name: "TypeError", message: /"c\.json"/ });
  }
  assert.throws(() => jsonAsset("c.json", { loss: NaN }), /the number is NaN/);
});
