import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  type Artifact,
  artifacts,
  type Asset,
  bytesAsset,
  events,
  logArtifact,
  logSource,
  referenceAsset,
  replay,
  type Run,
  saveModelVersion,
  startRun,
  textAsset,
} from "stemma";
import { filesOf } from "../../lib/run/subject.ts";
import type { RecordEvent } from "../../lib/run/events.ts";
import { createPathClaims } from "../../lib/sinks/path_claims.ts";
import { checkSinkPath } from "../../lib/sinks/sink_path.ts";
import { hostileNames } from "../hostile_names.ts";
import { assertSameRun, tickingEnv } from "./same_run.ts";

const env = tickingEnv();
const start = () => startRun({ experiment: "digits", env });
const named = (name: string, text = "x") => ({ ...textAsset("a.txt", text), name });
const only = (run: Run): Artifact => artifacts(run).at(-1)!;

/** Every copy of a run lies where each sink and disk takes it beside the others. */
function checkPaths(run: Run): void {
  const { claim } = createPathClaims();
  for (const event of events(run)) {
    for (const { path } of filesOf(event as RecordEvent)) {
      if (path !== undefined) claim(checkSinkPath(`digits/one/${path}`));
    }
  }
}

test("`logArtifact()` records what the asset is, and where its copy lies", () => {
  const run = logArtifact(start(), bytesAsset("a.bin", new Uint8Array([1, 2])), {
    context: "training",
    step: 3,
    timestamp: 5,
    direction: "input",
    aliases: ["best", "best"],
    attributes: JSON.parse('{"rows":2,"__proto__":"x","none":null}'),
  });
  const { attributes, ...rest } = only(run);
  assert.deepEqual(rest, {
    name: "a.bin",
    version: "v0",
    aliases: ["best"],
    path: "artifacts/a.bin",
    size: 2,
    sha256: "a12871fee210fb8619291eaea194581cbd2531e4b23759d225f6806923f63222",
    mediaType: "application/octet-stream",
    context: "training",
    step: 3,
    timestamp: 5,
    direction: "input",
  });
  assert.deepEqual(Object.entries(attributes), [["rows", 2], ["__proto__", "x"], ["none", null]]);
});

test("`logArtifact()` counts versions of a name, and moves aliases", () => {
  let run = start();
  run = logArtifact(run, named("a"), { aliases: ["best", "first"] });
  run = logArtifact(run, named("b"), { aliases: ["best"] });
  run = logArtifact(run, named("a", "y"), { aliases: ["best"] });
  run = logArtifact(run, named("c"), { name: "a" });
  assert.deepEqual(artifacts(run).map(({ name, version, aliases }) => [name, version, aliases]), [
    ["a", "v0", ["first"]],
    ["b", "v0", ["best"]],
    ["a", "v1", ["best"]],
    ["a", "v2", []],
  ]);
  assert.deepEqual(artifacts(run).map(({ path }) => path), [
    "artifacts/a",
    "artifacts/b",
    "artifacts/a.v1",
    "artifacts/a.v2",
  ]);
});

test("artifacts of hostile names get paths that every disk holds beside each other", () => {
  let run = start();
  for (const name of [...hostileNames, ...hostileNames]) run = logArtifact(run, named(name));
  checkPaths(run);
  assert.deepEqual(artifacts(run).map(({ name }) => name), [...hostileNames, ...hostileNames]);
  for (const name of hostileNames) run = saveModelVersion(run, named(name), { name });
  run = logSource(run, { assets: [...hostileNames, ...hostileNames].map((name) => named(name)) });
  checkPaths(run);
  assertSameRun(replay(events(run)), run);
});

test("a name below another artifact's file gets a folder of its own, and none hangs", () => {
  let run = start();
  for (const name of ["a", "a/b", "A/c", "d/e", "d", "D/E", "\u2100/x", "a~2/b"]) {
    run = logArtifact(run, named(name));
  }
  run = logSource(run, {
    assets: [named("s"), named("s/t"), named("S"), named("u/v"), named("u")],
  });
  checkPaths(run);
  assert.deepEqual(artifacts(run).slice(0, 3).map(({ path }) => path), [
    "artifacts/a",
    "artifacts/a~2/b",
    "artifacts/A~2/c",
  ]);
});

test("any names in any order give paths that a disk holds beside each other, across forks", () => {
  const name = fc.string({ unit: fc.constantFrom(..."aA/.~é\u0301"), minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(fc.array(fc.tuple(name, fc.nat()), { maxLength: 40 }), (names) => {
      const runs = [start()];
      for (const [each, at] of names) {
        const from = at % 4 === 0 ? runs[at % runs.length] : runs.at(-1)!;
        runs.push(logArtifact(from, named(each)));
      }
      runs.forEach(checkPaths);
    }),
    { numRuns: 60 },
  );
});

test("`logArtifact()` takes a path, and refuses one that leads out", () => {
  assert.equal(
    only(logArtifact(start(), named("a"), { path: "b/c.txt" })).path,
    "artifacts/b/c.txt",
  );
  for (const path of ["../x", "/x", "a//b", "a/../b", "C:\\x", "C:/x", "a\\b", "a\0b", "."]) {
    assert.throws(() => logArtifact(start(), named("a"), { path }), RangeError, path);
  }
  for (const path of ["", 5, null]) {
    assert.throws(() => logArtifact(start(), named("a"), { path } as never), TypeError);
  }
});

test("`logArtifact()` copies where bytes are at hand, unless told not to", () => {
  const there = referenceAsset("https://example.org/data.bin");
  assert.equal(only(logArtifact(start(), there)).path, undefined);
  assert.equal(only(logArtifact(start(), named("a"), { copy: false })).path, undefined);
  assert.throws(
    () => logArtifact(start(), there, { copy: true }),
    /copy is true, but the asset has no bytes/,
  );
  for (const copy of ["yes", 1, null]) {
    assert.throws(() => logArtifact(start(), there, { copy } as never), TypeError);
  }
});

test("`logArtifact()` refuses what is no asset and no option", () => {
  const run = start();
  const good = named("a");
  const assets: unknown[] = [
    null,
    undefined,
    "a",
    5,
    {},
    { name: "a" },
    { ...good, name: "" },
    { ...good, name: "\ud800" },
    { ...good, mediaType: "" },
    { ...good, sha256: "A".repeat(64) },
    { ...good, sha256: ["a".repeat(64)] },
    { ...good, size: "1" },
    { ...good, uri: 5 },
  ];
  for (const asset of assets) assert.throws(() => logArtifact(run, asset as Asset), TypeError);
  assert.throws(() => logArtifact(run, { ...good, size: -1 }), RangeError);
  for (
    const options of [
      { name: "" },
      { name: null },
      { context: "" },
      { step: "1" },
      { timestamp: "now" },
      { direction: "both" },
      { aliases: "best" },
      { aliases: [""] },
      { aliases: [5] },
      { attributes: [] },
      { attributes: { a: {} } },
      { attributes: { "": 1 } },
      5,
    ]
  ) {
    assert.throws(
      () => logArtifact(run, good, options as never),
      TypeError,
      JSON.stringify(options),
    );
  }
  for (const options of [{ step: -1 }, { step: NaN }, { step: 0.5 }, { timestamp: NaN }]) {
    assert.throws(() => logArtifact(run, good, options), RangeError);
  }
  assert.throws(() => logArtifact(run, good, { alias: ["a"] } as never), /did you mean "aliases"/);
  assert.equal(run.length, 1);
});
