// Rewrites the snapshot when asked: deno test -A tests/structure/exports_test.ts -- --update
import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import process from "node:process";
import test from "node:test";
import { exportedNames } from "./exported_names.ts";
import { config, entries, source } from "./source_tree.ts";

const snapshot = "tests/structure/exports.txt";

test(`the entries export what ${snapshot} lists`, () => {
  const found = entries().map(([subpath, file]) =>
    [
      subpath.replace(/^\./, "stemma"),
      ...exportedNames(file).map((name) => `  ${name}`),
    ]
      .join("\n") + "\n"
  ).join("\n");
  if (process.argv.includes("--update")) writeFileSync(snapshot, found);
  assert.equal(found, readFileSync(snapshot, "utf8"));
});

test("every subpath names a file, and tests import it by the same name", () => {
  for (const [subpath, file] of Object.entries(config.exports)) {
    assert.ok(existsSync(file), `${subpath} names ${file}: no such file`);
    if (!file.endsWith(".ts")) continue;
    assert.equal(config.imports[subpath.replace(/^\./, "stemma")], file);
  }
});

test("mod.ts holds named re-exports and no code", () => {
  const rest = source("mod.ts").code.replace(
    /^export (?:type )?\{[^}]*\} from "[^"]*";/gm,
    "",
  );
  assert.equal(rest.trim(), "");
});
