import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { config, entries, importsOf, libraryFiles, reachedFrom, treeFiles } from "./source_tree.ts";

/** Every package the repository names, and what for. A new one is a decision, made here. */
const packages: Readonly<Record<string, "library" | "command" | "peer" | "development">> = {
  "@hpcc-js/wasm-graphviz": "library",
  "@msgpack/msgpack": "development",
  "@sigstore/bundle": "development",
  "@sigstore/verify": "development",
  "@tensorflow/tfjs": "peer",
  "assert": "development",
  "aws4fetch": "library",
  "commander": "command",
  "d3-dsv": "development",
  "downsample": "development",
  "esbuild": "development",
  "fast-check": "development",
  "fflate": "library",
  "hash-wasm": "development",
  "immutable": "development",
  "jsonld": "development",
  "mnist": "development",
  "puppeteer-core": "development",
  "simple-statistics": "development",
  "typescript": "development",
  "yaml": "library",
};

/** What each entry may bring with it; an entry that is not listed brings nothing. */
const reach: Readonly<Record<string, string[]>> = {
  ".": ["fflate"],
  "./download": ["fflate"],
  // Parameters for people and for Python; whoever logs and saves does without.
  "./hparams": ["fflate", "yaml"],
  "./mlflow": ["fflate"],
  "./s3": ["aws4fetch"],
  "./svg": ["@hpcc-js/wasm-graphviz"],
  "./svg-worker": ["@hpcc-js/wasm-graphviz"],
  "./tensorboard": ["fflate"],
  // Takes tfjs as an argument, so that a bundle never holds two of them.
  "./tfjs": ["fflate"],
  "./trackio": ["fflate"],
  "./yprov": ["fflate"],
  "./wandb": ["fflate"],
  "./yprov4ml": ["fflate"],
};

test("deno.json names exactly the packages that are allowed, each at one version", () => {
  const named = Object.entries(config.imports).filter(([, target]) => !target.startsWith("./"));
  assert.deepEqual(
    named.map(([name]) => name).sort(),
    Object.keys(packages).sort(),
  );
  for (const [name, target] of named) {
    assert.match(target, new RegExp(`^npm:${name}@\\d+\\.\\d+\\.\\d+$`));
  }
});

for (const [subpath, file] of entries()) {
  const allowed = reach[subpath] ?? [];
  test(`"${subpath}" reaches ${allowed.join(", ") || "no package"}`, () => {
    const reached = [...reachedFrom(file)].filter((to) =>
      !to.endsWith(".ts") && !to.startsWith("node:")
    );
    assert.deepEqual(reached.filter((name) => !allowed.includes(name)), []);
    for (const name of reached) assert.notEqual(packages[name], "development");
  });
}

test("what the command line alone needs is imported in its room alone", () => {
  const against = libraryFiles().filter((path) => !path.startsWith("lib/cli/"))
    .flatMap(importsOf).filter(({ to }) => packages[to] === "command");
  assert.deepEqual(against, []);
  const reached = [...reachedFrom("lib/cli/main.ts")];
  assert.ok(reached.includes("commander"));
  assert.deepEqual(reached.filter((name) => packages[name] === "development"), []);
});

test("the library names no package that deno.json does not", () => {
  const reached = entries().flatMap(([, file]) => [...reachedFrom(file)]);
  const unknown = reached.filter((to) =>
    !to.startsWith("node:") && !to.endsWith(".ts") && !(to in packages)
  );
  assert.deepEqual(unknown, []);
});

test("deno.lock names registries by their protocol only", () => {
  assert.doesNotMatch(readFileSync("deno.lock", "utf8"), /https?:\/\//);
});

test("the top level holds what the design lists and nothing else", () => {
  const found = new Set(treeFiles().map((path) => path.split("/")[0]));
  const listed = [
    "mod.ts",
    "lib",
    "wasm",
    "docs",
    "examples",
    "tests",
    "deno.json",
    "build.ts",
    "README.md",
  ];
  const tools = ["deno.lock", "LICENSE", "CHANGELOG.md", ".gitignore", ".ci"];
  assert.deepEqual([...found].sort(), [...listed, ...tools].sort());
});
