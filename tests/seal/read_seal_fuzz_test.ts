import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { SealError } from "stemma";
import { generateSealKey, sealRun } from "stemma/seal";
import { fromUtf8, utf8 } from "../../lib/base/bytes.ts";
import { parseCheckpoint, splitCheckpoints } from "../../lib/seal/checkpoint.ts";
import { isEnvelopeSigned } from "../../lib/seal/dsse.ts";
import { readModelSignature } from "../../lib/seal/model_signature.ts";
import { readStates } from "../../lib/seal/model_states.ts";
import { readPem } from "../../lib/seal/pem.ts";
import { readProvenance } from "../../lib/seal/provenance_statement.ts";
import { readPublicKey } from "../../lib/seal/public_key.ts";
import { verifyNote } from "../../lib/seal/signed_note.ts";
import { readBundle } from "../../lib/seal/sigstore_bundle.ts";
import { readStatement } from "../../lib/seal/statement.ts";
import { assertUnpolluted, mutateText, MUTATIONS, seeded } from "../mutate.ts";
import { withSavedRun } from "./sealed_folder.ts";

const pieces = [
  "\n",
  "\n\n",
  "\u2014 ",
  " ",
  "=",
  '"',
  "{",
  "}",
  "[",
  "]",
  "null",
  "0",
  "-1",
  "1e400",
  '"__proto__":{"polluted":1},',
  '"constructor":',
  '"sha256":',
  "-----BEGIN PUBLIC KEY-----",
  "\u0000",
  "\ud800",
  "AAAA",
];

/** Reads a text in a way; gives whether it could be read. */
function isRead(read: (bytes: Uint8Array) => unknown, text: string): boolean {
  try {
    read(utf8(text));
    return true;
  } catch (error) {
    assert.ok(error instanceof SealError, `${error}\n${text.slice(0, 300)}`);
    return false;
  }
}

test("the readers of a seal's parts refuse with their own error, whatever was changed", async () => {
  const { privateKey, publicKey } = await generateSealKey();
  await withSavedRun(async (directory) => {
    await sealRun(directory, { key: privateKey });
    const textOf = (name: string) => readFileSync(join(directory, "seal", name), "utf8");
    const [attestation, model] = ["attestation.sigstore.json", "model.sig"].map(textOf);
    const payloadOf = (text: string) => fromUtf8(readBundle(utf8(text)).envelope.payload);
    const readers: [texts: string[], read: (bytes: Uint8Array) => unknown][] = [
      [[textOf("checkpoint")], parseCheckpoint],
      [[`${textOf("checkpoint")}\n${textOf("checkpoint")}`], splitCheckpoints],
      [[textOf("states.jsonl")], readStates],
      [[attestation, model], readBundle],
      [[payloadOf(attestation)], (bytes) => readProvenance(readStatement(bytes))],
      [[payloadOf(model)], (bytes) => readModelSignature(readStatement(bytes))],
      [[publicKey], (bytes) => readPem("PUBLIC KEY", fromUtf8(bytes))],
    ];
    for (const [texts, read] of readers) {
      const pick = seeded(texts[0].length);
      const tries = Math.ceil(MUTATIONS / 10);
      for (const text of texts) assert.ok(isRead(read, text));
      for (let i = 0; i < tries; i++) isRead(read, mutateText(texts, pieces, pick));
    }
    assertUnpolluted();
  });
});

test("no change of a note or an envelope leaves it signed", async () => {
  const { privateKey, publicKey } = await generateSealKey({ algorithm: "Ed25519" });
  const key = await readPublicKey(publicKey);
  await withSavedRun(async (directory) => {
    await sealRun(directory, { key: privateKey });
    const textOf = (name: string) => readFileSync(join(directory, "seal", name), "utf8");
    const pick = seeded(23);
    const [note, bundle] = [textOf("checkpoint"), textOf("attestation.sigstore.json")];
    const { envelope } = readBundle(utf8(bundle));
    for (let i = 0; i < Math.ceil(MUTATIONS / 100); i++) {
      const changed = mutateText([note], pieces, pick);
      const signed = await Promise.resolve(utf8(changed)).then(parseCheckpoint)
        .then(({ note }) => verifyNote(note, [key]), () => "refused");
      // Signatures of keys that nobody knows may stand beside.
      if (signed === "signed") {
        assert.deepEqual(
          parseCheckpoint(utf8(changed)).checkpoint,
          parseCheckpoint(utf8(note)).checkpoint,
        );
      }
      const mutated = mutateText([bundle], pieces, pick);
      if (!isRead(readBundle, mutated)) continue;
      const read = readBundle(utf8(mutated)).envelope;
      if (!await isEnvelopeSigned(read, [key])) continue;
      assert.deepEqual([read.payload, read.payloadType], [envelope.payload, envelope.payloadType]);
    }
  });
});
