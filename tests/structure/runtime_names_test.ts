import assert from "node:assert/strict";
import { posix } from "node:path";
import test from "node:test";
import { entries, importsOf, libraryFiles, lineAt, reachedFrom, source } from "./source_tree.ts";

/** The entries whose users have files and processes; every other one runs in a browser. */
const hostEntries = ["./fs", "./host", "./seal"];

/** Where files behind those entries live. */
const hostRooms = [
  "lib",
  "lib/assets",
  "lib/disk",
  "lib/journal",
  "lib/seal",
  "lib/sinks",
  "lib/sources",
  "lib/cli",
];

/** Asks for a runtime's module and lives without it, so that what needs files loads in a browser. */
const asks = "lib/disk/builtin.ts";

const runtimeName = /\b(?:Deno|Bun|process)\s*\??\./g;
const clockOrChance =
  /\bDate\.now\b|\bnew Date\(\s*\)|\bperformance\.now\b|\bMath\.random\b|\bcrypto\.(?:randomUUID|getRandomValues)\b/g;

function runtimeNames(path: string): string[] {
  const { code } = source(path);
  return [
    ...[...code.matchAll(runtimeName)]
      .map((found) => `${path}:${lineAt(code, found.index)} ${found[0]}`),
    ...importsOf(path).filter(({ to }) => to.startsWith("node:"))
      .map(({ to }) => `${path} imports ${to}`),
  ];
}

/** What Node 20, the oldest runtime that the package asks for, does not have. */
const tooYoung =
  /\b(?:(?:Map|Object)\.groupBy|Promise\.(?:withResolvers|try)|Array\.fromAsync|RegExp\.escape|Iterator\.\w+|Math\.sumPrecise|Uint8Array\.from(?:Hex|Base64))\b|\.(?:isDisjointFrom|isSubsetOf|isSupersetOf|symmetricDifference|intersection|union|toHex|toBase64)\(|\.(?:values|keys|entries)\(\)\s*\.(?:map|filter|some|every|find|toArray|reduce|take|drop|flatMap|forEach)\(/g;

test("the library calls nothing that its oldest runtime lacks", () => {
  const against = libraryFiles().flatMap((path) =>
    [...source(path).code.matchAll(tooYoung)]
      .map((found) => `${path}:${lineAt(source(path).code, found.index)} ${found[0]}`)
  );
  assert.deepEqual(against, []);
});

test("a runtime's names stand only in the rooms that may touch the host", () => {
  const against = libraryFiles()
    .filter((path) => !hostRooms.includes(posix.dirname(path)) || path === "mod.ts")
    .flatMap(runtimeNames);
  assert.deepEqual(against, []);
});

for (const [subpath, file] of entries()) {
  if (hostEntries.includes(subpath)) continue;
  test(`nothing that "${subpath}" reaches names a runtime`, () => {
    const files = [...reachedFrom(file)].filter((path) => path.endsWith(".ts") && path !== asks);
    assert.deepEqual(files.flatMap(runtimeNames), []);
  });
}

test("time and chance come from lib/base/env.ts alone", () => {
  const against = libraryFiles().filter((path) => path !== "lib/base/env.ts")
    .flatMap((path) =>
      [...source(path).code.matchAll(clockOrChance)]
        .map((found) => `${path}:${lineAt(source(path).code, found.index)} ${found[0]}`)
    );
  assert.deepEqual(against, []);
});

test("no module of the library waits while it is imported", () => {
  const waits = /^(?:(?:export )?(?:const|let) [^=]*= *)?(?:for )?await\b/m;
  assert.deepEqual(
    libraryFiles().filter((path) => waits.test(source(path).code)),
    [],
  );
});
