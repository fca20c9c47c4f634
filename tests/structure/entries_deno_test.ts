import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import process from "node:process";
import test from "node:test";
import { exportedNames } from "./exported_names.ts";
import { entries, importsOf, libraryFiles } from "./source_tree.ts";

const deno = (...args: string[]): string =>
  execFileSync(process.execPath, args, {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, NO_COLOR: "1" },
  });

test("importing the entries takes no permission, no clock, no chance, no WebAssembly", () => {
  const script = "tests/structure/import_without_work.ts";
  const imported = JSON.parse(deno("run", "--no-prompt", "--quiet", script));
  const values = Object.fromEntries(
    entries().map(([subpath, file]) => [
      subpath.replace(/^\./, "stemma"),
      exportedNames(file).filter((name) => !name.startsWith("type ")),
    ]),
  );
  for (const names of Object.values<string[]>(imported)) names.sort();
  assert.deepEqual(
    imported,
    values,
    "every entry, with the values that its text exports",
  );
});

test("importsOf() finds the imports that Deno finds", () => {
  for (const [, entry] of entries()) {
    const { modules } = JSON.parse(deno("info", "--json", entry));
    for (const { local, dependencies = [] } of modules as DenoModule[]) {
      const path = libraryFiles().find((path) =>
        local === undefined ? false : local.endsWith(`/${path}`)
      );
      if (path === undefined) continue;
      const ours = new Set(importsOf(path).map(({ specifier }) => specifier));
      const theirs = new Set(dependencies.map(({ specifier }) => specifier));
      assert.deepEqual([...ours].sort(), [...theirs].sort(), path);
    }
  }
});

interface DenoModule {
  local?: string;
  dependencies?: { specifier: string }[];
}
