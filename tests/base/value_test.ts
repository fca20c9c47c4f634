import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { canonicalJson } from "../../lib/base/canonical_json.ts";
import { nameOf } from "../../lib/base/options.ts";
import { fromPlain, readPlain, toPlain } from "../../lib/base/plain.ts";
import { toDateTime, toMilliseconds } from "../../lib/base/time.ts";
import { decodeValue, encodeValue, MAX_TEXT, type Value } from "../../lib/base/value.ts";

const anyValue: fc.Arbitrary<Value> = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.double(),
  fc.boolean(),
  fc.bigInt(),
  fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }),
  fc.date({
    min: new Date("0001-01-01T00:00:00Z"),
    max: new Date("9999-12-31T23:59:59.999Z"),
    noInvalidDate: true,
  }),
  fc.constantFrom<Value>(
    null,
    NaN,
    -0,
    Infinity,
    -Infinity,
    "",
    2n ** 63n - 1n,
    2n ** 63n,
    -(2n ** 63n),
  ),
);

test("`decodeValue()` brings back every value that `encodeValue()` took, through JSON text too", () => {
  fc.assert(fc.property(anyValue, (value) => {
    const text = canonicalJson(encodeValue(value, "a value"));
    assert.deepStrictEqual(decodeValue(JSON.parse(text)), value);
  }));
});

test("`encodeValue()` names the types of the specification", () => {
  const typed = (value: Value) => canonicalJson(encodeValue(value, "a value"));
  assert.equal(typed(NaN), '{"$":"NaN","type":"xsd:double"}');
  assert.equal(typed(Infinity), '{"$":"INF","type":"xsd:double"}');
  assert.equal(typed(-Infinity), '{"$":"-INF","type":"xsd:double"}');
  assert.equal(typed(-0), '{"$":"-0","type":"xsd:double"}');
  assert.equal(typed(9007199254740993n), '{"$":"9007199254740993","type":"xsd:long"}');
  assert.equal(typed(2n ** 63n), '{"$":"9223372036854775808","type":"xsd:integer"}');
  assert.equal(
    typed(new Date(Date.UTC(2026, 10, 21))),
    '{"$":"2026-11-21T00:00:00.000Z","type":"xsd:dateTime"}',
  );
});

test("`encodeValue()` refuses what would not come back", () => {
  for (const value of [undefined, Symbol("a"), () => 1, {}, [], new Map(), "\ud800", "a\udc00"]) {
    assert.throws(() => encodeValue(value, "a value"), TypeError);
  }
  for (
    const value of [new Date(NaN), new Date(8.64e15), new Date(-8.64e15), "x".repeat(MAX_TEXT + 1)]
  ) {
    assert.throws(() => encodeValue(value, "a value"), RangeError);
  }
});

test("`decodeValue()` refuses typed values that no value writes", () => {
  const wrong: [string, string][] = [
    ["1", "xsd:double"],
    ["constructor", "xsd:double"],
    ["__proto__", "xsd:double"],
    ["01", "xsd:long"],
    ["-0", "xsd:long"],
    ["9223372036854775808", "xsd:long"],
    ["1", "xsd:integer"],
    ["1e3", "xsd:integer"],
    ["2026-13-01T00:00:00.000Z", "xsd:dateTime"],
    ["2026-01-01", "xsd:dateTime"],
    ["x", "xsd:string"],
  ];
  for (const [$, type] of wrong) {
    assert.throws(() => decodeValue({ $, type } as never), TypeError, `${$} ${type}`);
  }
});

test("`toPlain()` copies deeply, freezes, and `fromPlain()` brings it back", () => {
  const given = JSON.parse('{"__proto__":{"polluted":true},"constructor":1,"list":[1,{"a":null}]}');
  const data = { ...given, odd: NaN, big: 2n ** 65n, when: new Date(0), none: undefined };
  const plain = toPlain(data, "data") as Record<string, unknown>;
  assert.ok(Object.isFrozen(plain) && Object.isFrozen(plain.list));
  assert.equal(({} as Record<string, unknown>).polluted, undefined);
  const { none: _none, ...rest } = data;
  assert.deepStrictEqual(fromPlain(plain as never), rest);
  assert.deepStrictEqual(readPlain(plain, "data"), plain);
});

test("`toPlain()` refuses cycles, depth, holes, instances and the reserved key", () => {
  const cycle: Record<string, unknown> = {};
  cycle.again = cycle;
  let deep: unknown = 1;
  for (let i = 0; i < 191; i++) deep = [deep];
  class Thing {}
  for (const data of [cycle, deep, [1, , 2], new Thing(), new Map(), { $: 1 }, { "\ud800": 1 }]) {
    assert.throws(() => toPlain(data, "data"), TypeError);
  }
  toPlain((deep as unknown[])[0], "data");
});

test("`toMilliseconds()` keeps fractions, gives -0 no sign and refuses other times", () => {
  assert.equal(toMilliseconds(0.25, "x"), 0.25);
  assert.ok(Object.is(toMilliseconds(-0, "x"), 0));
  assert.equal(toMilliseconds(new Date(5), "x"), 5);
  for (const time of [NaN, Infinity, 1e300, -62135596800001, 253402300800000, new Date(NaN)]) {
    assert.throws(() => toMilliseconds(time, "x"), RangeError);
  }
  for (const time of ["2026", null, 5n, {}]) {
    assert.throws(() => toMilliseconds(time, "x"), TypeError);
  }
  assert.equal(toDateTime(-0.5), "1969-12-31T23:59:59.999Z");
});

test("`nameOf()` says briefly what a value is", () => {
  const values = [null, undefined, "a", "x".repeat(61), 1n, -0, [], {}, new Date(0), () => 1];
  assert.deepEqual(values.map(nameOf), [
    "null",
    "undefined",
    '"a"',
    "a string of 61 characters",
    "1n",
    "-0",
    "an array",
    "Object",
    "Date",
    "a function",
  ]);
  assert.equal(nameOf(Object.create(null)), "an object");
});
