import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { digest, toProv } from "../../mod.ts";
import { equalProv, provFromProvN } from "../../lib/prov.ts";
import { textWidth } from "../../lib/cli/text_width.ts";
import { sampleRun, withSavedRuns } from "./saved_runs.ts";
import { stemma } from "./stemma.ts";

test("`show` shows a run the same from its folder, its log, a zip and stdin", async () => {
  await withSavedRuns(["run-1"], ({ folder, zip }) => {
    writeFileSync(join(folder, "run.zip"), zip);
    const run = join(folder, "digits", "run-1");
    const { code, stdout, stderr } = stemma(["show", run]);
    assert.deepEqual([code, stderr], [0, ""]);
    for (const path of [folder, join(run, "run.log"), join(folder, "run.zip")]) {
      assert.equal(stemma(["show", path]).stdout, stdout, path);
    }
    assert.equal(stemma(["show", "-"], { input: zip }).stdout, stdout);
    for (
      const line of [
        /^first try {2}FINISHED$/m,
        /^started +2026-01-02 03:04:06 UTC$/m,
        /^by +Ada$/m,
        /^about +A small network\.$/m,
        /^command +python train\.py$/m,
        /^code +https:\/\/git\.example\/net commit c0ffee and uncommitted changes$/m,
        /^ran on +deno 2\.9\.6, 8 × CPU$/m,
        /^optimizer +adam learningRate=0\.01$/m,
        /^tags +team=vision$/m,
        new RegExp(`^digest +${digest(sampleRun("run-1"))}$`, "m"),
        /^Parameters \(3\)$/m,
        /^ {2}seed +1180591620717411303424$/m,
        /^ {2}since +1970-01-01T00:00:00\.000Z +training$/m,
        /^ {2}training\/loss \(nat\) +100 +0\.01 +0\.01 +1 {2}█▂▁{10}$/m,
        /^ {2}train +training +input +samples=150$/m,
        /^ {2}net +v0 +1 +4 B +output$/m,
        /^ {2}notes\.txt +v0 +5 B +output$/m,
      ]
    ) assert.match(stdout, line);
    assert.doesNotMatch(stdout, /\x1b/);
    for (const line of stdout.split("\n")) assert.ok(textWidth(line) <= 80, line);
  });
});

test("`show --json` prints everything as data", async () => {
  await withSavedRuns(["run-1"], ({ folder }) => {
    const data = JSON.parse(stemma(["show", "--json", folder]).stdout);
    assert.equal(data.digest, digest(sampleRun("run-1")));
    assert.equal(data.startTime, "2026-01-02T03:04:06.000Z");
    assert.equal(data.params[1].value, "1180591620717411303424");
    assert.equal(data.params[2].value, "1970-01-01T00:00:00.000Z");
    assert.deepEqual([data.metrics[0].count, data.metrics[0].nan], [100, 1]);
    assert.equal(data.artifacts[0].name, "notes.txt");
    assert.equal(data.models[0].version, "v0");
    assert.deepEqual(data.command, ["python", "train.py"]);
    assert.equal(data.source.commit, "c0ffee");
    assert.equal(data.environment.runtime.name, "deno");
    assert.deepEqual(data.optimizers, [{ name: "adam", settings: { learningRate: 0.01 } }]);
    assert.equal(data.datasets[0].info.samples, 150);
  });
});

test("`show` lists several runs, and --run chooses one", async () => {
  await withSavedRuns(["a-1", "a-2", "b-1"], ({ folder, zip }) => {
    const { code, stdout } = stemma(["show", folder]);
    assert.equal(code, 0);
    assert.match(stdout, /^FINISHED {2}2026-01-02 03:04 {2}digits +first try {2}a-1$/m);
    assert.deepEqual(stdout.split("\n").map((line) => line.split(" ").at(-1)), [
      "run",
      "a-1",
      "a-2",
      "b-1",
      "",
    ]);
    assert.equal(stemma(["show", "-"], { input: zip }).stdout, stdout);
    assert.match(stemma(["show", folder, "--run", "b"]).stdout, /^run +b-1$/m);
    const data = JSON.parse(stemma(["show", folder, "--run", "a", "--json"]).stdout);
    assert.deepEqual(data.map(({ place }: { place: string }) => place), [
      join(folder, "digits", "a-1"),
      join(folder, "digits", "a-2"),
    ]);
    const none = stemma(["show", folder, "--run", "c"]);
    assert.deepEqual([none.code, none.stdout], [2, ""]);
  });
});

test("`show` refuses a log that was changed; leniently it shows what is sound", async () => {
  await withSavedRuns(["run-1"], ({ folder }) => {
    const log = join(folder, "digits", "run-1", "run.log");
    const bytes = readFileSync(log);
    bytes[bytes.length - 40] ^= 1;
    writeFileSync(log, bytes);
    const strict = stemma(["show", folder]);
    assert.deepEqual([strict.code, strict.stdout], [2, ""]);
    assert.match(strict.stderr, /^stemma: [^\n]+--mode lenient[^\n]*\n$/);
    const lenient = stemma(["show", folder, "--mode", "lenient"]);
    assert.equal(lenient.code, 0);
    assert.match(lenient.stderr, /LOG_DAMAGED/);
    assert.match(lenient.stdout, /^first try/);
  });
});

test("`show` lists the sound ones of several runs, and tells of the others", async () => {
  await withSavedRuns(["a-1", "a-2"], ({ folder }) => {
    writeFileSync(join(folder, "digits", "a-1", "run.log"), "no log");
    const { code, stdout, stderr } = stemma(["show", folder]);
    assert.equal(code, 2);
    assert.match(stdout, /^run +a-2$/m);
    assert.match(stderr, /^stemma: \S+a-1: Cannot read [^\n]+\n$/);
    writeFileSync(join(folder, "digits", "a-2", "run.log"), "no log");
    const none = stemma(["show", folder]);
    assert.deepEqual([none.code, none.stdout], [2, ""]);
    assert.equal(none.stderr.trimEnd().split("\n").length, 3);
  });
});

test("`convert`, `check`, `draw` and `diff` take a saved run for its provenance", async () => {
  await withSavedRuns(["run-1"], ({ folder, zip }) => {
    const { stdout } = stemma(["convert", folder, "--to", "provn"]);
    assert.ok(equalProv(provFromProvN(stdout).document, toProv(sampleRun("run-1"))));
    assert.equal(stemma(["check", folder]).code, 0);
    assert.equal(stemma(["diff", folder, "-"], { input: zip }).code, 0);
    assert.equal(stemma(["diff", folder, join(folder, "digits/run-1/prov.json")]).code, 0);
    const { stdout: svg } = stemma(["draw", "-"], { input: zip });
    assert.match(svg, /<title[^>]*>Provenance of first try<\/title>/);
  });
});

test("`show` wants a run", () => {
  const document = stemma(["show", "-"], { input: '{"entity":{}}' });
  assert.equal(document.code, 2);
  assert.match(document.stderr, /^stemma: Cannot show stdin: it is a PROV document[^\n]+\n$/);
  const folder = stemma(["show", "tests/golden"]);
  assert.equal(folder.code, 2);
  assert.match(folder.stderr, /^stemma: [^\n]*no run[^\n]*\n$/);
});
