import assert from "node:assert/strict";
import { test } from "node:test";
import { unzipSync } from "fflate";
import {
  digest,
  events,
  logArtifact,
  logMetric,
  replay,
  runFiles,
  saveRun,
  startRun,
  textAsset,
  zipSink,
} from "stemma";
import { verifyRun } from "stemma/seal";
import { scriptedEnv, scriptedRun } from "../scripted_run.ts";
import { inShort, savedFiles } from "./saved_files.ts";

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const bytes = (text: string) => new TextEncoder().encode(text);

/** What is found after a saved folder was changed. */
async function foundIn(
  change: (files: Map<string, Uint8Array>) => void,
  run = scriptedRun(),
): Promise<string[]> {
  const files: Map<string, Uint8Array> = await savedFiles(run);
  change(files);
  const verified = await verifyRun(files);
  const errors = verified.findings.filter(({ severity }) => severity === "error");
  assert.equal(verified.ok, errors.length === 0);
  return inShort(verified);
}

function inManifest(change: (manifest: Record<string, unknown>) => void) {
  return (files: Map<string, Uint8Array>) => {
    const manifest = JSON.parse(text(files.get("manifest.json")!));
    change(manifest);
    files.set("manifest.json", bytes(`${JSON.stringify(manifest)}\n`));
  };
}

type Rows = { path: string; size: number; sha256: string; mediaType: string }[];
const row = (path: string, change: (row: Rows[number]) => void) =>
  inManifest(({ files }) => change((files as Rows).find((file) => file.path === path)!));

const ARTIFACT = /^artifacts\//;
const artifactOf = (files: Map<string, Uint8Array>) =>
  [...files.keys()].find((path) => ARTIFACT.test(path))!;

test("verifyRun() finds nothing in a saved run, and says what it looked at", async () => {
  const run = scriptedRun();
  const files = await savedFiles(run);
  const { ok, findings, coverage } = await verifyRun(files);
  assert.ok(ok);
  assert.deepEqual(findings.filter(({ severity }) => severity === "error"), []);
  const held = [...files].filter(([path]) => path !== "manifest.json");
  assert.deepEqual(coverage.files, {
    count: held.length,
    bytes: held.reduce((sum, [, { length }]) => sum + length, 0),
  });
  assert.equal(coverage.events, run.length);
  assert.deepEqual(coverage.unchecked, []);
  assert.ok(coverage.references.some(({ uri }) => uri !== undefined));
});

test("verifyRun() takes files of any folder, as a sink has them, and as streams", async () => {
  const run = scriptedRun();
  assert.ok((await verifyRun(runFiles(run))).ok);
  assert.ok((await verifyRun(runFiles(run, { folder: "a/b" }))).ok);
  const async = runFiles(run).map(({ path, bytes }) => ({
    path,
    bytes: () => Promise.resolve(bytes()),
  }));
  assert.ok((await verifyRun(async)).ok);
});

test("verifyRun() reads a run out of a zip", async () => {
  const sink = zipSink();
  await saveRun(scriptedRun(), sink);
  const files = new Map(Object.entries(unzipSync(sink.bytes())));
  assert.ok((await verifyRun(files)).ok);
  // As other programs write one, which give folders an entry as well.
  for (const path of [...files.keys()]) files.set(path.replace(/[^/]*$/, ""), new Uint8Array());
  assert.deepEqual(inShort(await verifyRun(files)), []);
});

test("verifyRun() refuses what is no run's folder", async () => {
  const two = [
    ...runFiles(startRun({ experiment: "a" })),
    ...runFiles(startRun({ experiment: "b" })),
  ];
  for (const wrong of ["", 1, null, undefined, {}, [1], [{ path: "run.log" }], two]) {
    await assert.rejects(verifyRun(wrong as never), TypeError);
  }
});

