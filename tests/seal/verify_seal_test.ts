import assert from "node:assert/strict";
import { before, test } from "node:test";
import type { Run } from "stemma";
import { generateSealKey, type Verification, verifyRun } from "stemma/seal";
import { utf8 } from "../../lib/base/bytes.ts";
import {
  ANCHOR,
  ATTESTATION,
  CHECKPOINT,
  CHECKPOINTS,
  MODEL_SIGNATURE,
  STATES,
} from "../../lib/seal/seal_parts.ts";
import { readSigner } from "../../lib/seal/signer.ts";
import { inShort, notesOf } from "./saved_files.ts";
import { plainFiles, sealedFiles, statesOf } from "./sealed_files.ts";

let key: { privateKey: string; publicKey: string };
let other: typeof key;
let run: Run;
let older: Run[];
let sealed: Map<string, Uint8Array>;
before(async () => {
  [key, other] = [await generateSealKey(), await generateSealKey()];
  [run, ...older] = statesOf().reverse();
  older.reverse();
  sealed = await sealedFiles(run, plainFiles(run), key.privateKey, older);
});

/** What is found with the key after a sealed folder was changed. */
async function found(change: (files: Map<string, Uint8Array>) => unknown): Promise<Verification> {
  const files = new Map(sealed);
  await change(files);
  return await verifyRun(files, { keys: [key.publicKey] });
}
const errors = async (change: (files: Map<string, Uint8Array>) => unknown) =>
  inShort(await found(change));

test("verifyRun() finds nothing in a sealed run, and says what is signed", async () => {
  const verified = await found(() => {});
  assert.deepEqual(inShort(verified), []);
  assert.deepEqual(notesOf(verified), ["no-anchor"]);
  assert.ok(verified.ok);
  assert.equal(verified.coverage.signedEvents, run.length);
  assert.deepEqual(verified.coverage.signatures, [
    { path: CHECKPOINTS, state: "trusted" },
    { path: CHECKPOINT, state: "trusted" },
    { path: ATTESTATION, state: "trusted" },
    { path: MODEL_SIGNATURE, state: "trusted" },
  ]);
});

test("verifyRun() needs one key of several, as PEM or CryptoKey", async () => {
  assert.ok((await verifyRun(sealed, { keys: [other.publicKey, key.publicKey] })).ok);
  const signer = await readSigner(key.privateKey);
  assert.ok((await verifyRun(sealed, { keys: [signer.publicKey.key] })).ok);
});

test("verifyRun() refuses keys that are none", async () => {
  await assert.rejects(verifyRun(sealed, { keys: key.publicKey as never }), TypeError);
  await assert.rejects(verifyRun(sealed, { key: key.publicKey } as never), TypeError);
  await assert.rejects(verifyRun(sealed, { keys: ["x"] }), { code: "SEAL_KEY" });
  await assert.rejects(verifyRun(sealed, { keys: [key.privateKey] }), { code: "SEAL_KEY" });
});

test("verifyRun() without keys says that it does not know whose a seal is", async () => {
  const verified = await verifyRun(sealed);
  assert.ok(verified.ok);
  assert.deepEqual(notesOf(verified), ["key-missing", "no-anchor"]);
  assert.equal(verified.coverage.signedEvents, 0);
  assert.ok(verified.coverage.signatures.every(({ state }) => state === "unchecked"));
  const files = new Map(sealed).set("prov.json", utf8("{}"));
  assert.deepEqual(inShort(await verifyRun(files)), ["prov-digest-differs prov.json"]);
});

test("verifyRun() finds a seal by another key", async () => {
  const verified = await verifyRun(sealed, { keys: [other.publicKey] });
  assert.ok(!verified.ok);
  assert.deepEqual([...new Set(inShort(verified))], [
    `key-not-trusted ${CHECKPOINTS}`,
    `key-not-trusted ${CHECKPOINT}`,
    `key-not-trusted ${ATTESTATION}`,
    `key-not-trusted ${MODEL_SIGNATURE}`,
  ]);
  assert.equal(verified.coverage.signedEvents, 0);
  assert.ok(!(await verifyRun(sealed, { keys: [] })).ok);
});

