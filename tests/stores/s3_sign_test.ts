import assert from "node:assert/strict";
import test from "node:test";
import { createS3Signer } from "../../lib/stores/s3_sign.ts";
import { digestOf } from "../sinks/sink_files.ts";

// The documentation's keys: they open nothing.
const signer = createS3Signer({
  accessKeyId: "AKIAIOSFODNN7EXAMPLE",
  secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
}, "us-east-1");
const now = Date.UTC(2013, 4, 24);
const host = "https://examplebucket.s3.amazonaws.com";
const hash = (text: string) => digestOf(new TextEncoder().encode(text));

test("`createS3Signer()` signs a GET as AWS's documentation does", async () => {
  const url = new URL(`${host}/test.txt`);
  const request = { method: "GET", url, headers: { range: "bytes=0-9" } };
  const headers = await signer.header(request, hash(""), now);
  assert.equal(
    headers.get("authorization"),
    "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, " +
      "SignedHeaders=host;range;x-amz-content-sha256;x-amz-date, " +
      "Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
  );
  assert.equal(headers.get("x-amz-date"), "20130524T000000Z");
  assert.equal(headers.get("range"), "bytes=0-9");
});

test("`createS3Signer()` signs a PUT as AWS's documentation does", async () => {
  const headers = {
    date: "Fri, 24 May 2013 00:00:00 GMT",
    "x-amz-storage-class": "REDUCED_REDUNDANCY",
  };
  const request = { method: "PUT", url: new URL(`${host}/test%24file.text`), headers };
  const signed = await signer.header(request, hash("Welcome to Amazon S3."), now);
  assert.match(
    signed.get("authorization")!,
    /Signature=98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd$/,
  );
});

test("`createS3Signer()` signs an address as AWS's documentation does", async () => {
  const request = { method: "GET", url: new URL(`${host}/test.txt`), headers: {} };
  const url = await signer.query(request, 86_400, now);
  assert.equal(url.searchParams.get("X-Amz-Expires"), "86400");
  assert.equal(url.searchParams.get("X-Amz-SignedHeaders"), "host");
  assert.equal(
    url.searchParams.get("X-Amz-Signature"),
    "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404",
  );
});

test("`createS3Signer()` signs with the key of the day", async () => {
  const sign = async (ms: number) => {
    const url = new URL(`${host}/test.txt`);
    return (await signer.query({ method: "GET", url, headers: {} }, 60, ms)).searchParams;
  };
  const [first, next, again] = [await sign(now), await sign(now + 864e5), await sign(now)];
  assert.match(next.get("X-Amz-Credential")!, /\/20130525\//);
  assert.notEqual(next.get("X-Amz-Signature"), first.get("X-Amz-Signature"));
  assert.equal(again.get("X-Amz-Signature"), first.get("X-Amz-Signature"));
});
