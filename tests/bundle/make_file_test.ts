import assert from "node:assert/strict";
import { test } from "node:test";
import { concat, toHex, utf8 } from "../../lib/base/bytes.ts";
import { fileFromPieces } from "../../lib/bundle/make_file.ts";
import { sha256 } from "../../lib/core/sha256.ts";

const PIECES = ["one ", "two ", "three"].map(utf8);
const WHOLE = concat(PIECES);

function counted(hold?: number) {
  let makings = 0;
  function* make() {
    makings++;
    for (const piece of PIECES) yield piece.slice();
  }
  return { file: fileFromPieces("a/b", "text/plain", make, hold), makings: () => makings };
}

async function read(stream: ReadableStream<Uint8Array<ArrayBuffer>>, spoil = false) {
  const pieces: Uint8Array[] = [];
  for await (const piece of stream) {
    pieces.push(piece.slice());
    if (spoil) piece.fill(0);
  }
  return concat(pieces);
}

test("`fileFromPieces()` makes a file anew for each reading", async () => {
  const { file, makings } = counted();
  assert.equal(file.size, WHOLE.length);
  assert.equal(file.sha256, toHex(sha256(WHOLE)));
  assert.deepEqual(file.bytes(), WHOLE);
  assert.deepEqual(await read(file.stream()), WHOLE);
  assert.equal(makings(), 3);
});

test("`fileFromPieces()` keeps a file that is no longer than it may hold, and makes it once", async () => {
  const { file, makings } = counted(WHOLE.length);
  assert.equal(file.sha256, toHex(sha256(WHOLE)));
  assert.deepEqual(await read(file.stream(), true), WHOLE);
  file.bytes().fill(0);
  assert.deepEqual(await read(file.stream()), WHOLE);
  assert.deepEqual(file.bytes(), WHOLE);
  assert.equal(makings(), 1);
});

test("`fileFromPieces()` keeps nothing of a file that is a byte longer", async () => {
  const { file, makings } = counted(WHOLE.length - 1);
  assert.deepEqual(await read(file.stream()), WHOLE);
  assert.deepEqual(file.bytes(), WHOLE);
  assert.equal(makings(), 3);
});
