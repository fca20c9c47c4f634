import assert from "node:assert/strict";
import { test } from "node:test";
import {
  bytesAsset,
  digest,
  endRun,
  logArtifact,
  logCommand,
  logDataset,
  logEnvironment,
  logMetric,
  logParam,
  logSource,
  type Run,
  saveModelVersion,
  SealError,
  startRun,
} from "stemma";
import { sha256 as hash } from "../../lib/core/sha256.ts";
import { toHex, utf8 } from "../../lib/base/bytes.ts";
import { modelStatement, readModelSignature } from "../../lib/seal/model_signature.ts";
import { provenanceStatement, readProvenance } from "../../lib/seal/provenance_statement.ts";
import { readStatement, type Statement } from "../../lib/seal/statement.ts";
import { scriptedEnv } from "../scripted_run.ts";

const hasCode = (code: string) => (error: unknown) =>
  error instanceof SealError && error.code === code;
const sha256 = (text: string) => toHex(hash(utf8(text)));
const commit = "0123456789abcdef0123456789abcdef01234567";

/** A run with something of everything that a statement tells. */
function fullRun(): Run {
  const env = scriptedEnv();
  const agent = { name: "Ada Lovelace", kind: "person" as const };
  let run = startRun({ experiment: "digits", runId: "r1", namespace: "example.org", agent, env });
  run = logParam(run, "learning rate", 0.01, { context: "training" });
  run = logParam(run, "odd", NaN);
  run = logParam(run, "threshold", 0.5, { direction: "output" });
  run = logCommand(run, { arguments: ["deno", "run", "train.ts"] });
  run = logEnvironment(run, { runtime: { name: "deno", version: "2.9.6" } });
  const remote = "git@example.org:ada/digits.git";
  run = logSource(run, { commit, branch: "main", remote, dirty: true });
  const files = [bytesAsset("train.csv", utf8("1,2"))];
  run = logDataset(run, { files }, { label: "train" });
  run = logDataset(run, { uri: "https://example.org/mnist", sha256: sha256("mnist") }, {
    label: "MNIST",
  });
  run = logArtifact(run, bytesAsset("labels.txt", utf8("0 1 2")), { direction: "input" });
  run = logMetric(run, "loss", 0.5);
  run = logArtifact(run, bytesAsset("scores.json", utf8("[1]")));
  run = logArtifact(run, bytesAsset("large.bin", utf8("large")), { copy: false });
  run = saveModelVersion(run, { weights: bytesAsset("cnn.bin", utf8("weights")) }, { name: "cnn" });
  return endRun(run);
}

const paths = ["artifacts/scores.json", "manifest.json", "prov.json", "run.log"];
const folder = paths.map((path) => ({ path, sha256: sha256(path) }));

// deno-lint-ignore no-explicit-any -- the statement is looked at as its readers see it
const plain = (statement: Statement): any => JSON.parse(JSON.stringify(statement));

