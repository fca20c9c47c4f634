import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { _readLockFile } from "../../lib/assets/lock_file.ts";

test("_readLockFile() reads this repository's deno.lock", () => {
  const packages = _readLockFile("deno.lock", readFileSync("deno.lock", "utf8"));
  const graphviz = packages.find(({ name }) => name === "@hpcc-js/wasm-graphviz");
  assert.match(graphviz?.version ?? "", /^\d+\.\d+\.\d+$/);
  assert.equal(graphviz?.registry, "npm");
  assert.match(graphviz?.integrity ?? "", /^sha512-/);
});

test("_readLockFile() reads deno.lock of versions 3 to 5", () => {
  const rooms = {
    jsr: { "@std/assert@1.0.6": { integrity: "ab", dependencies: ["jsr:@std/internal"] } },
    npm: {
      "chalk@5.3.0": { integrity: "sha512-x" },
      "@a/b@2.0.0-rc.1_react@18.0.0": {},
      "no-version": {},
      "@scope/only": {},
    },
  };
  const expected = [
    { name: "@std/assert", version: "1.0.6", registry: "jsr", integrity: "ab" },
    { name: "chalk", version: "5.3.0", registry: "npm", integrity: "sha512-x" },
    { name: "@a/b", version: "2.0.0-rc.1", registry: "npm" },
  ];
  for (const version of ["4", "5"]) {
    const text = JSON.stringify({
      version,
      ...rooms,
      remote: { "https://example.org/x.ts": "ab" },
    });
    assert.deepEqual(_readLockFile("deno.lock", text), expected);
  }
  const old = JSON.stringify({ version: "3", packages: { specifiers: {}, ...rooms }, remote: {} });
  assert.deepEqual(_readLockFile("deno.lock", "\ufeff" + old), expected);
  assert.throws(() => _readLockFile("deno.lock", '{"version":"9"}'), /"9", which is not known/);
  assert.throws(() => _readLockFile("deno.lock", "{}"), TypeError);
});

test("_readLockFile() reads package-lock.json of versions 2 and 3", () => {
  const text = JSON.stringify({
    lockfileVersion: 3,
    packages: {
      "": { name: "mine", version: "1.0.0" },
      "packages/part": { version: "0.1.0" },
      "node_modules/part": { link: true, resolved: "packages/part" },
      "node_modules/a": { version: "1.0.0", integrity: "sha512-a" },
      "node_modules/a/node_modules/@s/b": { version: "2.0.0" },
      "node_modules/alias": { name: "real", version: "3.0.0" },
      "node_modules/broken": { version: 7 },
      "node_modules/null": null,
    },
  });
  assert.deepEqual(_readLockFile("package-lock.json", text), [
    { name: "a", version: "1.0.0", registry: "npm", integrity: "sha512-a" },
    { name: "@s/b", version: "2.0.0", registry: "npm" },
    { name: "real", version: "3.0.0", registry: "npm" },
  ]);
  assert.throws(() => _readLockFile("package-lock.json", '{"lockfileVersion":1}'), TypeError);
});

test("_readLockFile() reads bun.lock with its trailing commas", () => {
  const text = `{
  "lockfileVersion": 1,
  "workspaces": { "": { "name": "mine", "dependencies": { "a": "^1", }, }, },
  "packages": {
    "a": ["a@1.2.3", "", { "dependencies": { "b": ",}" } }, "sha512-a"],
    "a/b": ["@s/b@2.0.0", "", {}, "sha512-b"],
    "part": ["part@workspace:packages/part"],
    "git": ["git@github:o/r#abc", {}, "o-r-abc"],
    "text": ["a \\"quoted\\",] @1.0.0", "", {}, "sha512-q",],
  },
}
`;
  assert.deepEqual(_readLockFile("bun.lock", text), [
    { name: "a", version: "1.2.3", registry: "npm", integrity: "sha512-a" },
    { name: "@s/b", version: "2.0.0", registry: "npm", integrity: "sha512-b" },
    { name: "git", version: "github:o/r#abc" },
    { name: 'a "quoted",] ', version: "1.0.0", registry: "npm", integrity: "sha512-q" },
  ]);
});

test("_readLockFile() refuses or passes over what is hostile", () => {
  const hostile = `{"version":"5","npm":{"__proto__@1.0.0":{"integrity":"x"},"constructor@1.0.0":{},
    "__proto__":{"polluted":true},"long${"x".repeat(2000)}@1.0.0":{},"lone\\ud800@1.0.0":{}},
    "jsr":[1],"__proto__":{"polluted":true}}`;
  assert.deepEqual(_readLockFile("deno.lock", hostile), [
    { name: "__proto__", version: "1.0.0", registry: "npm", integrity: "x" },
    { name: "constructor", version: "1.0.0", registry: "npm" },
  ]);
  assert.equal(({} as { polluted?: boolean }).polluted, undefined);
  for (const text of ["", "null", "[]", "7", '{"version":"5",}', "x"]) {
    assert.throws(() => _readLockFile("deno.lock", text), Error);
  }
  const many = JSON.stringify({
    version: "5",
    npm: Object.fromEntries(Array.from({ length: 100_001 }, (_, i) => [`p${i}@1.0.0`, {}])),
  });
  assert.throws(() => _readLockFile("deno.lock", many), RangeError);
  const start = performance.now();
  for (const part of [",", ", ", '"', '"\\', "[", "\\"]) {
    const text = `{"lockfileVersion":1,"packages":{"a":"${"x".repeat(1_000_000)}"` +
      part.repeat(1_000_000);
    assert.throws(() => _readLockFile("bun.lock", text), Error);
  }
  assert.ok(performance.now() - start < 10_000);
});
