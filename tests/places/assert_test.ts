import assert from "node:assert/strict";
import { test } from "node:test";

// `node:assert/strict` is another program on each runtime, and a package in pages: what the tests
// of this repository ask of it means the same everywhere, above all where it has to say no.

class Point {
  x: number;
  constructor(x: number) {
    this.x = x;
  }
}
class Other extends Point {}
const nothing = Object.create(null);
const bare = Object.assign(Object.create(null), { a: 1 });
const coded = (code: string) => Object.assign(new Error("no"), { code });

/** Each differs from all others, and is equal to a copy of itself. */
const kinds: Readonly<Record<string, () => unknown>> = {
  zero: () => 0,
  "minus zero": () => -0,
  NaN: () => NaN,
  one: () => 1,
  "big one": () => 1n,
  "text one": () => "1",
  true: () => true,
  null: () => null,
  undefined: () => undefined,
  "empty list": () => [],
  hole: () => Array(1),
  "list of undefined": () => [undefined],
  "list of zero": () => [0],
  "list of minus zero": () => [-0],
  "list with a name": () => Object.assign([0], { x: 1 }),
  record: () => ({ a: 1 }),
  "record of another": () => ({ a: 2 }),
  "record of undefined": () => ({ a: undefined }),
  "record of minus zero": () => ({ a: { b: -0 } }),
  "record of zero": () => ({ a: { b: 0 } }),
  "record of NaN": () => ({ a: { b: NaN } }),
  "record without a prototype": () => bare,
  "empty record": () => ({}),
  "empty record without a prototype": () => nothing,
  class: () => new Point(1),
  "class of another": () => new Point(2),
  "class that extends": () => new Other(1),
  map: () => new Map([["a", { b: 1 }]]),
  "map of another": () => new Map([["a", { b: 2 }]]),
  "map of NaN": () => new Map([[NaN, 1]]),
  "map by number": () => new Map([[1, 1]]),
  "map by text": () => new Map([["1", 1]]),
  "map by records": () => new Map([[{ a: 1 }, 1]]),
  set: () => new Set([1]),
  "set of text": () => new Set(["1"]),
  "set of records": () => new Set([{ a: 1 }]),
  "set of other records": () => new Set([{ a: 2 }]),
  bytes: () => Uint8Array.of(1, 2),
  "other bytes": () => Uint8Array.of(1, 3),
  "more bytes": () => Uint8Array.of(1, 2, 3),
  "signed bytes": () => Int8Array.of(1, 2),
  "bytes of text": () => new TextEncoder().encode("\u0001\u0002\u0002"),
  numbers: () => Float64Array.of(0),
  "numbers of minus zero": () => Float64Array.of(-0),
  "numbers of NaN": () => Float64Array.of(NaN),
  "short numbers": () => Float32Array.of(0),
  buffer: () => Uint8Array.of(1, 2).buffer,
  "other buffer": () => Uint8Array.of(1, 3).buffer,
  time: () => new Date(0),
  "other time": () => new Date(1),
  pattern: () => /a/,
  "pattern with a flag": () => /a/g,
  error: () => new Error("no"),
  "error of another message": () => new Error("not"),
  "error of another kind": () => new TypeError("no"),
  "error with a code": () => coded("A"),
  "error with another code": () => coded("B"),
  "list of bytes": () => [Uint8Array.of(1, 2)],
  "list of other bytes": () => [Uint8Array.of(1, 4)],
};

const says = (check: () => void): boolean => {
  try {
    check();
    return true;
  } catch (error) {
    if ((error as { code?: string }).code !== "ERR_ASSERTION") throw error;
    return false;
  }
};

test("assert.deepEqual() tells apart what differs, and nothing else", () => {
  for (const [one, make] of Object.entries(kinds)) {
    for (const [other, makeOther] of Object.entries(kinds)) {
      const pair = `${one} and ${other}`;
      const same = one === other;
      if (says(() => assert.deepEqual(make(), makeOther())) !== same) throw new Error(pair);
      if (says(() => assert.deepStrictEqual(make(), makeOther())) !== same) throw new Error(pair);
      if (says(() => assert.notDeepEqual(make(), makeOther())) === same) throw new Error(pair);
    }
  }
});

test("assert.equal() is Object.is()", () => {
  const values = Object.values(kinds).map((make) => make());
  for (const one of values) {
    for (const other of values) {
      const same = Object.is(one, other);
      if (says(() => assert.equal(one, other)) !== same) throw new Error(String(one));
      if (says(() => assert.notEqual(one, other)) === same) throw new Error(String(one));
    }
  }
});

/** What is expected of a `RangeError` whose message is "Cannot do" and whose code is "A". */
const expectations: readonly [what: unknown, met: boolean][] = [
  [Error, true],
  [RangeError, true],
  [TypeError, false],
  [/^RangeError: Cannot/, true],
  [/^Cannot/, false],
  [/never/, false],
  [{ message: "Cannot do", code: "A" }, true],
  [{ message: "Cannot" }, false],
  [{ message: /do$/, name: "RangeError" }, true],
  [{ message: /never/ }, false],
  [{ name: "TypeError" }, false],
  [{ code: "B" }, false],
  [{ details: { size: 1 } }, true],
  [{ details: { size: 2 } }, false],
  [{ missing: 1 }, false],
  [(error: Error) => error.message === "Cannot do", true],
  [() => false, false],
];

test("assert.throws() and assert.rejects() mean the same, and say no", async () => {
  const fail = (): never => {
    throw Object.assign(new RangeError("Cannot do"), { code: "A", details: { size: 1 } });
  };
  const failLater = () => Promise.resolve().then(fail);
  for (const [what, met] of expectations) {
    const expected = what as Error;
    const name = String(what);
    const thrown = await settles(() => assert.throws(fail, expected));
    if (thrown !== met) throw new Error(`throws ${name}`);
    const rejected = await settles(() => assert.rejects(failLater, expected));
    if (rejected !== met) throw new Error(`rejects ${name}`);
    const promised = await settles(() => assert.rejects(failLater(), expected));
    if (promised !== met) throw new Error(`rejects ${name}, a promise`);
    if (await settles(() => assert.throws(() => {}, expected))) throw new Error(`nothing ${name}`);
    if (await settles(() => assert.rejects(Promise.resolve(), expected))) {
      throw new Error(`nothing rejected ${name}`);
    }
  }
  if (says(() => assert.throws(() => {}))) throw new Error("throws");
  if (says(() => assert.doesNotThrow(() => fail()))) throw new Error("doesNotThrow");
});

async function settles(check: () => unknown): Promise<boolean> {
  try {
    await check();
    return true;
  } catch {
    return false;
  }
}

test("assert.ok(), match(), doesNotMatch() and fail() say no", () => {
  for (const value of [0, -0, NaN, "", null, undefined, false, 0n]) {
    if (says(() => assert.ok(value))) throw new Error(String(value));
  }
  assert.ok("0");
  assert.match("abc", /b/);
  assert.doesNotMatch("abc", /d/);
  if (says(() => assert.match("abc", /d/))) throw new Error("match");
  if (says(() => assert.doesNotMatch("abc", /b/))) throw new Error("doesNotMatch");
  if (says(() => assert.fail("no"))) throw new Error("fail");
});
