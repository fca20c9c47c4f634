import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { createNames, jsonNumber } from "stemma/destination";

const words = { allowed: (character: string) => /[\w/. -]/.test(character), maxLength: 250 };
const cases: [name: string, sent: string][] = [
  ["val/loss", "val/loss"],
  ["recall@5", "recall_x40_5"],
  ["f(x), [g] = #1%", "f_x28_x_x29__x2c_ _x5b_g_x5d_ _x3d_ _x23_1_x25_"],
  ["🎯", "_x1f3af_"],
  ["layer_x1", "layer_x1"],
  ["already_x40_", "already_x5f_x40_"],
];
for (const [name, sent] of cases) {
  test(`${name} is sent as ${sent}, and read back`, () => {
    const names = createNames(words);
    assert.equal(names.to(name), sent);
    assert.equal(names.from(sent), name);
    assert.equal(createNames(words).from(sent), name);
    assert.deepEqual([...names.changed], name === sent ? [] : [[name, sent]]);
  });
}

test("any two names are two names, and come back, unless they are refused", () => {
  const part = fc.constantFrom("_", "x", "_x", "4", "0", "40_", "@", "_x40_", "é", "🎯", "\ud800");
  const name = fc.oneof(fc.array(part).map((parts) => parts.join("")), fc.string());
  fc.assert(fc.property(name, name, (one, other) => {
    const names = createNames(words);
    const sent = names.to(one);
    assert.equal(names.from(sent), one);
    assert.match(sent, /^[\w/. -]{1,250}$/);
    if (one !== other) assert.notEqual(names.to(other), sent);
    else assert.equal(names.to(other), sent);
  }));
});

test("a long, an empty and a kept name get a digest", () => {
  const names = createNames({ ...words, reserved: (name) => name === ".." });
  const long = "a".repeat(300);
  assert.match(names.to(long), /^a{233}_[0-9a-f]{16}$/);
  assert.equal(names.from(names.to(long)), long);
  assert.notEqual(names.to(long + "b"), names.to(long));
  assert.match(names.to(""), /^_[0-9a-f]{16}$/);
  assert.match(names.to(".."), /^\.\._[0-9a-f]{16}$/);
});

test("two names that are one at the target are refused", () => {
  const names = createNames({ ...words, foldsCase: true });
  names.to("Loss");
  assert.throws(() => names.to("loss"), {
    code: "SINK_NAME",
    message: /"loss".*"Loss"/,
  });
  assert.equal(names.to("Loss"), "Loss");
});

test("numbers that JSON lacks are texts", () => {
  assert.deepEqual([1.5, NaN, Infinity, -Infinity].map(jsonNumber), [
    1.5,
    "NaN",
    "Infinity",
    "-Infinity",
  ]);
});
