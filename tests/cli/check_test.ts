import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { inFolder } from "../assets/temporary_folder.ts";
import { oracle } from "../oracle.ts";
import { stemma } from "./stemma.ts";

const corpora = "../shared/corpora";
const here = oracle("the conformance corpora", existsSync(corpora));

const provn = (...lines: string[]) =>
  ["document", "prefix ex <https://e.example/>", ...lines, "endDocument"].join("\n");
const files = {
  "sound.provn": provn("entity(ex:a)"),
  "odd.provn": provn("activity(ex:train)", "used(ex:train, ex:gone, -)"),
  "wrong.provn": provn("entity(ex:a)", "wasDerivedFrom(ex:a, ex:a)"),
  "repaired.json": '{"prefix":{"ex":"https://e.example/"},"entity":{"ex:a":{"ex:n":null}}}',
  "broken.json": "{",
};

test("`check` exits with 0, 1 and 2 for sound, invalid and unreadable files", async () => {
  await inFolder(files, (folder) => {
    const code = (...args: string[]) =>
      stemma(["check", ...args.map((arg) => arg.startsWith("-") ? arg : join(folder, arg))]).code;
    assert.equal(code("sound.provn"), 0);
    assert.equal(code("sound.provn", "--strict"), 0);
    assert.equal(code("odd.provn", "repaired.json"), 0);
    assert.equal(code("odd.provn", "--strict"), 1);
    assert.equal(code("repaired.json", "--strict"), 1);
    assert.equal(code("sound.provn", "wrong.provn"), 1);
    assert.equal(code("broken.json", "wrong.provn"), 2);
    assert.equal(code("gone.json"), 2);
  });
});

test("`check` prints what it found under each file's name, and a summary on stderr", async () => {
  await inFolder(files, (folder) => {
    const paths = Object.keys(files).map((name) => join(folder, name));
    const { code, stdout, stderr } = stemma(["check", ...paths]);
    assert.equal(code, 2);
    const text = stdout.replaceAll(`${folder}/`, "");
    assert.match(text, /^odd\.provn\n {2}warning dangling-reference Nothing describes ex:gone/);
    assert.match(text, /\nwrong\.provn\n {2}error C42 These events/);
    assert.match(text, /\nrepaired\.json\n {2}\/entity\/ex:a\/ex:n warning null /);
    assert.doesNotMatch(text, /sound|\x1b/);
    const [unread, summary] = stderr.trimEnd().split("\n");
    assert.match(unread, /^stemma: \S+broken\.json: Cannot read [^\n]+$/);
    assert.equal(
      summary,
      "4 files checked, 1 invalid, 1 error, 2 warnings, 1 could not be read",
    );
  });
});

test("`check --json` prints the findings as data", async () => {
  await inFolder(files, (folder) => {
    const paths = ["wrong.provn", "broken.json"].map((name) => join(folder, name));
    const { code, stdout, stderr } = stemma(["check", "--json", paths[0], "-", paths[1]], {
      input: files["sound.provn"],
    });
    assert.equal(code, 2);
    assert.match(stderr, /^stemma: [^\n]+\n$/);
    const [wrong, sound, broken] = JSON.parse(stdout);
    assert.deepEqual([broken.file, broken.valid, broken.findings], [paths[1], false, []]);
    assert.match(broken.error, /broken\.json: Cannot read/);
    assert.deepEqual(sound, { file: "stdin", valid: true, findings: [] });
    assert.equal(wrong.valid, false);
    const [{ code: clause, severity, records, cycle }] = wrong.findings;
    assert.deepEqual([clause, severity, records], ["C42", "error", ["wasDerivedFrom(ex:a, ex:a)"]]);
    assert.equal(cycle[0].before, "the generation of ex:a");
  });
});

test("`check` believes clocks within its tolerance", () => {
  const input = provn("activity(ex:a, 2026-01-01T00:00:05Z, 2026-01-01T00:00:00Z)");
  const warned = (...args: string[]) =>
    stemma(["check", "-", ...args], { input }).stdout.includes("clock-order");
  assert.ok(warned());
  assert.ok(!warned("--tolerance", "10000"));
  assert.equal(stemma(["check", "-", "--tolerance", "soon"], { input }).code, 2);
});

test("`check` gives the verdicts of the PROV-CONSTRAINTS corpus", here, () => {
  const folder = `${corpora}/constraints-json`;
  const rows = readFileSync(`${folder}/verdicts.tsv`, "utf8").trimEnd().split("\n")
    .map((line) => line.split("\t"))
    .filter(([name, , authority]) =>
      existsSync(`${folder}/${name}.json`) && !authority.includes("file name only")
    );
  assert.ok(rows.length > 50);
  const { stdout } = stemma(["check", "--json", ...rows.map(([name]) => `${folder}/${name}.json`)]);
  const verdicts = JSON.parse(stdout) as { file: string; valid: boolean }[];
  assert.deepEqual(
    verdicts.map((
      { file, valid },
    ) => [file.slice(folder.length + 1, -".json".length), valid ? "PASS" : "FAIL"]),
    rows.map(([name, verdict]) => [name, verdict]),
  );
});