test("verifyRun() finds a run that is not sealed where keys are given", async () => {
  const files = plainFiles(run);
  assert.deepEqual(inShort(await verifyRun(files, { keys: [key.publicKey] })), ["not-sealed"]);
  const open = await verifyRun(files);
  assert.ok(open.ok);
  assert.deepEqual(notesOf(open), ["not-sealed"]);
});

test("verifyRun() finds each part of a seal that was taken away", async () => {
  const without = (path: string) => errors((files) => files.delete(path));
  assert.deepEqual(await without(CHECKPOINT), [`file-missing ${CHECKPOINT}`]);
  assert.deepEqual(await without(CHECKPOINTS), [`file-missing ${CHECKPOINTS}`]);
  assert.deepEqual(await without(STATES), [`file-missing ${STATES}`]);
  assert.deepEqual(await without(ATTESTATION), [`not-attested ${ATTESTATION}`]);
  assert.deepEqual(await without(MODEL_SIGNATURE), [`seal-incomplete ${MODEL_SIGNATURE}`]);
});

test("verifyRun() finds what was put into a seal, or into the folder", async () => {
  assert.deepEqual(await errors((files) => files.set("seal/more", utf8("x"))), [
    "file-extra seal/more",
  ]);
  const { findings } = await found((files) => files.set("run.log.damaged-1", utf8("x")));
  assert.equal(findings.find(({ code }) => code === "file-extra")?.path, "run.log.damaged-1");
});

test("verifyRun() finds a record that was rewritten under the old seal", async () => {
  const [forged] = statesOf(2).reverse();
  const codes = await errors((files) => {
    for (const [path, bytes] of plainFiles(forged)) files.set(path, bytes);
  });
  for (
    const line of [
      `history-rewritten ${CHECKPOINTS}`,
      `log-root-differs ${CHECKPOINT}`,
      `log-root-differs ${ATTESTATION}`,
      "file-digest-differs run.log",
      "file-digest-differs manifest.json",
      "prov-digest-differs prov.json",
    ]
  ) assert.ok(codes.includes(line), line);
});

test("verifyRun() finds a history that was rewritten before it was sealed", async () => {
  const [forged] = statesOf(2).reverse();
  const files = await sealedFiles(forged, plainFiles(forged), key.privateKey, older);
  const verified = await verifyRun(files, { keys: [key.publicKey] });
  assert.deepEqual([...new Set(inShort(verified))], [`history-rewritten ${CHECKPOINTS}`]);
  assert.deepEqual(
    verified.findings.filter(({ severity }) => severity === "error").map(({ index }) => index),
    older.map(({ length }) => length),
  );
});

test("verifyRun() finds a log that is shorter than what was signed", async () => {
  const codes = await errors((files) => {
    for (const [path, bytes] of plainFiles(older[0])) files.set(path, bytes);
  });
  assert.ok(codes.includes(`log-too-short ${CHECKPOINT}`));
  assert.ok(codes.includes(`log-too-short ${CHECKPOINTS}`));
  assert.ok(codes.includes(`log-too-short ${ATTESTATION}`));
});

test("verifyRun() tells of events behind the last checkpoint, and lets them be", async () => {
  const [one, two, three] = older;
  const early = await sealedFiles(one, plainFiles(one), key.privateKey);
  // As a journal leaves it that signs as it goes: no attestation yet.
  const files = new Map([...plainFiles(three), [CHECKPOINTS, early.get(CHECKPOINT)!]]);
  const verified = await verifyRun(files);
  assert.ok(verified.ok, String(inShort(verified)));
  const tail = verified.findings.find(({ code }) => code === "unsigned-tail")!;
  assert.equal(tail.index, one.length);
  assert.equal(tail.actual, three.length);
  assert.ok(notesOf(verified).includes(`not-attested ${ATTESTATION}`));
  const trusted = await verifyRun(files, { keys: [key.publicKey] });
  assert.equal(trusted.coverage.signedEvents, one.length);
  assert.deepEqual(inShort(trusted), [`not-attested ${ATTESTATION}`]);
  assert.ok(two.length < three.length);
});

