import assert from "node:assert/strict";
import {
  appendFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { digest, endRun, logMetric, type Run, SealError, SinkError } from "stemma";
import { openJournal } from "stemma/fs";
import { generateSealKey, type SealReport, sealRun, verifyRun } from "stemma/seal";
import { toHex } from "../../lib/base/bytes.ts";
import { sha256 } from "../../lib/core/sha256.ts";
import { parseCheckpoint, splitCheckpoints } from "../../lib/seal/checkpoint.ts";
import { isEnvelopeSigned } from "../../lib/seal/dsse.ts";
import { readModelSignature } from "../../lib/seal/model_signature.ts";
import { readStates } from "../../lib/seal/model_states.ts";
import { readProvenance } from "../../lib/seal/provenance_statement.ts";
import { readPublicKey } from "../../lib/seal/public_key.ts";
import { verifyNote } from "../../lib/seal/signed_note.ts";
import { readBundle } from "../../lib/seal/sigstore_bundle.ts";
import { readStatement } from "../../lib/seal/statement.ts";
import { saveInto, trainedRun, withSavedRun } from "./sealed_folder.ts";

const hasCode = (code: string) => (error: unknown) =>
  error instanceof SealError && error.code === code;
const sealFile = (directory: string, name: string) =>
  Uint8Array.from(readFileSync(join(directory, "seal", name)));
const sealed = (directory: string) => readdirSync(join(directory, "seal")).sort();
const pathsOf = (report: SealReport) => report.written.map(({ path }) => path);
const folderFiles = (directory: string) =>
  readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1));

for (const algorithm of ["P-256", "Ed25519"] as const) {
  test(`sealRun() seals a folder with one key of ${algorithm}`, async () => {
    await withSavedRun(async (directory, run) => {
      const { privateKey, publicKey } = await generateSealKey({ algorithm });
      const before = folderFiles(directory).sort();
      const report = await sealRun(directory, { key: privateKey });
      assert.deepEqual([report.origin, report.events, report.root], [
        "example.org/digits/r1",
        run.length,
        digest(run),
      ]);
      const parts = ["checkpoint", "states.jsonl", "attestation.sigstore.json"];
      if (algorithm === "P-256") parts.push("model.sig");
      assert.deepEqual(pathsOf(report), parts.map((name) => `seal/${name}`));
      assert.deepEqual(sealed(directory), parts.toSorted());
      assert.deepEqual(
        report.skipped.map(({ path }) => path),
        algorithm === "P-256" ? ["seal/anchor"] : ["seal/model.sig", "seal/anchor"],
      );
      const key = await readPublicKey(publicKey);
      const { checkpoint, note } = parseCheckpoint(sealFile(directory, "checkpoint"));
      assert.equal(await verifyNote(note, [key]), "signed");
      assert.deepEqual(checkpoint, {
        origin: report.origin,
        events: report.events,
        root: report.root,
      });

      const { envelope } = readBundle(sealFile(directory, "attestation.sigstore.json"));
      assert.ok(await isEnvelopeSigned(envelope, [key]));
      const provenance = readProvenance(readStatement(envelope.payload));
      assert.equal(provenance.root, report.root);
      assert.deepEqual(
        provenance.files.map(({ path }) => path).sort(),
        [...before, "seal/checkpoint", "seal/states.jsonl"].sort(),
      );
      for (const { path, sha256: expected } of provenance.files) {
        assert.equal(toHex(sha256(readFileSync(join(directory, path)))), expected, path);
      }
      if (algorithm === "Ed25519") return;
      const bundle = readBundle(sealFile(directory, "model.sig"));
      assert.ok(await isEnvelopeSigned(bundle.envelope, [key]));
      const signature = readModelSignature(readStatement(bundle.envelope.payload));
      assert.equal(signature.name, "run");
      assert.deepEqual(signature.files.map(({ path }) => path).sort(), before);
    });
  });
}

