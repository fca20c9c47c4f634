import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import {
  equalProv,
  type ProvDocument,
  provFromJson,
  provFromJsonLd,
  provFromProvN,
} from "../../lib/prov.ts";
import { inFolder } from "../assets/temporary_folder.ts";
import { oracle } from "../oracle.ts";
import { stemma } from "./stemma.ts";

const corpora = "../shared/corpora";
const here = oracle("the conformance corpora", existsSync(corpora));

const lenient = { mode: "lenient" } as const;
const readers: Readonly<Record<string, (text: string) => ProvDocument>> = {
  json: (text) => provFromJson(text, lenient).document,
  provn: (text) => provFromProvN(text, lenient).document,
  jsonld: (text) => provFromJsonLd(text, lenient).document,
};

test("`convert` writes every format from every format", here, async () => {
  await inFolder({}, (folder) => {
    for (const from of Object.keys(readers)) {
      const source = `${corpora}/examples/Primer.${from}`;
      const doc = readers[from](readFileSync(source, "utf8"));
      for (const to of Object.keys(readers)) {
        const target = join(folder, `primer.${to}`);
        assert.deepEqual(stemma(["convert", source, target]), { code: 0, stdout: "", stderr: "" });
        assert.ok(equalProv(readers[to](readFileSync(target, "utf8")), doc), `${from} to ${to}`);
      }
    }
  });
});

test("`convert` takes the library's names of formats", () => {
  const input = '{"prefix":{"ex":"https://e.example/"},"entity":{"ex:e":{}}}';
  for (
    const [name, short] of [["prov-json", "json"], ["prov-n", "provn"], ["prov-jsonld", "jsonld"]]
  ) {
    const { code, stdout } = stemma(["convert", "-", "--from", "prov-json", "--to", name], {
      input,
    });
    assert.equal(code, 0);
    assert.equal(stdout, stemma(["convert", "-", "--to", short], { input }).stdout);
  }
  const { code, stderr } = stemma(["convert", "-", "--to", "prov-xml"], { input });
  assert.equal(code, 2);
  assert.match(
    stderr,
    /^stemma: [^\n]*json, provn, jsonld, svg, dot, prov-json, prov-n, prov-jsonld\.\n$/,
  );
});

test("`convert` tells the format of stdin from how it begins", here, () => {
  for (const from of Object.keys(readers)) {
    const input = readFileSync(`${corpora}/examples/Bundle1.${from}`, "utf8");
    const { code, stdout } = stemma(["convert", "-", "--to", "provn"], { input });
    assert.equal(code, 0);
    assert.ok(equalProv(readers.provn(stdout), readers[from](input)), from);
  }
});

test("`convert` takes PROV-JSONLD that is called .json for what it is", here, async () => {
  const text = readFileSync(`${corpora}/examples/Primer.jsonld`, "utf8");
  await inFolder({ "primer.json": text }, (folder) => {
    const { stdout } = stemma(["convert", join(folder, "primer.json"), "--to", "jsonld"]);
    assert.ok(equalProv(readers.jsonld(stdout), readers.jsonld(text)));
  });
});

test("`convert` draws .dot and .svg", here, async () => {
  await inFolder({}, (folder) => {
    for (const [name, begin] of [["a.dot", "digraph"], ["a.svg", "<svg"], ["a.gv", "digraph"]]) {
      const target = join(folder, name);
      assert.equal(stemma(["convert", `${corpora}/examples/Primer.provn`, target]).code, 0);
      assert.ok(readFileSync(target, "utf8").startsWith(begin), name);
    }
  });
});

test("`convert` repairs, tells the place, and refuses with --mode strict", async () => {
  const text = "document\n  prefix ex <https://e.example/>\n  used(ex:a, ex:b)\nendDocument\n";
  await inFolder({ "odd.provn": text }, (folder) => {
    const file = join(folder, "odd.provn");
    const { code, stdout, stderr } = stemma(["convert", file, "-", "--to", "provn"]);
    assert.equal(code, 0);
    assert.doesNotMatch(stdout, /used/);
    assert.ok(stderr.startsWith(`${file}:3:3: skipped-statement: `), stderr);
    assert.equal(stderr.split("\n").length, 2);

    const strict = stemma(["convert", file, "-", "--to", "provn", "--mode", "strict"]);
    assert.equal(strict.code, 2);
    assert.equal(strict.stdout, "");
    assert.match(
      strict.stderr,
      /^stemma: \S+odd\.provn: Cannot read PROV-N at line 3, column 3: .*\n$/,
    );
  });
});

