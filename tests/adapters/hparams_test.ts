import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import process from "node:process";
import { test } from "node:test";
import fc from "fast-check";
import { artifacts, logArtifact, logParam, params, type Run, startRun, type Value } from "stemma";
import { hparamsAsset } from "stemma/hparams";
import { parse } from "yaml";
import { hostileNames } from "../hostile_names.ts";
import { oracle } from "../oracle.ts";

const python = process.env.DESTINATIONS_PYTHON ?? "python3";
const hasYaml = spawnSync(python, ["-c", "import yaml"]).status === 0;

/** Texts that YAML takes for something else, or that it cannot hold as they are. */
const TEXTS = [
  ..."no yes y n on off true False NULL null ~ nan .nan .inf -.inf inf Infinity 1e3 1.5 .5 5. +1"
    .split(" "),
  ..."0x1f 0o17 017 0b1 1_000 1:30 190:20:30.15 2024-01-01 2024-01-01T00:00:00Z = << - ? : , # & *"
    .split(" "),
  ..."[ ] { } ! | > ' \" % @ ` --- ... -1 1e+21 0 -0 null: a:b a: b #c".split(" "),
  ...["", " ", " a", "a ", "a: b", "a #b", "- a", "a\nb", "a\r\nb\n", "\ttab", "a\tb", "\\n", "\\"],
  ...[
    "\u0000",
    "\u0007\u001b",
    "\u007f\u0085\u009f",
    "\u2028\u2029",
    "\ufeffa",
    "\ufffe\uffff",
    "é😀漢",
  ],
  ...[
    "x".repeat(3000),
    `${"word ".repeat(100)}\n\n end  `,
    "a'b\"c",
    "{name}",
    "!!python/object:os.system",
  ],
  ...hostileNames,
];

const NUMBERS = [
  ...[
    0,
    -0,
    1,
    -1,
    0.1,
    1e3,
    1e15,
    1e21,
    1e-7,
    5e-324,
    1.7976931348623157e308,
    2 ** 53,
    2 ** 69,
    2 ** 70,
  ],
  ...[NaN, Infinity, -Infinity, -1.5e-10, 123456.789, 4294967296.5, -(2 ** 60), 1 / 3],
];

const VALUES: readonly Value[] = [
  ...TEXTS,
  ...NUMBERS,
  true,
  false,
  null,
  0n,
  -(2n ** 64n),
  12345678901234567890123n,
  new Date(0),
  new Date(Date.UTC(2024, 1, 29, 23, 59, 59, 999)),
  new Date(-1e12),
];

const freshRun = () => startRun({ experiment: "x" });

function textOf(run: Run): string {
  return new TextDecoder().decode(hparamsAsset(run).bytes!());
}

function logged(values: readonly (readonly [string, Value])[]): Run {
  return values.reduce((run, [key, value]) => logParam(run, key, value), freshRun());
}

/** Says what PyYAML reads otherwise than it was logged. */
function askPython(runs: readonly Run[]): string {
  const cases = runs.map((run) => [
    textOf(run),
    params(run).map(({ key, value, context }) => [
      context === undefined ? key : `${context}/${key}`,
      value === null ? "null" : value instanceof Date ? "date" : typeof value,
      value instanceof Date
        ? value.getTime()
        : typeof value === "number" && !Number.isFinite(value) || Object.is(value, -0) ||
            typeof value === "bigint"
        ? Object.is(value, -0) ? "-0.0" : String(value)
        : value,
    ]),
  ]);
  const { stdout, stderr } = spawnSync(python, ["tests/adapters/read_hparams.py"], {
    input: JSON.stringify(cases),
    encoding: "utf8",
    env: { ...process.env, PYTHONIOENCODING: "utf-8" },
  });
  return stdout.trim() || stderr;
}

test("hparamsAsset() writes what PyYAML reads as equal values", oracle("PyYAML 6", hasYaml), () => {
  const runs = [
    freshRun(),
    logged(VALUES.map((value, i) => [`key ${i}`, value])),
    logged([...new Set(TEXTS)].filter((text) => text !== "").map((text, i) => [text, i])),
    logParam(logParam(freshRun(), "lr", 0.1, { context: "training" }), "lr", 1),
  ];
  assert.equal(askPython(runs), "ok");
});

test(
  "hparamsAsset() writes what PyYAML reads, whatever is logged",
  oracle("PyYAML 6", hasYaml),
  () => {
    const text = fc.string({ unit: "binary", maxLength: 30 });
    const value = fc.oneof(
      text,
      fc.string({ unit: "grapheme", maxLength: 200 }),
      fc.constantFrom(...TEXTS),
      fc.double(),
      fc.double({ noDefaultInfinity: true, noNaN: true, min: -1e25, max: 1e25 }),
      fc.maxSafeInteger(),
      fc.bigInt(),
      fc.date({
        min: new Date("0001-01-02T00:00:00Z"),
        max: new Date("9999-12-30"),
        noInvalidDate: true,
      }),
      fc.boolean(),
      fc.constant(null),
    );
    const entries = fc.dictionary(text.filter((key) => key !== ""), value, { maxKeys: 8 });
    const runs: Run[] = [];
    fc.assert(
      fc.property(entries, (record) => {
        const run = logged(
          Object.entries(record).filter(([, item]) => isSound(item)) as [string, Value][],
        );
        runs.push(run);
        // And by a reader of YAML 1.2, where times are texts.
        const read = parse(textOf(run), { intAsBigInt: false });
        for (const { key, value } of params(run)) {
          if (typeof value === "string" || typeof value === "boolean") {
            assert.equal(read[key], value);
          }
          if (typeof value === "number") {
            assert.equal(Object.is(read[key], value), true, String(value));
          }
        }
      }),
      { numRuns: 400, seed: 7 },
    );
    assert.equal(askPython(runs), "ok");
  },
);

/** A text with half a surrogate pair is refused when it is logged. */
function isSound(value: unknown): boolean {
  return typeof value !== "string" || value.isWellFormed();
}

test("hparamsAsset() holds inputs alone, is the same each time, and can be logged", () => {
  let run = logParam(freshRun(), "rate", 0.5);
  run = logParam(run, "best rate", 0.25, { direction: "output" });
  assert.equal(textOf(run), "rate: 0.5\n");
  const [artifact] = artifacts(logArtifact(run, hparamsAsset(run)));
  assert.deepEqual([artifact.name, artifact.mediaType], ["hparams.yaml", "application/yaml"]);
  assert.equal(artifact.sha256, hparamsAsset(run, { name: "other.yaml" }).sha256);
  assert.equal(textOf(freshRun()), "{}\n");
});

test("hparamsAsset() refuses two parameters that would be one", () => {
  const run = logParam(logParam(freshRun(), "training/lr", 1), "lr", 2, { context: "training" });
  assert.throws(() => hparamsAsset(run), (error: { code?: string }) => error.code === "SINK_NAME");
  assert.throws(() => hparamsAsset(run, { title: "x" } as object), TypeError);
});