test("sealRun() signs the checkpoint with a key of its own, by a name", async () => {
  await withSavedRun(async (directory) => {
    const own = await generateSealKey();
    const other = await generateSealKey({ algorithm: "Ed25519" });
    const options = {
      key: own.privateKey,
      checkpointKey: other.privateKey,
      name: "example.org/ada",
    };
    await sealRun(directory, options);
    const { note } = parseCheckpoint(sealFile(directory, "checkpoint"));
    assert.equal(note.signatures[0].name, "example.org/ada");
    assert.equal(await verifyNote(note, [await readPublicKey(other.publicKey)]), "signed");
    assert.equal(await verifyNote(note, [await readPublicKey(own.publicKey)]), "unknown");
  });
});

test("the states of a model bind the log's root, and each the one before", async () => {
  await withSavedRun(async (directory) => {
    await sealRun(directory, { key: (await generateSealKey()).privateKey });
    const bytes = sealFile(directory, "states.jsonl");
    const { states, broken } = readStates(bytes);
    assert.equal(broken, undefined);
    assert.deepEqual(states.map(({ model, version }) => [model, version]), [
      ["cnn", "v0"],
      ["cnn", "v1"],
    ]);
    let run: Run = trainedRun();
    assert.ok(states[0].events < states[1].events && states[1].events < run.length);
    run = endRun(run);
    const text = new TextDecoder().decode(bytes);
    const changed = new TextEncoder().encode(text.replace(/"events":\d+/, '"events":1'));
    assert.equal(readStates(changed).broken, 1);
    const cut = bytes.subarray(text.indexOf("\n") + 1);
    assert.equal(readStates(cut).broken, 0);
    for (const bad of ["{}\n", "x\n", "null\n", "[]", text.slice(0, -1)]) {
      assert.throws(() => readStates(new TextEncoder().encode(bad)), hasCode("SEAL_FORMAT"));
    }
  });
});

test("sealRun() keeps the checkpoints before, and refuses a rewritten history", async () => {
  const [short, long] = [trainedRun(), endRun(logMetric(trainedRun(), "loss", 0.5))];
  const { privateKey } = await generateSealKey();
  await withSavedRun(async (directory) => {
    await sealRun(directory, { key: privateKey });
    await sealRun(directory, { key: privateKey }); // the same length: it takes the first one's place
    assert.ok(!sealed(directory).includes("checkpoints"));
    const again = sealFile(directory, "checkpoint");

    await saveInto(dirname(directory), long);
    const { written } = await sealRun(directory, { key: privateKey });
    assert.ok(written.some(({ path }) => path === "seal/checkpoints"));
    assert.deepEqual(splitCheckpoints(sealFile(directory, "checkpoints")), {
      notes: [again],
      torn: 0,
    });
    assert.equal(parseCheckpoint(sealFile(directory, "checkpoint")).checkpoint.events, long.length);

    appendFileSync(join(directory, "seal/checkpoints"), "\nexample.org/dig");
    const { skipped } = await sealRun(directory, { key: privateKey });
    assert.ok(skipped.some(({ path }) => path === "seal/checkpoints"));
    assert.equal(splitCheckpoints(sealFile(directory, "checkpoints")).torn, 0);

    const seal = readFileSync(join(directory, "seal/checkpoint"));
    const other = endRun(logMetric(trainedRun(), "loss", 0.4)); // as long, but another history
    await saveInto(dirname(directory), other);
    await assert.rejects(sealRun(directory, { key: privateKey }), hasCode("SEAL_RECORD"));
    await saveInto(dirname(directory), short); // shorter: its end was cut
    await assert.rejects(sealRun(directory, { key: privateKey }), hasCode("SEAL_RECORD"));
    assert.deepEqual(readFileSync(join(directory, "seal/checkpoint")), seal);
    writeFileSync(join(directory, "seal/checkpoint"), "no note");
    await assert.rejects(sealRun(directory, { key: privateKey }), hasCode("SEAL_RECORD"));
  }, short);
});

