import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { SealError } from "stemma";
import { generateSealKey } from "stemma/seal";
import { fromUtf8, utf8 } from "../../lib/base/bytes.ts";
import {
  checkpointText,
  joinCheckpoints,
  parseCheckpoint,
  splitCheckpoints,
} from "../../lib/seal/checkpoint.ts";
import { noteKeyText } from "../../lib/seal/note_key.ts";
import { readPublicKey } from "../../lib/seal/public_key.ts";
import { parseNote, signNote, verifyNote } from "../../lib/seal/signed_note.ts";
import { readSigner } from "../../lib/seal/signer.ts";

/** The example of golang.org/x/mod/sumdb/note, which C2SP signed-note goes back to. */
const neumannKey = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
const neumannNote = "If you think cryptography is the answer to your problem,\n" +
  "then you don't know what your problem is.\n\n— PeterNeumann " +
  "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

const algorithms = ["P-256", "Ed25519"] as const;
const hasCode = (code: string) => (error: unknown) =>
  error instanceof SealError && error.code === code;

test("verifyNote() takes the published example, and the key gives its text back", async () => {
  const key = await readPublicKey(neumannKey);
  const note = parseNote(utf8(neumannNote));
  assert.equal(await verifyNote(note, [key]), "signed");
  assert.equal(noteKeyText(key, "PeterNeumann"), neumannKey);
  const changed = parseNote(utf8(neumannNote.replace("think", "thing")));
  assert.equal(await verifyNote(changed, [key]), "invalid");
  const other = await readPublicKey((await generateSealKey()).publicKey);
  assert.equal(await verifyNote(note, [other]), "unknown");
  assert.equal(await verifyNote(note, []), "unknown");
});

test("a note of Rekor's kind of key names it by the hash of its SubjectPublicKeyInfo", async () => {
  // The public key of rekor.sigstore.dev, whose id c0d23d6a stands in all that it signs.
  const key = await readPublicKey(
    "rekor.sigstore.dev+c0d23d6a+AjBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABNhtmPtrWm3U1eQXBogSMdGvXwBc" +
      "K5AW5i0hrZLOC96l+smGNM7nwZ4QvFK/4sueRoVj//QP22Ni4Qt9DPfkWLc=",
  );
  assert.match(noteKeyText(key, "rekor.sigstore.dev"), /^rekor\.sigstore\.dev\+c0d23d6a\+/);
});

for (const algorithm of algorithms) {
  test(`signNote() and verifyNote() agree with a key of ${algorithm}`, async () => {
    const { privateKey, publicKey } = await generateSealKey({ algorithm });
    const signer = await readSigner(privateKey);
    const root = "ab".repeat(32);
    const text = checkpointText({ origin: "example.org/digits/r1", events: 7, root });
    const bytes = utf8(await signNote(text, "example.org/ada", signer));
    const { checkpoint, note } = parseCheckpoint(bytes);
    assert.deepEqual(checkpoint, { origin: "example.org/digits/r1", events: 7, root });
    const keys = [
      await readPublicKey(publicKey),
      await readPublicKey(noteKeyText(signer.publicKey, "example.org/ada")),
    ];
    for (const key of keys) assert.equal(await verifyNote(note, [key]), "signed");
    const nameAt = fromUtf8(bytes).lastIndexOf("example.org/ada") + 2; // the dash has three bytes
    for (let at = 0; at < bytes.length; at++) {
      // The id of a P-256 key does not hang on its name, and the name is not signed.
      if (algorithm === "P-256" && at >= nameAt && at < nameAt + 15) continue;
      const flipped = bytes.slice();
      flipped[at] ^= 1;
      const verdict = await Promise.resolve(flipped).then(parseNote)
        .then((note) => verifyNote(note, keys), () => "refused");
      assert.notEqual(verdict, "signed", `byte ${at}`);
    }
  });
}

