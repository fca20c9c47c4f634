import assert from "node:assert/strict";
import { before, test } from "node:test";
import { generateSealKey, verifyRun } from "stemma/seal";
import { fromUtf8, utf8 } from "../../lib/base/bytes.ts";
import { signEnvelope } from "../../lib/seal/dsse.ts";
import { ATTESTATION, CHECKPOINT, MODEL_SIGNATURE, STATES } from "../../lib/seal/seal_parts.ts";
import { parseNote, signNote } from "../../lib/seal/signed_note.ts";
import { readSigner, type Signer } from "../../lib/seal/signer.ts";
import {
  bundleBytes,
  keyHint,
  readBundle,
  STATEMENT_TYPE,
} from "../../lib/seal/sigstore_bundle.ts";
import { assertUnpolluted, mutateBytes, mutateText, MUTATIONS, seeded } from "../mutate.ts";
import { plainFiles, sealedFiles, statesOf } from "./sealed_files.ts";

/** A verification costs some hundred times what a reader costs. */
const ROUNDS = Math.ceil(MUTATIONS / 200);

const PIECES = ['"', "{", "}", "[", "]", ",", ":", "null", "0", "-1", "1e999", '"__proto__":{},']
  .concat(['"../x"', '"run.log"', '"digest":', '"sha256":', "\\u0000", "\\ud800", "\n", "\n\n"]);

let keys: string[];
let signer: Signer;
let sealed: Map<string, Uint8Array>;
before(async () => {
  const { privateKey, publicKey } = await generateSealKey();
  const states = statesOf();
  const run = states.pop()!;
  keys = [publicKey];
  signer = await readSigner(privateKey);
  sealed = await sealedFiles(run, plainFiles(run), privateKey, states);
});

/** A verification of a sealed folder with another file in it; it ends without an error. */
async function verifyWith(path: string, bytes: Uint8Array): Promise<boolean> {
  const { ok, findings } = await verifyRun(new Map([...sealed, [path, bytes]]), { keys });
  assert.equal(ok, findings.every(({ severity }) => severity === "note"));
  return ok;
}

test(`verifyRun() finds ${ROUNDS} mutated files, and throws for none`, async () => {
  const pick = seeded(1);
  const paths = [...sealed.keys()];
  for (let i = 0; i < ROUNDS; i++) {
    const path = paths[pick(paths.length)];
    const bytes = sealed.get(path)!;
    const mutated = mutateBytes(bytes, pick);
    const isSame = mutated.length === bytes.length && mutated.every((byte, i) => byte === bytes[i]);
    assert.equal(await verifyWith(path, mutated), isSame, `round ${i}: ${path}`);
  }
  assertUnpolluted();
});

test(`verifyRun() throws for none of ${ROUNDS} mutated texts that are signed`, async () => {
  const pick = seeded(2);
  const payloads = [ATTESTATION, MODEL_SIGNATURE]
    .map((path) => fromUtf8(readBundle(Uint8Array.from(sealed.get(path)!)).envelope.payload));
  const { text } = parseNote(sealed.get(CHECKPOINT)!);
  for (let i = 0; i < ROUNDS; i++) {
    if (i % 3 === 2) {
      const note = mutateText([text], PIECES, pick).toWellFormed();
      await verifyWith(CHECKPOINT, utf8(await signNote(note, "example.org", signer)));
      continue;
    }
    const payload = utf8(mutateText([payloads[i % 3]], PIECES, pick).toWellFormed());
    const envelope = await signEnvelope(STATEMENT_TYPE, payload, signer);
    const path = [ATTESTATION, MODEL_SIGNATURE][i % 3];
    await verifyWith(path, bundleBytes(envelope, keyHint(signer.publicKey)));
  }
  assertUnpolluted();
});

test(`verifyRun() throws for none of ${ROUNDS} mutated manifests and chains`, async () => {
  const pick = seeded(3);
  const unsealed = [...sealed].filter(([path]) => path !== ATTESTATION && path !== MODEL_SIGNATURE);
  for (let i = 0; i < ROUNDS; i++) {
    const path = [STATES, "manifest.json"][i % 2];
    const text = mutateText([fromUtf8(sealed.get(path)!)], PIECES, pick).toWellFormed();
    const { ok } = await verifyRun(new Map([...unsealed, [path, utf8(text)]]));
    assert.equal(ok, text === fromUtf8(sealed.get(path)!), `round ${i}: ${path}`);
  }
  assertUnpolluted();
});