test("sealRun() signs no record that does not stand, and writes nothing then", async () => {
  const { privateKey } = await generateSealKey();
  const faults: ((directory: string) => void)[] = [
    (at) => appendFileSync(join(at, "prov.json"), " "),
    (at) => rmSync(join(at, "prov.json")),
    (at) => writeFileSync(join(at, "extra.txt"), "x"),
    (at) => writeFileSync(join(at, ".stemma-1.tmp"), "x"),
    (at) => rmSync(join(at, "manifest.json")),
    (at) => rmSync(join(at, "run.log")),
    (at) => appendFileSync(join(at, "run.log"), "x"),
    (at) => writeFileSync(join(at, "manifest.json"), "{}"),
    (at) => symlinkSync("run.log", join(at, "link")),
    (at) => {
      renameSync(join(at, "prov.json"), join(at, "prov"));
      symlinkSync("prov", join(at, "prov.json"));
    },
  ];
  for (const fault of faults) {
    await withSavedRun(async (directory) => {
      fault(directory);
      await assert.rejects(sealRun(directory, { key: privateKey }), (error: unknown) => {
        assert.ok(hasCode("SEAL_RECORD")(error), String(error));
        const { findings } = (error as SealError).details as { findings: unknown[] };
        assert.ok(findings.length > 0);
        return true;
      });
      assert.ok(!readdirSync(directory).includes("seal"), String(fault));
    });
  }
  await assert.rejects(sealRun("/nonexistent", { key: privateKey }), { code: "ASSET_UNREADABLE" });
});

test("sealRun() waits for no journal, and seals what a dead one left", async () => {
  const { privateKey } = await generateSealKey();
  await withSavedRun(async (directory, run) => {
    const journal = await openJournal(directory, run);
    await assert.rejects(
      sealRun(directory, { key: privateKey }),
      (error: unknown) =>
        error instanceof SinkError && error.code === "SINK_LOCKED" && error.retryable,
    );
    await journal.close();
    await saveInto(dirname(directory), run);
    await sealRun(directory, { key: privateKey });
    writeFileSync(join(directory, "run.lock"), "left");
    utimesSync(join(directory, "run.lock"), 1, 1);
    const { written } = await sealRun(directory, { key: privateKey });
    assert.equal(written.length, 4);
    rmSync(join(directory, "run.lock"));
    assert.ok((await verifyRun(directory)).ok);
  });
});

test("sealRun() keeps what the anchor gave, or nothing is written where it fails", async () => {
  const { privateKey } = await generateSealKey();
  await withSavedRun(async (directory) => {
    const bad = [
      () => Promise.reject(new Error("no network")),
      () => Promise.resolve(new Uint8Array()),
      () => Promise.resolve("token" as unknown as Uint8Array),
    ];
    for (const anchor of bad) {
      await assert.rejects(sealRun(directory, { key: privateKey, anchor }), hasCode("SEAL_ANCHOR"));
      assert.ok(!readdirSync(directory).includes("seal"));
    }
    let asked = new Uint8Array();
    const anchor = (bytes: Uint8Array<ArrayBuffer>) => {
      asked = bytes;
      return Promise.resolve(Uint8Array.of(1, 2, 3));
    };
    await sealRun(directory, { key: privateKey, anchor });
    assert.deepEqual(asked, sealFile(directory, "attestation.sigstore.json"));
    assert.deepEqual(sealFile(directory, "anchor"), Uint8Array.of(1, 2, 3));
    // An older seal's parts that the new one lacks go with it.
    const { privateKey: other } = await generateSealKey({ algorithm: "Ed25519" });
    await sealRun(directory, { key: other });
    assert.deepEqual(sealed(directory), [
      "attestation.sigstore.json",
      "checkpoint",
      "states.jsonl",
    ]);
  });
});

test("sealRun() tells a wrong argument before it reads", async () => {
  const { privateKey } = await generateSealKey();
  await assert.rejects(sealRun("", { key: privateKey }), TypeError);
  await assert.rejects(
    sealRun("x", { key: privateKey, names: "n" } as never),
    /did you mean "name"/,
  );
  await assert.rejects(sealRun("x", { key: "none" }), hasCode("SEAL_KEY"));
  await withSavedRun(async (directory) => {
    await assert.rejects(sealRun(directory, { key: privateKey, name: "a b" }), hasCode("SEAL_KEY"));
    // What a sealing left that was stopped goes with the next one.
    mkdirSync(join(directory, "seal"));
    writeFileSync(join(directory, "seal/.stemma-1.tmp"), "half");
    await sealRun(directory, { key: privateKey });
    assert.ok(!sealed(directory).includes(".stemma-1.tmp"));
  });
});
