import assert from "node:assert/strict";
import { test } from "node:test";
import { memorySink, saveRun, SealError, zipSink } from "stemma";
import { type FolderFiles, generateSealKey, sealFiles, verifyRun } from "stemma/seal";
import { toHex } from "../../lib/base/bytes.ts";
import { sha256 } from "../../lib/core/sha256.ts";
import { readModelSignature } from "../../lib/seal/model_signature.ts";
import { readBundle } from "../../lib/seal/sigstore_bundle.ts";
import { readStatement } from "../../lib/seal/statement.ts";
import { trainedRun } from "./sealed_folder.ts";

const { privateKey, publicKey } = await generateSealKey();
const hasCode = (code: string) => (error: unknown) =>
  error instanceof SealError && error.code === code;

async function savedSink(folder?: string) {
  const sink = memorySink();
  const { failed } = await saveRun(trainedRun(), sink, folder === undefined ? {} : { folder });
  assert.deepEqual(failed, []);
  return sink;
}

test("sealFiles() seals what a sink holds, in whatever folder that lies", async () => {
  for (const [folder, name] of [[undefined, "r1"], ["a/b", "b"], ["", "r1"]]) {
    const sink = await savedSink(folder);
    const { files, written, events } = await sealFiles(sink.files, { key: privateKey });
    assert.equal(events, trainedRun().length);
    const top = folder === undefined ? "digits/r1/" : folder === "" ? "" : `${folder}/`;
    assert.deepEqual(files.map(({ path }) => path), written.map(({ path }) => top + path));
    for (const file of files) {
      const bytes = file.bytes();
      assert.equal(file.size, bytes.length);
      assert.equal(file.sha256, toHex(sha256(bytes)));
      assert.deepEqual(new Uint8Array(await new Response(file.stream()).arrayBuffer()), bytes);
      await sink.put(file);
    }
    const { ok, findings } = await verifyRun(sink.files, { keys: [publicKey] });
    assert.ok(ok, JSON.stringify(findings));
    const model = readBundle(sink.files.get(`${top}seal/model.sig`)!).envelope;
    assert.equal(readModelSignature(readStatement(model.payload)).name, name);

    const again = await sealFiles(sink.files, { key: privateKey });
    for (const file of again.files) await sink.put(file);
    assert.ok((await verifyRun(sink.files, { keys: [publicKey] })).ok);
  }
});

test("sealFiles() gives files that a zip takes", async () => {
  const sink = await savedSink("");
  const zip = zipSink();
  for (const file of (await sealFiles(sink.files, { key: privateKey })).files) await zip.put(file);
  await zip.close();
  assert.ok(zip.bytes().length > 1000);
});

test("sealFiles() signs no files that do not stand, and takes nothing else", async () => {
  const { files } = await savedSink();
  const without = new Map(files);
  without.delete("digits/r1/prov.json");
  const more = new Map(files).set("digits/r1/extra", Uint8Array.of(1));
  const options = { key: privateKey };
  for (const broken of [without, more, new Map<string, Uint8Array>()]) {
    await assert.rejects(sealFiles(broken, options), hasCode("SEAL_RECORD"));
  }
  for (const none of [7, null, [7], [{ path: "run.log" }]]) {
    await assert.rejects(sealFiles(none as unknown as FolderFiles, options), TypeError);
  }
  const unknown = { ...options, nam: "x" } as unknown as typeof options;
  await assert.rejects(sealFiles(files, unknown), /did you mean "name"/);
  await assert.rejects(sealFiles(files, undefined as never), hasCode("SEAL_KEY"));
});
