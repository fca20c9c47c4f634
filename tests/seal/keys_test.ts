import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { inspect } from "node:util";
import fc from "fast-check";
import { SealError } from "stemma";
import { describeSealKey, generateSealKey } from "stemma/seal";
import { utf8 } from "../../lib/base/bytes.ts";
import { ecdsaToDer } from "../../lib/seal/ecdsa_signature.ts";
import { readPem, writePem } from "../../lib/seal/pem.ts";
import { isSignedBy, readPublicKey } from "../../lib/seal/public_key.ts";
import { readSigner } from "../../lib/seal/signer.ts";
import { oracle } from "../oracle.ts";

const hasCode = (code: string) => (error: unknown) =>
  error instanceof SealError && error.code === code;
const openssl = (args: string[], input = "") => spawnSync("openssl", args, { input }).stdout;
const hasOpenssl = spawnSync("openssl", ["version"]).status === 0;
const text = utf8("what is signed");

for (const algorithm of ["P-256", "Ed25519"] as const) {
  test(`generateSealKey() makes a pair of ${algorithm} that signs and verifies`, async () => {
    const { privateKey, publicKey } = await generateSealKey({ algorithm });
    const signer = await readSigner(privateKey);
    assert.equal(signer.publicKey.pem, publicKey);
    assert.equal(signer.publicKey.algorithm, algorithm);
    const signature = await signer.sign(text);
    assert.equal(signature.length, 64);
    const key = await readPublicKey(publicKey);
    assert.ok(await isSignedBy(key, text, signature));
    assert.ok(!await isSignedBy(key, utf8("another"), signature));
    assert.ok(!await isSignedBy(key, text, signature.subarray(1).slice()));
  });

  test(`readSigner() takes keys of ${algorithm} as CryptoKey and as a signer elsewhere`, async () => {
    const how = algorithm === "P-256"
      ? { name: "ECDSA", namedCurve: "P-256" }
      : { name: algorithm };
    const open = await crypto.subtle.generateKey(how, true, ["sign", "verify"]) as CryptoKeyPair;
    const shut = await crypto.subtle.generateKey(how, false, ["sign", "verify"]) as CryptoKeyPair;
    const mine = await readSigner(open.privateKey);
    assert.equal((await mine.sign(text)).length, 64);
    await assert.rejects(readSigner(shut.privateKey), hasCode("SEAL_KEY"));
    const given = await readSigner(shut.privateKey, shut.publicKey);
    await given.sign(text);
    const wrong = await readSigner(open.privateKey, shut.publicKey);
    await assert.rejects(wrong.sign(text), hasCode("SEAL_KEY"));

    const asDer = algorithm === "P-256" ? ecdsaToDer : (raw: Uint8Array) => raw;
    for (const form of [(raw: Uint8Array) => raw, asDer]) {
      const remote = await readSigner({
        publicKey: mine.publicKey.pem,
        sign: async (bytes) => form(await mine.sign(bytes)),
      });
      assert.ok(await isSignedBy(mine.publicKey, text, await remote.sign(text)));
    }
    const broken = [
      () => Promise.reject(new Error("no network")),
      () => Promise.resolve(new Uint8Array(64)),
      () => Promise.resolve(new Uint8Array()),
      () => Promise.resolve("signature" as unknown as Uint8Array),
    ];
    for (const sign of broken) {
      const signer = await readSigner({ publicKey: mine.publicKey.pem, sign });
      await assert.rejects(signer.sign(text), hasCode("SEAL_KEY"));
    }
  });
}

