import assert from "node:assert/strict";
import { test } from "node:test";
import { concat, toHex } from "../../lib/base/bytes.ts";
import { hashLeaves } from "../../lib/core/merkle_hashes.ts";
import { eventBytes } from "../../lib/run/event_bytes.ts";
import type { LogEvent } from "../../lib/run/events.ts";
import { LeafTree } from "../../lib/seal/leaf_tree.ts";

const bytesOf = (hex: string) =>
  Uint8Array.from(hex.match(/../g) ?? [], (two) => parseInt(two, 16));

/** The root over leaves that come one by one, which all at once must give as well. */
function merkleRoot(leaves: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const [tree, whole] = [new LeafTree(8), new LeafTree(8)];
  whole.add(leaves);
  for (let at = 0; at < leaves.length; at += 32) tree.add(leaves.subarray(at, at + 32));
  const root = tree.root(0, tree.length);
  assert.deepEqual(whole.root(0, whole.length), root);
  return root;
}

function leavesOf(entries: Uint8Array[]): Uint8Array<ArrayBuffer> {
  let at = 0;
  return hashLeaves(concat(entries), Uint32Array.from(entries, (entry) => at += entry.length));
}

// specs/log.md, section 3.
const EVENTS: LogEvent[] = [
  { type: "series", series: 0, key: "loss" },
  { type: "metric", series: 0, timestamp: 1700000000000, step: 0, value: 0.5 },
  { type: "metric", series: 0, timestamp: 1700000000001, step: 1, value: NaN },
  { type: "metric", series: 0, timestamp: 1700000000002, step: 2, value: -0 },
  { type: "metric", series: 0, timestamp: 1700000000003, step: 2 ** 53 - 1, value: -Infinity },
];
const BYTES = [
  toHex(new TextEncoder().encode('{"key":"loss","series":0,"type":"series"}')),
  "010000000000008056febc78420000000000000000000000000000e03f",
  "010000000000108056febc7842000000000000f03f000000000000f87f",
  "010000000000208056febc784200000000000000400000000000000080",
  "010000000000308056febc7842ffffffffffff3f43000000000000f0ff",
];
const LEAVES = [
  "61e7a3392165d1b3a03485d9ff27d9d4bf460cb33dbfe80a6427dbd0a10a6901",
  "c9ca80980bf6834f6700cd422adf22ab44f65ccb3be9799c9d6aaee10d6059c5",
  "31404b6ad6a32f5ac48081581f1b2758417f794498581b9a51a82445f75cc9d8",
  "dc3a9cf906ba27ec01edd1db3798f57cc5a9afc64ea76175215179f01feeb3f6",
  "f9f1d6e17ff96e8cd5c7f9a76fa674977cced0b9c033e66a9b474993df5f7f63",
];
const ROOTS = [
  "61e7a3392165d1b3a03485d9ff27d9d4bf460cb33dbfe80a6427dbd0a10a6901",
  "91e8796b694ffd3aa13eadb19af4129e2797f8df6d8c6a568f8e235cb0fbd78a",
  "d2aae5b583fe89d8bef1c2bbdb1fbbc09272374937c5e7d8d47977dd5fa5d5a9",
  "f7644612aa383fe0113677a47f8f3bcc437e44af0b65203425d195fa523d27e7",
  "15eeb34c01d3cff6b34a2a5b25d532e8adebc33c46b56cce252f7638d1d9c24a",
];

test("`eventBytes()` gives the bytes of the specification's five events", () => {
  assert.deepEqual(EVENTS.map((event) => toHex(eventBytes(event))), BYTES);
});

test("`LeafTree` gives the specification's leaves and roots after one to five events", () => {
  const leaves = leavesOf(EVENTS.map(eventBytes));
  for (const [i, root] of ROOTS.entries()) {
    assert.equal(toHex(leaves.subarray(32 * i, 32 * i + 32)), LEAVES[i]);
    assert.equal(toHex(merkleRoot(leaves.slice(0, 32 * (i + 1)))), root);
  }
});

test("`LeafTree` gives the roots of the eight classic leaves", () => {
  const entries = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657"]
    .concat("606162636465666768696a6b6c6d6e6f").map(bytesOf);
  const roots = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
  ];
  roots.forEach((root, n) => {
    assert.equal(toHex(merkleRoot(leavesOf(entries.slice(0, n)))), root, `${n} leaves`);
  });
});
