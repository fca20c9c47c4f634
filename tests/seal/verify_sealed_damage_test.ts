import assert from "node:assert/strict";
import process from "node:process";
import { before, test } from "node:test";
import { generateSealKey, verifyRun } from "stemma/seal";
import { SEAL_PARTS } from "../../lib/seal/seal_parts.ts";
import { scriptedRun } from "../scripted_run.ts";
import { flip, flippedFolders, FLIPS, shuffledFolders } from "./damaged_files.ts";
import { savedFiles } from "./saved_files.ts";
import { plainFiles, sealedFiles, statesOf } from "./sealed_files.ts";

/** Sealed folders and the keys to them: of each algorithm one. */
const folders: { files: Map<string, Uint8Array>; keys: string[] }[] = [];
before(async () => {
  for (const algorithm of ["P-256", "Ed25519"] as const) {
    const { privateKey, publicKey } = await generateSealKey({ algorithm });
    const states = statesOf();
    const run = states.pop()!;
    const files = await sealedFiles(run, plainFiles(run), privateKey, states);
    folders.push({ files, keys: [publicKey] });
  }
  const { privateKey, publicKey } = await generateSealKey();
  const files = await sealedFiles(scriptedRun(), await savedFiles(), privateKey);
  folders.push({ files, keys: [publicKey] });
});

test(`verifyRun() finds each of ${FLIPS} flipped bytes of a sealed folder`, async () => {
  for (const [i, { files, keys }] of folders.entries()) {
    assert.ok((await verifyRun(files, { keys })).ok);
    for (const { what, files: flipped } of flippedFolders(files, FLIPS / folders.length, i)) {
      const { ok, findings } = await verifyRun(flipped, { keys });
      assert.ok(!ok, what);
      assert.ok(findings.some(({ severity }) => severity === "error"), what);
    }
  }
});

test("verifyRun() finds flipped bytes all over the seal", async () => {
  const step = process.env.STEMMA_LONG ? 5 : 61;
  for (const { files, keys } of folders) {
    for (const path of SEAL_PARTS) {
      const bytes = files.get(path) ?? new Uint8Array();
      for (let at = bytes.length - 1; at >= 0; at -= step) {
        // The lowest bits: what is left mostly reads as the same kind of text.
        const flipped = new Map(files).set(path, flip(bytes, at, 1));
        const { ok } = await verifyRun(flipped, { keys });
        assert.ok(!ok, `byte ${at} of ${path}`);
      }
    }
  }
});

test("verifyRun() finds whatever file of a sealed folder is not what it was", async () => {
  for (const { files, keys } of folders.slice(0, 2)) {
    for (const { what, files: changed } of shuffledFolders(files)) {
      const { ok } = await verifyRun(changed, { keys });
      assert.ok(!ok, what);
    }
  }
});

test("verifyRun() without a key finds all that the seal covers", async () => {
  for (const { files } of folders) {
    const inside = new Map([...files].filter(([path]) => !path.startsWith("seal/")));
    for (const { what, files: changed } of flippedFolders(inside, 30, 9)) {
      const { ok } = await verifyRun(new Map([...files, ...changed]));
      assert.ok(!ok, what);
    }
  }
});