test(
  "keys of OpenSSL are taken, or refused with what to do",
  oracle("openssl", hasOpenssl),
  async () => {
    const sec1 = openssl(["ecparam", "-name", "prime256v1", "-genkey", "-noout"]).toString();
    const pkcs8 = openssl(["pkcs8", "-topk8", "-nocrypt"], sec1).toString();
    const ed = openssl(["genpkey", "-algorithm", "ed25519"]).toString();
    for (const pem of [pkcs8, ed]) {
      const signer = await readSigner(pem);
      assert.equal(signer.publicKey.pem, openssl(["pkey", "-pubout"], pem).toString());
      await signer.sign(text);
    }
    await assert.rejects(readSigner(sec1), /openssl pkcs8 -topk8 -nocrypt/);
    const locked = openssl(["pkcs8", "-topk8", "-passout", "pass:x"], sec1).toString();
    await assert.rejects(readSigner(locked), /openssl pkcs8/);
    const others = [
      ["genpkey", "-algorithm", "rsa"],
      ["genpkey", "-algorithm", "x25519"],
      ["genpkey", "-algorithm", "ec", "-pkeyopt", "ec_paramgen_curve:P-384"],
    ].map((args) => openssl(args).toString());
    for (const pem of others) {
      await assert.rejects(readSigner(pem), hasCode("SEAL_KEY"));
      const half = openssl(["pkey", "-pubout"], pem).toString();
      await assert.rejects(readPublicKey(half), hasCode("SEAL_KEY"));
    }
  },
);

test("describeSealKey() tells the same of both halves, in every form that a key has", async () => {
  for (const algorithm of ["P-256", "Ed25519"] as const) {
    const { privateKey, publicKey } = await generateSealKey({ algorithm });
    const { publicKey: read, sign } = await readSigner(privateKey);
    const name = "example.org/ada";
    const expected = await describeSealKey(publicKey, { name });
    assert.equal(expected.algorithm, algorithm);
    assert.equal(expected.publicKey, publicKey);
    for (const key of [privateKey, read.key, { publicKey, sign }, expected.noteKey!]) {
      assert.deepEqual(await describeSealKey(key, { name }), expected);
    }
    assert.equal((await describeSealKey(privateKey)).noteKey, undefined);
    await assert.rejects(describeSealKey(publicKey, { name: "" }), hasCode("SEAL_KEY"));
  }
  for (const key of ["", "none", null, 7, {}]) {
    await assert.rejects(describeSealKey(key as string), hasCode("SEAL_KEY"));
  }
});

test("a key that is none is refused, and the error holds nothing of it", async () => {
  const { privateKey, publicKey } = await generateSealKey();
  const secret = privateKey.split("\n")[1];
  const bad = [
    "",
    "-----BEGIN PRIVATE KEY-----",
    privateKey + privateKey,
    publicKey,
    privateKey.replace("M", "?"),
    privateKey.replace(/\n.{20}/, "\n"),
    privateKey.replaceAll("PRIVATE KEY", "RSA PRIVATE KEY"),
    `${" ".repeat(20_000)}${privateKey}`,
    null,
    7,
    {},
    await crypto.subtle.generateKey({ name: "HMAC", hash: "SHA-256" }, true, ["sign"]),
  ];
  for (const key of bad) {
    await assert.rejects(readSigner(key as string), (error: unknown) => {
      assert.ok(hasCode("SEAL_KEY")(error), inspect(error));
      assert.ok(!inspect(error, { depth: 9 }).includes(secret.slice(30, 60)));
      return true;
    });
  }
  for (
    const key of [
      privateKey,
      "",
      "a+b+c",
      "a+00000000+AQ==",
      "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
      "PeterNeuman+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
      "x+y",
      null,
      {},
      ...bad.slice(0, 2),
    ]
  ) {
    await assert.rejects(readPublicKey(key), hasCode("SEAL_KEY"));
  }
  await assert.rejects(generateSealKey({ algorithm: "RSA" as "P-256" }), TypeError);
  await assert.rejects(generateSealKey({ kind: "P-256" } as object), TypeError);
});

test("readPem() takes what writePem() writes, and throws its own error for anything else", () => {
  fc.assert(fc.property(fc.uint8Array({ minLength: 1 }), (bytes) => {
    const der = Uint8Array.from(bytes);
    assert.deepEqual(readPem("PUBLIC KEY", writePem("PUBLIC KEY", der)), der);
  }));
  const pieces = fc.constantFrom(
    "-----BEGIN ",
    "-----END ",
    "PUBLIC KEY",
    "-----",
    "\n",
    "AAAA",
    "=",
  );
  fc.assert(fc.property(fc.array(pieces), (parts) => {
    try {
      readPem("PUBLIC KEY", parts.join(""));
    } catch (error) {
      assert.ok(hasCode("SEAL_KEY")(error));
    }
  }));
});