const CASES: readonly [what: string, change: (files: Map<string, Uint8Array>) => void, string[]][] =
  [
    ["no file at all", (files) => files.clear(), [
      "manifest-missing manifest.json",
      "log-missing run.log",
    ]],
    ["no manifest", (files) => files.delete("manifest.json"), ["manifest-missing manifest.json"]],
    ["no log", (files) => files.delete("run.log"), [
      "log-missing run.log",
      "file-missing run.log",
    ]],
    ["a file that was removed", (files) => files.delete("prov.dot"), ["file-missing prov.dot"]],
    ["a file that was added", (files) => files.set("artifacts/more", bytes("more")), [
      "file-extra artifacts/more",
    ]],
    ["a file that was emptied", (files) => files.set("prov.dot", bytes("")), [
      "file-digest-differs prov.dot",
    ]],
    ["a file that was renamed", (files) => {
      files.set("prov.dott", files.get("prov.dot")!);
      files.delete("prov.dot");
    }, ["file-missing prov.dot", "file-extra prov.dott"]],
    ["two files that were swapped", (files) => {
      const [a, b] = [files.get("prov.dot")!, files.get("prov.provn")!];
      files.set("prov.dot", b).set("prov.provn", a);
    }, ["file-digest-differs prov.dot", "file-digest-differs prov.provn"]],
    ["another graph", (files) => files.set("prov.json", bytes("{}")), [
      "prov-digest-differs prov.json",
    ]],
    ["a manifest that is no JSON", (files) => files.set("manifest.json", bytes("{")), [
      "manifest-malformed manifest.json",
    ]],
    ["a manifest that is no UTF-8", (files) => files.set("manifest.json", Uint8Array.of(255)), [
      "manifest-malformed manifest.json",
    ]],
    ["a manifest of an unknown format", inManifest((it) => it.format = "stemma-run/9"), [
      "manifest-malformed manifest.json",
    ]],
    ["a manifest with a lone surrogate", inManifest((it) => it.status = "\ud800"), [
      "manifest-malformed manifest.json",
    ]],
    ["a manifest with a word more", inManifest((it) => it.more = 1), [
      "manifest-malformed manifest.json",
    ]],
    ["a manifest with other white space", (files) => {
      const manifest = JSON.parse(text(files.get("manifest.json")!));
      files.set("manifest.json", bytes(JSON.stringify(manifest, null, 1)));
    }, ["manifest-malformed manifest.json"]],
    ["a manifest of another run", inManifest((it) => it.runId = "other"), [
      "manifest-run manifest.json",
    ]],
    ["a manifest of another experiment", inManifest((it) => it.experiment = "other"), [
      "manifest-run manifest.json",
    ]],
    ["a manifest with another status", inManifest((it) => it.status = "FAILED"), [
      "manifest-run manifest.json",
    ]],
    ["a manifest with another root", inManifest((it) => it.root = "0".repeat(64)), [
      "log-root-differs manifest.json",
    ]],
    ["a manifest with more events", inManifest((it) => it.events = 10_000), [
      "log-too-short manifest.json",
    ]],
    ["a manifest with another size", row("prov.dot", (it) => it.size++), [
      "file-size-differs prov.dot",
    ]],
    ["a manifest with another media type", row("prov.dot", (it) => it.mediaType = "text/html"), [
      "media-type-differs prov.dot",
    ]],
    [
      "a manifest that gives a path twice",
      inManifest(({ files }) => {
        (files as Rows).push((files as Rows)[0]);
      }),
      [`manifest-path ${"artifacts/confusion.json"}`],
    ],
  ];

for (const [what, change, expected] of CASES) {
  test(`verifyRun() finds ${what}`, async () => {
    assert.deepEqual(await foundIn(change), expected);
  });
}

test("verifyRun() refuses paths that lead out of the folder, and says which", async () => {
  for (const path of ["../x", "/etc/passwd", "a/../../x", "C:/x", "a\\b", "", "."]) {
    const found = await foundIn(inManifest(({ files }) => {
      (files as Rows).push({ path, size: 1, sha256: "0".repeat(64), mediaType: "text/plain" });
    }));
    assert.deepEqual(found, [`manifest-path ${path}`]);
    const given = await foundIn((files) => files.set(path, bytes("x")));
    assert.deepEqual(given, [`file-extra ${path}`]);
  }
});

