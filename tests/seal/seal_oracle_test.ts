import { bundleFromJSON, type SerializedBundle } from "@sigstore/bundle";
import { toSignedEntity, Verifier } from "@sigstore/verify";
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createPublicKey } from "node:crypto";
import { appendFileSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { VERSION } from "stemma";
import { generateSealKey, sealRun } from "stemma/seal";
import { toBase64 } from "../../lib/base/base64.ts";
import { utf8 } from "../../lib/base/bytes.ts";
import { parseCheckpoint } from "../../lib/seal/checkpoint.ts";
import { preAuthEncoding } from "../../lib/seal/dsse.ts";
import { readProvenance } from "../../lib/seal/provenance_statement.ts";
import { readBundle } from "../../lib/seal/sigstore_bundle.ts";
import { readStatement } from "../../lib/seal/statement.ts";
import { oracle } from "../oracle.ts";
import { withSavedRun } from "./sealed_folder.ts";

const algorithms = ["P-256", "Ed25519"] as const;
type Algorithm = typeof algorithms[number];

/** Seals a saved run, and gives its folder and the public key. */
async function withSeal(
  algorithm: Algorithm,
  use: (directory: string, publicKey: string) => Promise<void> | void,
): Promise<void> {
  const { privateKey, publicKey } = await generateSealKey({ algorithm });
  await withSavedRun(async (directory) => {
    await sealRun(directory, { key: privateKey });
    await use(directory, publicKey);
  });
}

const bundlesOf = (algorithm: Algorithm) =>
  algorithm === "P-256"
    ? ["attestation.sigstore.json", "model.sig"]
    : ["attestation.sigstore.json"];

/** Asks OpenSSL whether a signature is by a key. */
function opensslSays(
  directory: string,
  algorithm: Algorithm,
  publicKey: string,
  bytes: Uint8Array,
  signature: Uint8Array,
): boolean {
  const [key, data, sig] = ["key", "data", "sig"].map((name) => join(directory, "..", name));
  writeFileSync(key, publicKey);
  writeFileSync(data, bytes);
  writeFileSync(sig, signature);
  const args = algorithm === "P-256"
    ? ["dgst", "-sha256", "-verify", key, "-signature", sig, data]
    : ["pkeyutl", "-verify", "-pubin", "-inkey", key, "-rawin", "-in", data, "-sigfile", sig];
  return spawnSync("openssl", args).status === 0;
}

/** Deno's `node:crypto` does not verify ECDSA unless it is told a hash; Node and Bun run this one. */
const sigstoreWorks = (algorithm: Algorithm) => algorithm === "Ed25519" || !("Deno" in globalThis);
const hasOpenssl = spawnSync("openssl", ["version"]).status === 0;

for (const algorithm of algorithms) {
  test(
    `OpenSSL verifies what a key of ${algorithm} sealed`,
    oracle("openssl", hasOpenssl),
    async () => {
      await withSeal(algorithm, (directory, publicKey) => {
        for (const name of bundlesOf(algorithm)) {
          const { envelope } = readBundle(readFileSync(join(directory, "seal", name)));
          const bytes = preAuthEncoding(envelope.payloadType, envelope.payload);
          const says = (changed: Uint8Array) =>
            opensslSays(directory, algorithm, publicKey, changed, envelope.signatures[0]);
          assert.ok(says(bytes), name);
          bytes[bytes.length - 3] ^= 1;
          assert.ok(!says(bytes), name);
        }
        const { note } = parseCheckpoint(readFileSync(join(directory, "seal/checkpoint")));
        const [{ signature }] = note.signatures;
        assert.ok(opensslSays(directory, algorithm, publicKey, utf8(note.text), signature));
      });
    },
  );

  test(`Sigstore's verifier takes the bundles of a key of ${algorithm}`, {
    skip: sigstoreWorks(algorithm) ? false : "Deno's node:crypto wants to be told the hash",
  }, async () => {
    await withSeal(algorithm, (directory, publicKey) => {
      const trusted = { publicKey: createPublicKey(publicKey), validFor: () => true };
      const nobody: never[] = [];
      const trust = {
        certificateAuthorities: nobody,
        timestampAuthorities: nobody,
        tlogs: nobody,
        ctlogs: nobody,
        publicKey: () => trusted,
      };
      const verifier = new Verifier(trust, {
        tlogThreshold: 0,
        ctlogThreshold: 0,
        timestampThreshold: 0,
      });
      const verify = (bundle: SerializedBundle) =>
        verifier.verify(toSignedEntity(bundleFromJSON(bundle)));
      for (const name of bundlesOf(algorithm)) {
        const bundle = JSON.parse(readFileSync(join(directory, "seal", name), "utf8"));
        verify(bundle);
        bundle.dsseEnvelope.payload = toBase64(utf8('{"changed":true}'));
        assert.throws(() => verify(bundle), { code: "SIGNATURE_ERROR" });
      }
    });
  });
}

const python = process.env.STEMMA_PYTHON ?? "python3";
const hasModelSigning = spawnSync(python, ["-c", "import model_signing, OpenSSL"]).status === 0;

test(
  "model_signing verifies model.sig, and finds each change of the folder",
  oracle("PyPI model-signing and pyopenssl", hasModelSigning),
  async () => {
    await withSeal("P-256", (directory, publicKey) => {
      const key = join(directory, "..", "public.pem");
      writeFileSync(key, publicKey);
      const signature = join(directory, "seal/model.sig");
      const verify = () => {
        const args = ["-m", "model_signing", "verify", "key", directory];
        const options = ["--signature", signature, "--public_key", key];
        const { status, stdout, stderr } = spawnSync(python, [...args, ...options]);
        return { ok: status === 0, said: `${stdout}${stderr}` };
      };
      const before = verify();
      assert.ok(before.ok, before.said);
      const path = join(directory, "prov.json");
      const bytes = readFileSync(path);
      appendFileSync(path, " ");
      assert.ok(!verify().ok, "a file that was changed");
      rmSync(path);
      assert.ok(!verify().ok, "a file that is missing");
      writeFileSync(path, bytes);
      writeFileSync(join(directory, "extra"), "x");
      assert.ok(!verify().ok, "a file too many");
      rmSync(join(directory, "extra"));
      const after = verify();
      assert.ok(after.ok, after.said);
    });
  },
);

test(
  "in-toto's own libraries read the attestation as SLSA provenance",
  oracle("PyPI in-toto-attestation, which comes with model-signing", hasModelSigning),
  async () => {
    await withSeal("Ed25519", (directory) => {
      const bytes = readFileSync(join(directory, "seal/attestation.sigstore.json"));
      const { payload } = readBundle(bytes).envelope;
      const statement = readStatement(payload);
      const { files } = readProvenance(statement);
      const read = (input: Uint8Array) => {
        const { status, stdout, stderr } = spawnSync(python, ["tests/seal/check_statement.py"], {
          input,
        });
        return { ok: status === 0, lines: stdout.toString().trim().split("\n"), said: `${stderr}` };
      };
      const { ok, lines, said } = read(payload);
      assert.ok(ok, said);
      assert.deepEqual(lines, [
        "https://slsa.dev/provenance/v1",
        `https://example.org/digits/r1/software/stemma-${VERSION}`,
        String(files.length + 1), // the root of the log
      ]);
      const wrong = { ...statement, predicate: { ...statement.predicate, other: {} } };
      assert.ok(!read(utf8(JSON.stringify(wrong))).ok);
    });
  },
);
