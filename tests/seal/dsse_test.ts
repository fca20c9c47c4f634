import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { SealError } from "stemma";
import { generateSealKey } from "stemma/seal";
import { fromBase64, toBase64 } from "../../lib/base/base64.ts";
import { concat, fromHex, fromUtf8, utf8 } from "../../lib/base/bytes.ts";
import { isEnvelopeSigned, preAuthEncoding, readEnvelope } from "../../lib/seal/dsse.ts";
import { ecdsaFromDer, ecdsaToDer } from "../../lib/seal/ecdsa_signature.ts";
import { readPublicKey } from "../../lib/seal/public_key.ts";
import { keyHint, readBundle, signBundle } from "../../lib/seal/sigstore_bundle.ts";
import { readSigner } from "../../lib/seal/signer.ts";
import { readStatement } from "../../lib/seal/statement.ts";

const hasCode = (code: string) => (error: unknown) =>
  error instanceof SealError && error.code === code;

/** The example of DSSE's own protocol text. */
const example = {
  payload: "aGVsbG8gd29ybGQ=",
  payloadType: "http://example.com/HelloWorld",
  signatures: [{
    sig: "A3JqsQGtVsJ2O2xqrI5IcnXip5GToJ3F+FnZ+O88SjtR6rDAajabZKciJTfUiHqJPcIAriEGAHTVeCUjW2JIZA==",
  }],
};
const x = 46950820868899156662930047687818585632848591499744589407958293238635476079160n;
const y = 5640078356564379163099075877009565129882514886557779369047442380624545832820n;

async function exampleKey() {
  const point = [x, y].map((n) => fromHex(n.toString(16).padStart(64, "0"))!);
  const raw = concat([Uint8Array.of(4), ...point]);
  const ecdsa = { name: "ECDSA", namedCurve: "P-256" };
  return await readPublicKey(await crypto.subtle.importKey("raw", raw, ecdsa, true, ["verify"]));
}

test("preAuthEncoding() and isEnvelopeSigned() take DSSE's own example", async () => {
  const bytes = preAuthEncoding(example.payloadType, utf8("hello world"));
  assert.equal(fromUtf8(bytes), "DSSEv1 29 http://example.com/HelloWorld 11 hello world");
  const key = await exampleKey();
  const envelope = readEnvelope(example);
  assert.ok(await isEnvelopeSigned(envelope, [key]));
  const der = ecdsaToDer(envelope.signatures[0]);
  assert.ok(await isEnvelopeSigned({ ...envelope, signatures: [der] }, [key]));
  assert.ok(!await isEnvelopeSigned({ ...envelope, payload: utf8("hello World") }, [key]));
  assert.ok(!await isEnvelopeSigned({ ...envelope, payloadType: "http://example.com/" }, [key]));
  assert.ok(!await isEnvelopeSigned(envelope, []));
});

test("preAuthEncoding() counts bytes, not letters", () => {
  assert.equal(fromUtf8(preAuthEncoding("é", utf8("ü"))), "DSSEv1 2 é 2 ü");
});

test("readEnvelope() takes every kind of Base64 and refuses what is no envelope", () => {
  const urlSafe = example.signatures[0].sig.replaceAll("+", "-").replaceAll("/", "_");
  for (const sig of [urlSafe, urlSafe.replaceAll("=", "")]) {
    const read = readEnvelope({ ...example, signatures: [{ sig }] });
    assert.equal(toBase64(read.signatures[0]), example.signatures[0].sig);
  }
  const bad: unknown[] = [
    null,
    7,
    [],
    {},
    { ...example, payload: "a" },
    { ...example, payload: "aGVsbG8gd29ybGR=" },
    { ...example, payload: 7 },
    { ...example, payloadType: undefined },
    { ...example, signatures: {} },
    { ...example, signatures: [] },
    { ...example, signatures: [null] },
    { ...example, signatures: [{ sig: "é" }] },
    { ...example, signatures: Array(65).fill(example.signatures[0]) },
  ];
  for (const value of bad) assert.throws(() => readEnvelope(value), hasCode("SEAL_FORMAT"));
});