test("verifyRun() finds an artifact that the manifest was adapted to", async () => {
  const found = await foundIn((files) => {
    const path = artifactOf(files);
    const other = runFiles(
      logArtifact(startRun({ experiment: "e" }), textAsset("x", "forged")),
    ).find((file) => ARTIFACT.test(file.path.split("/").slice(2).join("/")))!;
    files.set(path, other.bytes());
    row(path, (it) => {
      it.sha256 = other.sha256;
      it.size = other.size;
    })(files);
  });
  assert.deepEqual(found.map((line) => line.split(" ")[0]), ["file-digest-differs"]);
});

test("verifyRun() finds a media type that is not the artifact's", async () => {
  const files: Map<string, Uint8Array> = await savedFiles();
  const path = artifactOf(files);
  row(path, (it) => it.mediaType = "text/html")(files);
  assert.deepEqual(inShort(await verifyRun(files)).slice(0, 1), [`media-type-differs ${path}`]);
});

test("verifyRun() finds events behind those of the manifest", async () => {
  const run = startRun({ experiment: "e" });
  const longer = logMetric(run, "loss", 1);
  const found = await foundIn((files) => {
    files.set("run.log", runFiles(longer)[0].bytes());
  }, run);
  assert.deepEqual(found, ["log-too-long run.log", "file-digest-differs run.log"]);
});

test("verifyRun() finds a rewritten history under the old root", async () => {
  const run = scriptedRun();
  const forged = replay(
    [...events(run)].map((event) => event.type === "metric" ? { ...event, value: 1 } : event),
  );
  assert.notEqual(digest(forged), digest(run));
  const found = await foundIn((files) => {
    files.set("run.log", runFiles(forged)[0].bytes());
  }, run);
  assert.deepEqual(found, ["log-root-differs manifest.json", "file-digest-differs run.log"]);
});

test("verifyRun() says what it could not check", async () => {
  const env = scriptedEnv();
  const run = logArtifact(startRun({ experiment: "e", env }), textAsset("a.txt", "a"));
  const files = await savedFiles(replay([...events(run)]));
  const { ok, coverage } = await verifyRun(files);
  assert.ok(ok);
  assert.deepEqual(coverage.unchecked.map(({ path }) => path), ["artifacts/a.txt"]);

  const bare = await verifyRun(
    [...await savedFiles(run)].filter(([path]) => path !== "manifest.json") as never,
  );
  assert.ok(!bare.ok);
  assert.ok(bare.coverage.unchecked.some(({ path }) => path === "prov.json"));
  assert.equal(bare.coverage.files.count, 1, "the log vouches for the artifact");
});

test("verifyRun() tells what journals leave from what somebody put there", async () => {
  const files: Map<string, Uint8Array> = await savedFiles();
  const left = [".stemma-1.tmp", "fork.json", "run.lock", "run.lock.takeover", "run.log.damaged-1"];
  for (const path of left) files.set(path, bytes("x"));
  const { ok, coverage } = await verifyRun(files);
  assert.ok(ok);
  assert.deepEqual(coverage.unchecked.map(({ path }) => path), left);
});

test("verifyRun() finds a file that cannot be read, and two of one path", async () => {
  const files = runFiles(scriptedRun(), { folder: "" });
  const broken = files.map((file) =>
    file.path !== "prov.dot" ? file : {
      ...file,
      stream(): ReadableStream<Uint8Array<ArrayBuffer>> {
        throw new Error("the connection broke");
      },
    }
  );
  const verified = await verifyRun([...broken, files[0]]);
  assert.deepEqual(inShort(verified).slice(0, 2), [
    "file-unreadable prov.dot",
    "file-extra run.log",
  ]);
  assert.ok(!verified.ok);
  assert.deepEqual(verified.coverage.unchecked, [
    { path: "prov.dot", reason: "it cannot be read" },
  ]);
});

test("verifyRun() reads JSON of any depth", async () => {
  for (const depth of [200, 10_000, 1_000_000]) {
    for (const deep of ["[".repeat(depth) + "]".repeat(depth), '{"a":'.repeat(depth)]) {
      for (const manifest of [deep, `{"format":"stemma-run/1","files":[${deep}]}`]) {
        const found = await foundIn((files) => files.set("manifest.json", bytes(manifest)));
        assert.deepEqual(found, ["manifest-malformed manifest.json"]);
      }
    }
  }
});
