import assert from "node:assert/strict";
import { test } from "node:test";
import { createContext, runInContext } from "node:vm";
import { build, stop } from "esbuild";
import { memorySink, saveRun, startRun } from "stemma";
import { generateSealKey } from "stemma/seal";
import { plainFiles, sealedFiles, statesOf } from "./sealed_files.ts";

const realmWorks = !("Bun" in globalThis);
const skip = realmWorks ? false : "Bun's vm is not a realm of its own";

/** Runs `stemma/seal` in a realm without Deno, Bun, process and files. */
async function inRealm(crypto: unknown, script: string, files?: unknown): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: ["lib/seal.ts"],
    bundle: true,
    write: false,
    format: "iife",
    globalName: "seal",
    platform: "browser",
    target: "es2022",
  }).finally(stop);
  const context = createContext({
    crypto,
    files,
    TextEncoder,
    TextDecoder,
    atob,
    btoa,
    Uint8Array,
  });
  return await runInContext(`${outputFiles[0].text};(async () => ${script})()`, context);
}

const codeOf = (script: string) => `${script}.then(() => "", ({ code }) => code)`;
const unknownAlgorithm = () => Promise.reject(new DOMException("unknown", "NotSupportedError"));

test(
  "stemma/seal makes keys in a browser, and says that there is no folder",
  { skip },
  async () => {
    const script = `seal.describeSealKey((await seal.generateSealKey()).privateKey)`;
    const { algorithm, publicKey } = JSON.parse(
      await inRealm(crypto, `JSON.stringify(await ${script})`),
    );
    assert.equal(algorithm, "P-256");
    assert.match(publicKey, /^-----BEGIN PUBLIC KEY-----\n/);
    const key = "(await seal.generateSealKey()).privateKey";
    const seals = codeOf(`seal.sealRun("run", { key: ${key} })`);
    assert.equal(await inRealm(crypto, seals), "ASSET_UNREADABLE");
  },
);

test("sealFiles() seals in a browser", { skip }, async () => {
  const sink = memorySink();
  await saveRun(startRun({ experiment: "digits" }), sink);
  const script = `seal.generateSealKey()
    .then(({ privateKey }) => seal.sealFiles(files, { key: privateKey }))
    .then(({ written }) => JSON.stringify(written.map(({ path }) => path)))`;
  assert.deepEqual(JSON.parse(await inRealm(crypto, script, sink.files)), [
    "seal/checkpoint",
    "seal/attestation.sigstore.json",
    "seal/model.sig",
  ]);
});

test("a runtime without Ed25519 or WebCrypto is told what to do", { skip }, async () => {
  const older = { subtle: { generateKey: unknownAlgorithm, importKey: unknownAlgorithm } };
  const script = `seal.generateSealKey({ algorithm: "Ed25519" })
    .then(() => "", ({ code, message }) => code + ": " + message)`;
  assert.equal(
    await inRealm(older, script),
    "SEAL_ALGORITHM: Cannot use a key: the runtime does not know Ed25519; take a key of P-256",
  );
  for (const none of [undefined, {}]) {
    assert.equal(await inRealm(none, codeOf("seal.generateSealKey()")), "SEAL_ALGORITHM");
  }
});

test("verifyRun() verifies files in a browser, and says that there is no folder", {
  skip,
}, async () => {
  const run = statesOf().pop()!;
  const { privateKey, publicKey } = await generateSealKey();
  const sealed = await sealedFiles(run, plainFiles(run), privateKey);
  const files = JSON.stringify(Array.from(sealed, ([path, bytes]) => [path, [...bytes]]));
  const script = `{
    const files = new Map(${files}.map(([path, bytes]) => [path, Uint8Array.from(bytes)]));
    const keys = [${JSON.stringify(publicKey)}];
    const { ok } = await seal.verifyRun(files, { keys });
    files.set("prov.json", new Uint8Array());
    const { findings } = await seal.verifyRun(files, { keys });
    const folder = await ${codeOf('seal.verifyRun("run")')};
    return JSON.stringify([ok, findings.map(({ code }) => code), folder]);
  }`;
  assert.deepEqual(JSON.parse(await inRealm(crypto, script)), [
    true,
    ["no-anchor", "prov-digest-differs"],
    "ASSET_UNREADABLE",
  ]);
});