test("ecdsaFromDer() takes what ecdsaToDer() makes, and nothing else", () => {
  fc.assert(fc.property(fc.uint8Array({ minLength: 64, maxLength: 64 }), (bytes) => {
    const raw = Uint8Array.from(bytes);
    const der = ecdsaToDer(raw);
    assert.deepEqual(ecdsaFromDer(der), raw);
    assert.equal(ecdsaFromDer(der.subarray(0, -1)), undefined);
    assert.equal(ecdsaFromDer(concat([der, Uint8Array.of(0)])), undefined);
  }));
  const small = new Uint8Array(64);
  assert.deepEqual(ecdsaToDer(small), Uint8Array.of(0x30, 6, 2, 1, 0, 2, 1, 0));
  for (const hex of ["", "30", "3006020100", "3006028000020100", "30080202000102010000"]) {
    assert.equal(ecdsaFromDer(fromHex(hex)!), undefined, hex);
  }
  const negative = fromHex("30060201ff020100")!;
  const long = concat([fromHex("3026022101")!, new Uint8Array(32), fromHex("020100")!]);
  assert.equal(ecdsaFromDer(negative), undefined);
  assert.equal(ecdsaFromDer(long), undefined);
  fc.assert(fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
    const der = Uint8Array.from(bytes);
    const raw = ecdsaFromDer(der);
    if (raw !== undefined) assert.deepEqual(ecdsaToDer(raw), der);
  }));
});

test("fromBase64() takes one text for the same bytes in each alphabet", () => {
  fc.assert(fc.property(fc.uint8Array(), (given) => {
    const bytes = Uint8Array.from(given);
    assert.deepEqual(fromBase64(toBase64(bytes)), bytes);
    assert.deepEqual(fromBase64(toBase64(bytes).replaceAll("=", "")), bytes);
  }));
  for (const text of ["a", "ab=", "abc", "AB==", "ab-/", "=", "a===", " YQ==", "YQ==\n", "é"]) {
    const isSound = text === "abc" ? false : fromBase64(text) !== undefined;
    assert.equal(isSound, false, text);
  }
});

for (const algorithm of ["P-256", "Ed25519"] as const) {
  test(`readBundle() takes what signBundle() makes with a key of ${algorithm}`, async () => {
    const signer = await readSigner((await generateSealKey({ algorithm })).privateKey);
    const statement = {
      _type: "https://in-toto.io/Statement/v1",
      subject: [{ name: "a", digest: { sha256: "00".repeat(32) } }],
      predicateType: "urn:example",
      predicate: {},
    };
    const bytes = await signBundle(statement, signer);
    const { envelope, hint } = readBundle(bytes);
    assert.equal(hint, keyHint(signer.publicKey));
    assert.ok(await isEnvelopeSigned(envelope, [signer.publicKey]));
    assert.deepEqual(readStatement(envelope.payload), statement);
    const bundle = JSON.parse(fromUtf8(bytes));
    const { dsseEnvelope: dsse } = bundle;
    const bad: unknown[] = [
      "",
      "[]",
      "null",
      `${"[".repeat(1e5)}`,
      `{"mediaType":${"[".repeat(1e4)}${"]".repeat(1e4)}}`,
      { ...bundle, mediaType: "application/vnd.dev.sigstore.bundle.v0.4+json" },
      { ...bundle, verificationMaterial: null },
      { ...bundle, verificationMaterial: { publicKey: { hint: 7 } } },
      { ...bundle, dsseEnvelope: { ...dsse, signatures: [] } },
      {
        ...bundle,
        dsseEnvelope: { ...dsse, signatures: [...dsse.signatures, ...dsse.signatures] },
      },
    ];
    for (const value of bad) {
      const text = typeof value === "string" ? value : JSON.stringify(value);
      assert.throws(() => readBundle(utf8(text)), hasCode("SEAL_FORMAT"), text.slice(0, 80));
    }
    assert.throws(() => readBundle(Uint8Array.of(0xff)), hasCode("SEAL_FORMAT"));
  });
}
