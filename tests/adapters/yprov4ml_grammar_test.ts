import assert from "node:assert/strict";
import test from "node:test";
import { _readMetricFile } from "../../lib/adapters/yprov4ml_csv.ts";
import { _locate } from "../../lib/adapters/yprov4ml_files.ts";
import { _readNumberList } from "../../lib/adapters/yprov4ml_list.ts";
import { _numberIn } from "../../lib/adapters/yprov4ml_number.ts";
import { _readPython } from "../../lib/adapters/yprov4ml_python.ts";
import { _readOffset, _readTime } from "../../lib/adapters/yprov4ml_time.ts";
import { _readTuples } from "../../lib/adapters/yprov4ml_tuples.ts";
import { _valueOf } from "../../lib/adapters/yprov4ml_value.ts";

test("_readPython() reads what Python prints and nothing else", () => {
  const reads: [string, unknown][] = [
    ["None", null],
    ["True", true],
    [" -1.5e-3 ", -0.0015],
    ["inf", Infinity],
    ["-inf", -Infinity],
    ["nan", NaN],
    ["9007199254740993", 9007199254740993n],
    ["'it\\'s'", "it's"],
    ['"a\\nb\\q"', "a\nb\\q"],
    ["np.float64(0.5)", { kind: "call", items: [0.5] }],
    ["tensor(0.5, device='cuda:0')", { kind: "call", items: [0.5] }],
    ["(1, [2, 'x'],)", {
      kind: "list",
      cut: false,
      items: [1, { kind: "list", cut: false, items: [2, "x"] }],
    }],
    ["[1, ..., 2]", { kind: "list", cut: true, items: [1, 2] }],
    ["{'$': 0, 'type': 'xsd:int'}", { kind: "dict", entries: [["$", 0], ["type", "xsd:int"]] }],
  ];
  for (const [text, value] of reads) assert.deepEqual(_readPython(text), value, text);
  const others = [
    "",
    "lr",
    "1 2",
    "[1",
    "[1 2]",
    "{'a'}",
    "{'a': }",
    "'open",
    "__import__",
    "f(x)",
    "lambda: 0",
    "1 + 1",
    "9".repeat(500),
    "[".repeat(100_000),
    "(".repeat(40) + ")".repeat(40),
    "f(".repeat(100_000),
  ];
  for (const text of others) assert.equal(_readPython(text), undefined, text.slice(0, 40));
});

test("_numberIn() reads numbers as Python and its frameworks print them", () => {
  const reads: [string, number | null | undefined][] = [
    ["1", 1],
    ["-0.0", -0],
    ["1.", 1],
    [".5", 0.5],
    ["1e5", 100000],
    ["+1e-05", 1e-5],
    [" 7\r", 7],
    ["nan", NaN],
    ["-inf", -Infinity],
    ["True", 1],
    ["None", null],
    ["tensor(0.5, device='cuda:0')", 0.5],
    ["np.float64(nan)", NaN],
    ["", undefined],
    [" ", undefined],
    ["0x10", undefined],
    ["0b1", undefined],
    ["1_000", undefined],
    ["-", undefined],
    ["1.2.3", undefined],
    ["loss", undefined],
    ["a".repeat(100_000), undefined],
  ];
  for (const [text, value] of reads) assert.deepEqual(_numberIn(text), value, text.slice(0, 40));
});

test("_readNumberList() reads lists and arrays, and tells what is lost", () => {
  const read = (text: string) => {
    const list = _readNumberList(text);
    return list && [[...list.numbers], [...list.missing], [...list.odd], list.cut];
  };
  assert.deepEqual(read("[]"), [[], [], [], false]);
  assert.deepEqual(read("[1, np.float64(0.5), nan, None, x]"), [
    [1, 0.5, NaN, NaN, NaN],
    [3],
    [4],
    false,
  ]);
  assert.deepEqual(read("[0. 1. 2. ... 7. 8.]"), [[0, 1, 2, 7, 8], [], [], true]);
  assert.deepEqual(read("array([1, 2])"), [[1, 2], [], [], false]);
  assert.deepEqual(read("[tensor(0.5, device='cuda:0'), tensor(1e-05)]"), [
    [0.5, 1e-5],
    [],
    [],
    false,
  ]);
  for (const text of ["", "1, 2", "[1, 2", "[f(1", "f(".repeat(100_000)]) {
    assert.equal(read(text), undefined, text.slice(0, 20));
  }
});

test("_readTuples() finds tuples whatever stands around them", () => {
  assert.deepEqual(_readTuples("[(0, 0, 0.9), (1, 0, 0.8)]"), [[0, 0, 0.9], [1, 0, 0.8]]);
  assert.deepEqual(
    _readTuples("(3, 1, tensor(0.5, device='cuda:0', grad_fn=<NllLossBackward0>))"),
    [[3, 1, 0.5]],
  );
  assert.deepEqual(_readTuples("('0', '0.5')"), [[0, 0.5]]);
  assert.deepEqual(_readTuples("((("), []);
  assert.deepEqual(_readTuples("f(".repeat(100_000)), []);
});

function readFile(text: string) {
  const notes: string[] = [];
  const file = _readMetricFile(text, (path, kind) => notes.push(`${path} ${kind}`));
  const points = file &&
    Array.from({ length: file.points.length }, (_, i) => [
      file.points.steps[i],
      file.points.values[i],
      file.points.times[i],
    ]);
  return { ...file, points, notes };
}