test("parseNote() and parseCheckpoint() refuse what is none", async () => {
  const signer = await readSigner((await generateSealKey()).privateKey);
  const root = "00".repeat(32);
  const sound = await signNote(checkpointText({ origin: "o", events: 1, root }), "o", signer);
  const signature = sound.slice(sound.indexOf("\u2014"));
  const hash = checkpointText({ origin: "o", events: 1, root }).split("\n")[2];
  const bad = [
    "",
    "\n",
    "text\n",
    `text\n\n`,
    `text\n\n— o AAAA\n`,
    `text\n\n- o AAAAAAAAAAAA\n`,
    `text\n\n— o+p AAAAAAAAAAAA\n`,
    `te\u0000xt\n\n${signature}`,
    `te\rxt\n\n${signature}`,
    `text\n\n${signature.repeat(65)}`,
    `${"x".repeat(2 ** 20)}\n\n${signature}`,
    sound.slice(0, -1),
  ];
  for (const text of bad) assert.throws(() => parseNote(utf8(text)), hasCode("SEAL_FORMAT"));
  assert.throws(() => parseNote(Uint8Array.of(0xff, 10, 10, 10)), hasCode("SEAL_FORMAT"));
  const notCheckpoints = [
    `o\n1\n`,
    `o\n01\n${hash}\n`,
    `o\n-1\n${hash}\n`,
    `o\n1e3\n${hash}\n`,
    `o\n9007199254740993\n${hash}\n`,
    `\n1\n${hash}\n`,
    `o\n1\n${hash.slice(4)}\n`,
    `o\n1\n${hash.replace("=", "")}\n`,
    `o\n1\n${hash}\n\nx\n`,
  ];
  for (const text of notCheckpoints) {
    const bytes = utf8(`${text}\n${signature}`);
    assert.throws(() => parseCheckpoint(bytes), hasCode("SEAL_FORMAT"), JSON.stringify(text));
  }
  assert.equal(parseCheckpoint(utf8(`o\n1\n${hash}\nmore\n\n${signature}`)).checkpoint.events, 1);
  for (const name of ["", "a b", "a+b", "a\u2003b", "\ud800"]) {
    await assert.rejects(signNote("text\n", name, signer), hasCode("SEAL_KEY"));
  }
});

test("splitCheckpoints() takes joinCheckpoints() apart, and what a crash left of it", async () => {
  const signer = await readSigner((await generateSealKey()).privateKey);
  const notes: Uint8Array[] = [];
  for (let events = 0; events < 3; events++) {
    const text = checkpointText({ origin: "o/é", events, root: "00".repeat(32) });
    notes.push(utf8(await signNote(text, "o/é", signer)));
  }
  const all = joinCheckpoints(notes);
  assert.deepEqual(splitCheckpoints(all), { notes, torn: 0 });
  assert.deepEqual(splitCheckpoints(new Uint8Array()), { notes: [], torn: 0 });
  for (let end = 0; end < all.length; end++) {
    const { notes: whole, torn } = splitCheckpoints(all.subarray(0, end));
    assert.deepEqual(whole, notes.slice(0, whole.length), `cut at ${end}`);
    assert.deepEqual(joinCheckpoints(whole), all.subarray(0, end - torn));
  }
  assert.throws(() => splitCheckpoints(Uint8Array.of(0xff, 10)), hasCode("SEAL_FORMAT"));
});

test("the readers of notes throw nothing but their own error, whatever they are given", () => {
  const pieces = fc.array(
    fc.constantFrom("\n", "\n\n", "— ", "o ", "AAAAAAAA", "1", "é", "\u0000"),
  );
  fc.assert(fc.property(fc.oneof(fc.uint8Array(), pieces.map((p) => utf8(p.join("")))), (bytes) => {
    for (const read of [parseNote, parseCheckpoint, splitCheckpoints]) {
      try {
        read(Uint8Array.from(bytes));
      } catch (error) {
        assert.ok(hasCode("SEAL_FORMAT")(error), `${fromUtf8(utf8(String(error)))}`);
      }
    }
  }));
});
