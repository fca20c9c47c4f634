import assert from "node:assert/strict";
import test from "node:test";
import { inspect } from "node:util";
import {
  bytesAsset,
  endRun,
  events,
  jsonAsset,
  logArtifact,
  logDataset,
  logMetric,
  logModel,
  logParam,
  logParams,
  replay,
  Run,
  setDescription,
  showRun,
  startRun,
} from "stemma";
import { hostileNames } from "../hostile_names.ts";
import { assertOwnMarkup, rowsOf } from "./markup.ts";

const html = (run: Run) => showRun(run)["text/html"];
const text = (run: Run) => showRun(run)["text/plain"];

/** A run whose clock goes on by a second a look. */
function started(name?: string): Run {
  let seconds = 0;
  const env = {
    now: () => 1000 * seconds++,
    randomId: () => "019a0000-0000-7000-8000-000000000000",
  };
  return startRun({ experiment: "digits", name, env });
}

function trained(): Run {
  let run = logParams(started("small"), { rate: 0.01, seed: 20261121, layers: ["conv", "dense"] });
  run = logDataset(run, { samples: 800 }, { label: "train" });
  for (const loss of [0.9, 0.5, 0.125, 0.25]) {
    run = logMetric(run, "loss", loss, { context: "training", unit: "nat" });
  }
  run = logModel(run, { name: "cnn", parameters: 1024 });
  run = logArtifact(run, bytesAsset("weights.bin", new Uint8Array(2048)), { aliases: ["best"] });
  return logParam(run, "found", true, { direction: "output", context: "testing" });
}

test("showRun() tells a run in one line", () => {
  assert.equal(
    text(trained()),
    "Run digits/small RUNNING 14 events · 5 params · training/loss (nat) 0.25",
  );
  let run = startRun({ experiment: "e", runId: "r" });
  assert.equal(text(run), "Run e/r RUNNING 1 event · 0 params");
  for (let i = 0; i < 1500; i++) run = logMetric(run, `m${i}`, i);
  assert.equal(
    text(endRun(run, { status: "KILLED" })),
    "Run e/r KILLED 3,002 events · 0 params · m0 0 · m1 1 · m2 2 · m3 3 · 1,496 more series",
  );
  assert.equal(text(started()), "Run digits/019a0000… RUNNING 1 event · 0 params");
});

test("consoles write a run in one line, also inside of something", () => {
  const run = trained();
  assert.equal(inspect(run), text(run));
  assert.equal(inspect({ run }), `{\n  run: ${text(run)}\n}`);
  assert.equal(
    inspect(Object.create(Run.prototype)),
    "[object Object]",
    "what only looks like one",
  );
});

test("a kernel that asks a run how it is shown gets what showRun() gives", () => {
  const run = trained();
  const display = (run as unknown as Record<symbol, () => unknown>)[Symbol.for("Jupyter.display")];
  assert.deepEqual(display.call(run), showRun(run));
  assert.deepEqual(Object.keys(run), [], "and nothing of it is seen in the run");
});

test("showRun() tells metrics, parameters and artifacts in tables", () => {
  const shown = html(endRun(trained()));
  assertOwnMarkup(shown);
  assert.deepEqual(rowsOf(shown), [
    ["Metrics", "last", "min", "max", "points", ""],
    ["training/loss (nat)", "0.25", "0.125", "0.9", "4", "~"],
    ["Parameters", "", ""],
    ["rate", "0.01", ""],
    ["seed", "20261121", ""],
    ["layers.0", "conv", ""],
    ["layers.1", "dense", ""],
    ["found", "true", "testing output"],
    ["Artifacts", "", "size"],
    ["train", "dataset, input, samples=800", ""],
    ["cnn", "model, output, parameters=1,024", ""],
    ["weights.bin v0 best", "output", "2.0 KiB"],
  ]);
  assert.match(
    shown,
    /<b>digits\/small<\/b> .*● ?<\/span> FINISHED <span[^>]*>· 10 s · 15 events</,
  );
});

test("showRun() tells the description and what went wrong", () => {
  const run = setDescription(started("small"), "First try\nof <two>");
  const shown = html(endRun(run, { status: "FAILED", error: new RangeError("no & memory") }));
  assertOwnMarkup(shown);
  assert.match(shown, /<p>RangeError: no &#38; memory<\/p><p>First try of &#60;two&#62;<\/p>/);
  assert.match(shown, /● ?<\/span> FAILED/);
});

test("showRun() leaves out tables without rows", () => {
  assert.deepEqual(rowsOf(html(started())), []);
});

test("showRun() depends on the events alone", () => {
  const run = trained();
  assert.deepEqual(showRun(replay(events(run))), showRun(run));
  const older = logMetric(run, "loss", 7, { context: "training" });
  assert.notDeepEqual(showRun(older), showRun(run));
  assert.deepEqual(showRun(replay(events(run))), showRun(run), "what came later is not seen");
});

test("no name and no value gets out of its cell", () => {
  const names = [...hostileNames, "</td></table><script>alert(1)</script>", "\"'><img onerror=x>"];
  for (const name of names) {
    let run = startRun({ experiment: name, name, description: name });
    run = logParam(run, name, name, { context: name });
    run = logMetric(run, name, 1, { context: name, source: name, unit: name });
    run = logDataset(run, { name }, { label: name });
    run = logArtifact(run, jsonAsset("a.json", 1), { name, aliases: [name] });
    run = endRun(run, { status: "FAILED", error: new Error(name) });
    assertOwnMarkup(html(run));
    assert.doesNotMatch(text(run), /[\u0000-\u001f\u202e]/);
  }
});

test("a run with thousands of everything is shown in a bounded text", () => {
  let run = started("large");
  const long = "x".repeat(100_000);
  for (let i = 0; i < 3000; i++) {
    run = logParam(run, `p${i}${long.slice(0, 1000)}`, i < 50 ? long : i);
    for (let j = 0; j < (i < 20 ? 1000 : 1); j++) {
      run = logMetric(run, `m${i}`, Math.sin(i * j) * 1e-9);
    }
    if (i < 200) run = logArtifact(run, jsonAsset("a.json", i), { name: `a${i}` });
  }
  const shown = html(run);
  assert.ok(shown.length < 64_000, `${shown.length} characters`);
  assertOwnMarkup(shown);
  const counted = rowsOf(shown).filter((row) => row.length === 1);
  assert.deepEqual(counted, [["and 2,984 more"], ["and 2,984 more"], ["and 184 more"]]);
});

test("showRun() shows the extremes and the newest of many points", () => {
  let run = started("long");
  for (let i = 0; i < 50_000; i++) {
    const value = i === 31_234 ? -7 : i === 7_777 ? 42 : i % 97 === 0 ? NaN : Math.sin(i);
    run = logMetric(run, "loss", i === 49_999 ? 0.75 : value);
  }
  assert.deepEqual(rowsOf(html(run))[1], ["loss", "0.75", "-7", "42", "50,000", "~"]);
});

test("showRun() refuses what is no run", () => {
  assert.throws(() => showRun({} as Run), TypeError);
});
