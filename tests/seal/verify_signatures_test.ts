import assert from "node:assert/strict";
import { before, test } from "node:test";
import { generateSealKey, verifyRun } from "stemma/seal";
import { utf8 } from "../../lib/base/bytes.ts";
import { signEnvelope } from "../../lib/seal/dsse.ts";
import {
  ATTESTATION,
  CHECKPOINT,
  CHECKPOINTS,
  MODEL_SIGNATURE,
  STATES,
} from "../../lib/seal/seal_parts.ts";
import { readSigner } from "../../lib/seal/signer.ts";
import { bundleBytes, keyHint } from "../../lib/seal/sigstore_bundle.ts";
import { inShort } from "./saved_files.ts";
import { plainFiles, sealedFiles, statesOf } from "./sealed_files.ts";

let key: { privateKey: string; publicKey: string };
let sealed: Map<string, Uint8Array>;
before(async () => {
  key = await generateSealKey();
  const states = statesOf();
  const run = states.pop()!;
  sealed = await sealedFiles(run, plainFiles(run), key.privateKey, states);
});

/** What is found with the key after a sealed folder was changed. */
async function errors(change: (files: Map<string, Uint8Array>) => unknown): Promise<string[]> {
  const files = new Map(sealed);
  await change(files);
  return inShort(await verifyRun(files, { keys: [key.publicKey] }));
}

const json = (bytes: Uint8Array) => JSON.parse(new TextDecoder().decode(bytes));
const edited = (path: string, change: (bundle: ReturnType<typeof json>) => void) =>
  errors((files) => {
    const bundle = json(files.get(path)!);
    change(bundle);
    files.set(path, utf8(`${JSON.stringify(bundle)}\n`));
  });

test("verifyRun() finds a signature that does not hold", async () => {
  const payload = await edited(ATTESTATION, ({ dsseEnvelope }) => {
    const text = atob(dsseEnvelope.payload).replace('"experiment":"e"', '"experiment":"f"');
    dsseEnvelope.payload = btoa(text);
  });
  assert.deepEqual(payload, [`signature-invalid ${ATTESTATION}`]);
  const note = await errors((files) => {
    const text = new TextDecoder().decode(files.get(CHECKPOINT)!);
    files.set(CHECKPOINT, utf8(text.replace(/^(.*)\n\d+/, "$1\n7")));
  });
  assert.ok(note.includes(`signature-invalid ${CHECKPOINT}`));
});

test("verifyRun() finds two signatures, other hints, and words that nobody signed", async () => {
  const two = await edited(ATTESTATION, ({ dsseEnvelope: { signatures } }) => {
    signatures.push(signatures[0]);
  });
  assert.deepEqual(two, [`seal-malformed ${ATTESTATION}`]);
  const hint = await edited(ATTESTATION, ({ verificationMaterial }) => {
    verificationMaterial.publicKey.hint = "x";
  });
  assert.deepEqual(hint, [`signature-invalid ${ATTESTATION}`]);
  const more = await edited(MODEL_SIGNATURE, (bundle) => bundle.more = 1);
  assert.deepEqual(more, [`seal-malformed ${MODEL_SIGNATURE}`]);
});

test("verifyRun() finds a payload of another type, and another statement", async () => {
  const signer = await readSigner(key.privateKey);
  const envelope = await signEnvelope("text/plain", utf8("I am honest"), signer);
  const typed = await errors((files) =>
    files.set(ATTESTATION, bundleBytes(envelope, keyHint(signer.publicKey)))
  );
  assert.deepEqual(typed, [`payload-type ${ATTESTATION}`]);
  const swapped = await errors((files) => files.set(ATTESTATION, files.get(MODEL_SIGNATURE)!));
  assert.deepEqual(swapped, [`seal-malformed ${ATTESTATION}`]);
});

test("verifyRun() reads hostile seals", async () => {
  const deep = utf8("[".repeat(1e5) + "]".repeat(1e5));
  const inside = utf8(`{"dsseEnvelope":${"[".repeat(1e5) + "]".repeat(1e5)}}`);
  for (const path of [CHECKPOINT, CHECKPOINTS, STATES, ATTESTATION, MODEL_SIGNATURE]) {
    for (const bytes of [utf8(""), utf8("\n\n\n\n"), Uint8Array.of(0xff, 10), deep, inside]) {
      const codes = await errors((files) => files.set(path, bytes));
      assert.equal(codes.length > 0, true, `${path}: ${bytes.length}`);
      assert.ok(codes.some((line) => line.endsWith(path)), path);
    }
  }
});