test("_readMetricFile() takes any separator", () => {
  for (const sign of [",", "\t", ";", "|", " ", "::", ", ", "--", "\u00a7"]) {
    const rows = [["loss", "Context.TRAINING", "None"], [0, 0.5, 1795229214805], [1, "-1e-05", 9]];
    const text = rows.map((row) => row.join(sign)).join("\r\n");
    const { key, context, source, points } = readFile(text);
    assert.deepEqual([key, context, source], ["loss", "Context.TRAINING", "None"], sign);
    assert.deepEqual(points, [[0, 0.5, 1795229214805], [1, -1e-5, 9]], sign);
    const named = readFile(["epoch", "value", "timestep"].join(sign) + `\n2${sign}nan${sign}5\n`);
    assert.equal(named.key, undefined);
    assert.deepEqual(named.points, [[2, NaN, 5]], sign);
  }
});

test("_readMetricFile() leaves out what is no point and says so once a kind", () => {
  const { key, points, notes } = readFile(
    "a,b,Context.TRAINING,None\n0,1.0,10\n\n1,None,11\n2,None,12\nsense\n-1,3.0,13\nNone,4.0,0\n" +
      "3,x,14\n4,5.0",
  );
  assert.equal(key, "a,b");
  assert.deepEqual(points, [[0, 1, 10], [NaN, 3, 13], [NaN, 4, NaN]]);
  assert.deepEqual(notes, ["line 4 missing-value", "line 6 unreadable-point", "line 7 step"]);
});

test("_readMetricFile() refuses what is no metric file", () => {
  for (const text of ["", "\n\n", "hello\nworld\n", "x".repeat(10_000), "\u0089HDF\r\n\u001a\n"]) {
    assert.equal(readFile(text).points, undefined, text.slice(0, 20));
  }
  assert.deepEqual(readFile("loss,Context.TRAINING,None\n").points, []);
  assert.deepEqual(readFile("0,0.5,10\n1,0.25,20\n"), {
    points: [[0, 0.5, 10], [1, 0.25, 20]],
    notes: [],
  });
});

test("_readTime() reads dates, zones and seconds", () => {
  const noon = Date.parse("2026-05-06T12:00:00Z");
  assert.deepEqual(_readTime("2026-05-06T12:00:00Z", 0), { ms: noon, isLocal: false });
  assert.deepEqual(_readTime("2026-05-06 12:00:00.250000", 0), { ms: noon + 250, isLocal: true });
  assert.deepEqual(_readTime("2026-05-06T12:00", 120), { ms: noon - 7_200_000, isLocal: true });
  assert.deepEqual(_readTime("2026-05-06T12:00:00+0200", 60)?.ms, noon - 7_200_000);
  assert.deepEqual(_readTime("1750000000.5", 0), { ms: 1750000000500, isLocal: false });
  assert.deepEqual(_readTime("1750000000500", 0)?.ms, 1750000000500);
  const none = ["", "0", "yesterday", "2026-02-30T00:00:00", "2026-01-01T25:00:00", "0000-01-01"];
  for (const text of [...none, "9".repeat(40)]) assert.equal(_readTime(text, 0), undefined, text);
  assert.equal(_readOffset("UTC+0000"), 0);
  assert.equal(_readOffset("CEST-09:30"), -570);
  assert.equal(_readOffset("+9900"), undefined);
  assert.equal(_readOffset("Europe/Rome"), undefined);
});

test("_valueOf() takes types from where a text tells them", () => {
  const told: [string, unknown][] = [
    ["0^^xsd:int", 0],
    ["9007199254740993^^xsd:long", 9007199254740993n],
    ["1.0^^xsd:double", 1],
    ['"x"^^xsd:string', "x"],
    ["true^^xsd:boolean", true],
    ["{'$': 58, 'type': 'xsd:int'}", 58],
    ["{'$': '2026-05-06T12:00:00', 'type': 'xsd:dateTime'}", "2026-05-06T12:00:00"],
    ["x^^xsd:int", "x"],
    ["9".repeat(5000) + "^^xsd:integer", "9".repeat(5000)],
    ["adam", "adam"],
    ["007", "007"],
    ["a^^b", "a^^b"],
    ["[1, 2]", "[1, 2]"],
    ["1e5x", "1e5x"],
  ];
  for (const [text, value] of told) {
    assert.deepEqual(_valueOf({ text }), { value, isTold: true }, text.slice(0, 40));
  }
  for (const [text, value] of [["0.001", 0.001], ["32", 32], ["True", true], ["None", null]]) {
    assert.deepEqual(_valueOf({ text: String(text) }), { value, isTold: false });
  }
});

test("_locate() finds a moved folder's files and nothing outside", () => {
  const files = new Map(
    ["run/metrics/a.csv", "run/secret", "secret"].map((path) => [
      path,
      () => Promise.resolve(new Uint8Array()),
    ]),
  );
  assert.equal(_locate(files, "run/", undefined, "a/b/metrics/a.csv"), "run/metrics/a.csv");
  assert.equal(_locate(files, "run/", undefined, "a/b/secret"), undefined);
  const find = (path: string, root = "prov/mnist_0") => _locate(files, "run/", root, path);
  assert.equal(find("prov/mnist_0/metrics/a.csv"), "run/metrics/a.csv");
  assert.equal(find("prov/mnist_0/./metrics//a.csv"), "run/metrics/a.csv");
  assert.equal(find("prov\\mnist_0\\metrics\\a.csv"), "run/metrics/a.csv");
  assert.equal(find("/scratch/ada/prov/mnist_0/metrics/a.csv"), "run/metrics/a.csv");
  for (const path of ["secret", "metrics/a.csv", "prov/mnist_0/../secret", "../secret", ""]) {
    assert.equal(find(path), undefined, path);
  }
});