test("verifyRun() finds checkpoints that do not grow, or are torn", async () => {
  const files = await sealedFiles(run, plainFiles(run), key.privateKey, older.toReversed());
  const verified = await verifyRun(files, { keys: [key.publicKey] });
  assert.deepEqual(inShort(verified), Array(2).fill(`history-rewritten ${CHECKPOINTS}`));
  const torn = new Map(plainFiles(run)).set(CHECKPOINTS, sealed.get(CHECKPOINTS)!.slice(0, -5));
  assert.deepEqual(inShort(await verifyRun(torn)), [`seal-malformed ${CHECKPOINTS}`]);
});

test("verifyRun() finds a chain of states that is broken, or is not the log's", async () => {
  const lines = (change: (lines: string[]) => string[]) =>
    found((files) => {
      const text = new TextDecoder().decode(files.get(STATES)!);
      files.set(STATES, utf8(`${change(text.trimEnd().split("\n")).join("\n")}\n`));
    });
  const changes: [(lines: string[]) => string[], number][] = [
    [([a, b, c]) => [a, c, b], 1],
    [([, b, c]) => [b, c], 0],
    [([a, , c]) => [a, c], 1],
    // The chain holds, and its last state is made up.
    [([a, b, c]) => [a, b, c.replace(/"version":"v\d+"/, '"version":"v9"')], 2],
  ];
  for (const [change, index] of changes) {
    const verified = await lines(change);
    assert.deepEqual(inShort(verified), [
      `state-chain-broken ${STATES}`,
      `file-digest-differs ${STATES}`,
    ]);
    assert.equal(verified.findings.find(({ code }) => code === "state-chain-broken")?.index, index);
  }
});

test("verifyRun() leaves an anchor to the tools of whoever gave it", async () => {
  const { ok, findings, coverage } = await found((files) => files.set(ANCHOR, utf8("token")));
  assert.ok(ok);
  assert.deepEqual(findings, []);
  assert.deepEqual(coverage.unchecked.map(({ path }) => path), [ANCHOR]);
});

test("verifyRun() takes checkpoints that a journal signed after the sealing", async () => {
  const [one, two, three] = older;
  const early = await sealedFiles(two, plainFiles(two), key.privateKey, [one]);
  const late = await sealedFiles(run, plainFiles(run), key.privateKey, [one, three]);
  const files = new Map([
    ...plainFiles(run),
    ...[...early].filter(([path]) => path === CHECKPOINT),
  ]);
  files.set(CHECKPOINTS, late.get(CHECKPOINTS)!);
  const verified = await verifyRun(files, { keys: [key.publicKey] });
  assert.deepEqual(inShort(verified), [`not-attested ${ATTESTATION}`]);
  assert.equal(verified.coverage.signedEvents, three.length);
});

test("verifyRun() finds the seal of another run", async () => {
  const [stranger] = statesOf(1, "stranger").reverse();
  const files = await sealedFiles(stranger, plainFiles(stranger), key.privateKey);
  const codes = await errors((own) => {
    own.delete(CHECKPOINTS);
    for (const [path, bytes] of files) if (path.startsWith("seal/")) own.set(path, bytes);
  });
  assert.ok(codes.includes(`seal-of-another-run ${CHECKPOINT}`));
  assert.ok(codes.includes(`seal-of-another-run ${ATTESTATION}`));
  assert.ok(codes.includes("file-digest-differs manifest.json"));
});

test("verifyRun() knows seals of Ed25519, which have no model.sig", async () => {
  const { privateKey, publicKey } = await generateSealKey({ algorithm: "Ed25519" });
  const files = await sealedFiles(run, plainFiles(run), privateKey, older);
  assert.ok(!files.has(MODEL_SIGNATURE));
  assert.deepEqual(inShort(await verifyRun(files, { keys: [publicKey] })), []);
});
