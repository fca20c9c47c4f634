import assert from "node:assert/strict";
import { test } from "node:test";
import { Rooms } from "../../lib/run/rooms.ts";

test("`Rooms` gives each taker an empty room of its own, and makes little before many are taken", () => {
  const rooms = new Rooms();
  const taken = Array.from({ length: 300 }, () => rooms.take());
  for (const [i, room] of taken.entries()) {
    assert.equal(room.length, 128);
    assert.ok(room.every((number) => number === 0), `room ${i} was written to`);
    room.fill(i + 1);
  }
  for (const [i, room] of taken.entries()) assert.ok(room.every((number) => number === i + 1));
  assert.equal(taken[0].buffer.byteLength, 1024);
  assert.equal(taken[299].buffer.byteLength, 65_536);
});
