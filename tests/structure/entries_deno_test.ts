import assert from "node:assert/strict";
import test from "node:test";
import { exportedNames } from "./exported_names.ts";
import { entries, importsOf, libraryFiles } from "./source_tree.ts";

// Not `node:child_process`: under Deno it hands its own permissions on to another Deno.
function deno(...args: string[]): string {
  const command = new Deno.Command(Deno.execPath(), { args, env: { NO_COLOR: "1" } });
  const { success, stdout, stderr } = command.outputSync();
  assert.ok(success, new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout);
}

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

test("importing the entries calls few functions: tables are made when they are needed", () => {
  const calls: [count: number, name: string, file: string][] = JSON.parse(
    deno("run", "-A", "--quiet", "tests/structure/import_calls.ts"),
  );
  assert.ok(calls.some(([, name]) => name === "qualifiedName"), "calls are seen");
  const total = calls.reduce((sum, [count]) => sum + count, 0);
  assert.ok(total <= 200, `${total} calls, most of ${calls.slice(0, 5).join(" ")}`);
});

test("importsOf() finds the imports that Deno finds", () => {
  const left = new Set(libraryFiles());
  for (const [, entry] of entries()) {
    if (!left.has(entry)) continue;
    const { modules } = JSON.parse(deno("info", "--json", entry));
    for (const { local, dependencies = [] } of modules as DenoModule[]) {
      const path = [...left].find((path) => local?.endsWith(`/${path}`));
      if (path === undefined) continue;
      left.delete(path);
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