test("provenanceStatement() tells what a run took in and made", () => {
  const run = fullRun();
  const root = digest(run);
  const { subject, predicate } = plain(provenanceStatement(run, root, folder));
  assert.deepEqual(subject, [
    { name: "artifacts/scores.json", digest: { sha256: sha256("artifacts/scores.json") } },
    { name: "run.log", digest: { sha256: sha256("run.log") } },
    { name: "large.bin", digest: { sha256: sha256("large") }, annotations: { elsewhere: true } },
  ]);
  const { buildDefinition, runDetails } = predicate;
  assert.deepEqual(buildDefinition.externalParameters, {
    experiment: "digits",
    commands: [["deno", "run", "train.ts"]],
    parameters: [
      { key: "learning rate", value: 0.01, context: "training" },
      { key: "odd", value: { $: "NaN", type: "xsd:double" } },
    ],
  });
  assert.equal(buildDefinition.internalParameters.environments[0].runtime.name, "deno");
  assert.deepEqual(buildDefinition.resolvedDependencies, [
    {
      name: "source code",
      uri: "git+ssh://git@example.org/ada/digits.git@refs/heads/main",
      digest: { gitCommit: commit },
      annotations: { dirty: true },
    },
    { name: "train.csv", digest: { sha256: sha256("1,2") } },
    { name: "MNIST", uri: "https://example.org/mnist", digest: { sha256: sha256("mnist") } },
    { name: "labels.txt", digest: { sha256: sha256("0 1 2") } },
  ]);
  assert.equal(
    runDetails.builder.id,
    "https://example.org/digits/r1/agent/Ada%20Lovelace",
  );
  assert.equal(runDetails.metadata.invocationId, "r1");
  assert.match(runDetails.metadata.startedOn, /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  assert.deepEqual(runDetails.byproducts.slice(1).map(({ name }: { name: string }) => name), [
    "manifest.json",
    "prov.json",
  ]);
});

test("readProvenance() reads what provenanceStatement() wrote, and refuses less", () => {
  const run = fullRun();
  const root = digest(run);
  const statement = plain(provenanceStatement(run, root, folder));
  const read = readProvenance(readStatement(utf8(JSON.stringify(statement))));
  assert.deepEqual({ ...read, files: read.files.toSorted((a, b) => a.path < b.path ? -1 : 1) }, {
    runId: "r1",
    events: run.length,
    root,
    files: folder,
  });
  const { predicate } = statement;
  const details = (change: object) => ({
    ...statement,
    predicate: { ...predicate, runDetails: { ...predicate.runDetails, ...change } },
  });
  const [log, ...rest] = predicate.runDetails.byproducts;
  const bad = [
    { ...statement, _type: "https://in-toto.io/Statement/v0.1" },
    { ...statement, predicateType: "urn:other" },
    { ...statement, predicateType: 7 },
    { ...statement, predicate: null },
    { ...statement, predicate: {} },
    { ...statement, subject: {} },
    { ...statement, subject: [null, 7] },
    { ...statement, subject: [{ name: "run.log" }] },
    { ...statement, subject: [{ name: "run.log", digest: { sha256: "AB" } }] },
    details({ metadata: {} }),
    details({ byproducts: undefined }),
    details({ byproducts: rest }),
    details({ byproducts: [{ ...log, digest: {} }] }),
    details({ byproducts: [{ ...log, annotations: { events: 1.5 } }] }),
    details({ byproducts: [log, { digest: { sha256: "00".repeat(32) } }] }),
  ];
  for (const value of bad) {
    const bytes = utf8(JSON.stringify(value));
    assert.throws(() => readProvenance(readStatement(bytes)), hasCode("SEAL_FORMAT"));
  }
});

test("modelStatement() orders paths part by part, and readModelSignature() reads it", () => {
  const order = ["a", "d0/x", "d0-b", "d0.a/z", "d1/\uffee", "d1/\u{1f600}", "é"];
  const files = order.toReversed().map((path) => ({ path, sha256: sha256(path) }));
  const statement = plain(modelStatement("r1", files));
  assert.deepEqual(
    statement.predicate.resources.map(({ name }: { name: string }) => name),
    order,
  );
  const bytes = utf8(JSON.stringify(statement));
  assert.deepEqual(readModelSignature(readStatement(bytes)), {
    name: "r1",
    files: order.map((path) => ({ path, sha256: sha256(path) })),
  });
  const { predicate, subject } = statement;
  const { resources } = predicate;
  const bad = [
    { ...statement, predicateType: "urn:other" },
    { ...statement, subject: [...subject, ...subject] },
    { ...statement, subject: [{ name: "r1", digest: { sha256: "00".repeat(32) } }] },
    { ...statement, predicate: {} },
    { ...statement, predicate: { ...predicate, resources: resources.toReversed() } },
    { ...statement, predicate: { ...predicate, resources: [null] } },
    { ...statement, predicate: { ...predicate, resources: [{ ...resources[0], digest: "00" }] } },
  ];
  for (const value of bad) {
    const text = utf8(JSON.stringify(value));
    assert.throws(() => readModelSignature(readStatement(text)), hasCode("SEAL_FORMAT"));
  }
});
