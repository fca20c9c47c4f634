import fc from "fast-check";
import assert from "node:assert/strict";
import { test } from "node:test";
import { dateTimeText, dateTimeValue, isDateTime } from "../../lib/prov/date_time.ts";
import { qualifiedName } from "../../lib/prov/names.ts";
import { literal, toLiteral, valueKey, XSD_TYPES } from "../../lib/prov/values.ts";

const brief = (value: unknown) => {
  const { text, type } = toLiteral(value);
  return `${text} ${type?.local ?? "-"}`;
};

test("toLiteral() gives each value of JavaScript its type", () => {
  const cases: [unknown, string][] = [
    ["x", "x -"],
    [1, "1 int"],
    [0, "0 int"],
    [2 ** 31 - 1, "2147483647 int"],
    [2 ** 31, "2147483648 long"],
    [-(2 ** 31), "-2147483648 int"],
    [-(2 ** 31) - 1, "-2147483649 long"],
    [Number.MAX_SAFE_INTEGER, "9007199254740991 long"],
    [2 ** 53, "9007199254740992 double"],
    [1e21, "1e+21 double"],
    [0.1, "0.1 double"],
    [-0, "-0.0 double"],
    [NaN, "NaN double"],
    [Infinity, "INF double"],
    [-Infinity, "-INF double"],
    [5n, "5 long"],
    [2n ** 63n - 1n, "9223372036854775807 long"],
    [2n ** 63n, "9223372036854775808 integer"],
    [true, "true boolean"],
    [new Date(0), "1970-01-01T00:00:00.000Z dateTime"],
  ];
  for (const [value, expected] of cases) assert.equal(brief(value), expected);
});

test("toLiteral() refuses what has no type", () => {
  for (const value of [null, undefined, {}, [], () => 0, Symbol(), "\udc00"]) {
    assert.throws(() => toLiteral(value), TypeError);
  }
  assert.throws(() => toLiteral(new Date(NaN)), RangeError);
  assert.throws(() => toLiteral(new Date(8.64e15)), RangeError);
});

test("valueKey() compares by value where PROV does, and by text elsewhere", () => {
  const same: [string, string, string][] = [
    ["int", "01", "1"],
    ["int", "+5", "5"],
    ["int", "-0", "0"],
    ["boolean", "1", "true"],
    ["boolean", "0", "false"],
    ["double", "1.0", "1"],
    ["double", "1e2", "100"],
    ["double", "INF", "inf"],
    ["double", "NaN", "nan"],
    ["decimal", "10", "10.0"],
    ["decimal", "-0.50", "-.5"],
    ["dateTime", "2026-01-01T00:00:00Z", "2026-01-01T02:00:00.000+02:00"],
    ["dateTime", "2026-01-01T24:00:00", "2026-01-02T00:00:00.0"],
  ];
  const key = (type: string, text: string) =>
    valueKey(literal(text, XSD_TYPES[type as keyof typeof XSD_TYPES]));
  for (const [type, a, b] of same) assert.equal(key(type, a), key(type, b), `${type} ${a} ${b}`);
  const different: [string, string, string][] = [
    ["long", "01", "1"],
    ["integer", "01", "1"],
    ["int", "1", "1.0"],
    ["boolean", "yes", "true"],
    ["dateTime", "2026-01-01T00:00:00Z", "2026-01-01T00:00:00"],
    ["double", "0.1", "0.2"],
  ];
  for (const [type, a, b] of different) {
    assert.notEqual(key(type, a), key(type, b), `${type} ${a} ${b}`);
  }
  assert.notEqual(key("int", "42"), key("long", "42"));
});

test("valueKey() takes a plain string for xsd:string and ignores the case of languages", () => {
  assert.equal(valueKey({ text: "x" }), valueKey({ text: "x", type: XSD_TYPES.string }));
  assert.equal(
    valueKey({ text: "x", language: "en-GB" }),
    valueKey({ text: "x", language: "EN-gb" }),
  );
  assert.notEqual(valueKey({ text: "x" }), valueKey({ text: "x", language: "en" }));
  const name = qualifiedName("a", "https://e.example/", "x");
  assert.equal(valueKey(name), valueKey(qualifiedName("b", "https://e.example/", "x")));
  assert.notEqual(valueKey(name), valueKey({ text: name.iri }));
});

test("isDateTime() follows XML Schema", () => {
  for (
    const text of [
      "2024-02-29T23:59:59Z",
      "2026-01-01T00:00:00.123456789-14:00",
      "-0001-01-01T00:00:00",
      "12026-01-01T24:00:00Z",
    ]
  ) assert(isDateTime(text), text);
  for (
    const text of [
      "2026-01-01",
      "2023-02-29T00:00:00Z",
      "2026-01-01 00:00:00",
      "2026-01-01T25:00:00",
      "2026-01-01T24:00:01",
      "2026-01-01T00:00:00+14:01",
      "2026-1-1T00:00:00",
      "26-01-01T00:00:00",
      "",
      "noon",
      "2026-01-01T00:00:00z",
    ]
  ) assert(!isDateTime(text), text);
});

test("dateTimeValue() agrees with Date, whatever the zone", () => {
  const range = {
    min: new Date("0001-01-01T00:00:00Z"),
    max: new Date("9999-12-31T23:59:59.999Z"),
    noInvalidDate: true,
  };
  fc.assert(fc.property(fc.date(range), (date) => {
    const [seconds, fraction] = dateTimeValue(date.toISOString())!.split(".");
    assert.equal(Number(seconds), Math.floor(date.getTime() / 1000));
    assert.equal(Number(`0.${fraction.slice(0, -1)}0`) * 1000, date.getUTCMilliseconds());
  }));
});

test("dateTimeText() writes UTC with milliseconds and keeps texts", () => {
  assert.equal(dateTimeText(new Date(1.5)), "1970-01-01T00:00:00.001Z");
  assert.equal(dateTimeText(1000), "1970-01-01T00:00:01.000Z");
  assert.equal(dateTimeText("2026-01-01T00:00:00"), "2026-01-01T00:00:00");
  for (const time of ["2026", NaN, Infinity, 8.64e15, new Date(NaN)]) {
    assert.equal(dateTimeText(time), undefined);
  }
});