test("`convert` tells the first repairs of many and counts the rest", () => {
  const entities = Object.fromEntries(
    Array.from({ length: 100 }, (_, i) => [`ex:${i}`, { "ex:n": null }]),
  );
  const input = JSON.stringify({ prefix: { ex: "https://e.example/" }, entity: entities });
  const { code, stderr } = stemma(["convert", "-", "--to", "provn"], { input });
  const lines = stderr.trimEnd().split("\n");
  assert.equal(code, 0);
  assert.equal(lines.length, 6);
  assert.match(lines[0], /^stdin:\/entity\/ex:0\/ex:n: null: /);
  assert.equal(lines[5], "stdin: null: 95 more");
});

test("`convert` ends every text with one line break", () => {
  for (const to of ["json", "provn", "jsonld", "svg", "dot"]) {
    const { stdout } = stemma(["convert", "-", "--to", to], { input: '{"entity":{"prov:e":{}}}' });
    assert.match(stdout, /[^\n]\n$/, to);
  }
});

test("`convert` writes the dialect of ProvToolbox", () => {
  const input = '{"entity":{"prov:e":{"prov:label":"a"}}}';
  const args = ["convert", "-", "--to", "json", "--dialect"];
  const entities = (dialect: string) =>
    JSON.parse(stemma([...args, dialect], { input }).stdout).entity;
  assert.deepEqual(entities("prov"), { "prov:e": { "prov:label": "a" } });
  assert.deepEqual(entities("provtoolbox"), { "prov:e": { "prov:label": ["a"] } });
  assert.equal(stemma([...args, "other"], { input }).code, 2);
});

test("`convert` passes --indent on", () => {
  const input = '{"entity":{"prov:e":{}}}';
  const { stdout } = stemma(["convert", "-", "--to", "json", "--indent", "0"], { input });
  assert.equal(stdout.trimEnd().split("\n").length, 1);
  assert.equal(stemma(["convert", "-", "--to", "json", "--indent", "-1"], { input }).code, 2);
});

test("`convert` refuses every malformed document in one line", here, () => {
  const folder = `${corpora}/prov-malformed`;
  for (const name of readdirSync(folder).filter((each) => each !== "expected.json")) {
    const { code, stdout, stderr } = stemma(["convert", `${folder}/${name}`, "--to", "json"]);
    assert.equal(code, 2, name);
    assert.equal(stdout, "");
    assert.match(stderr, /^stemma: [^\n]+\n$/);
  }
});

test("`convert` says what a file is that it does not read", async () => {
  const files = {
    "empty.provn": "",
    "prov.xml": "<prov:document/>",
    "prov.ttl": "@prefix prov: <http://www.w3.org/ns/prov#> .",
    "notes.txt": "Dear diary",
    "image.json": Uint8Array.of(0x89, 0x50, 0xff, 0xfe),
    "zip.zip": Uint8Array.of(0x50, 0x4b, 3, 4, 0, 0),
  };
  const said: Record<string, RegExp> = {
    "empty.provn": /PROV-N/,
    "prov.xml": /PROV-XML/,
    "prov.ttl": /Turtle/,
    "notes.txt": /--from/,
    "image.json": /UTF-8/,
    "zip.zip": /unpack/,
    "gone.json": /no such file/,
  };
  await inFolder(files, (folder) => {
    for (const [name, pattern] of Object.entries(said)) {
      const { code, stdout, stderr } = stemma(["convert", join(folder, name), "--to", "json"]);
      assert.deepEqual([code, stdout], [2, ""], name);
      assert.match(stderr, /^stemma: [^\n]+\n$/);
      assert.match(stderr, pattern);
    }
  });
});

test("`convert` leaves the file that was there where it cannot read", async () => {
  await inFolder({ "in.json": "{", "out.provn": "kept" }, (folder) => {
    assert.equal(stemma(["convert", join(folder, "in.json"), join(folder, "out.provn")]).code, 2);
    assert.equal(readFileSync(join(folder, "out.provn"), "utf8"), "kept");
  });
});

test("`convert` may write over what it reads", async () => {
  await inFolder({}, (folder) => {
    const file = join(folder, "a.json");
    writeFileSync(file, '{"entity":{"prov:e":{}}}');
    assert.equal(stemma(["convert", file, file]).code, 0);
    assert.deepEqual(JSON.parse(readFileSync(file, "utf8")).entity, { "prov:e": {} });
  });
});
