import assert from "node:assert/strict";
import test from "node:test";
import { _maskArguments } from "../../lib/assets/capture_command.ts";
import { isSecretFile, isSecretName, maskSecrets } from "../../lib/assets/mask_secret.ts";
import { _withoutCredentials } from "../../lib/assets/remote_url.ts";

test("isSecretName() knows names of secrets", () => {
  for (
    const name of [
      "HF_TOKEN",
      "token",
      "TOKEN123",
      "GITHUBTOKEN",
      "API_TOKENS",
      "WANDB_API_KEY",
      "apiKey",
      "AWS_SECRET_ACCESS_KEY",
      "AWS_ACCESS_KEY_ID",
      "DB_PASSWORD",
      "PGPASSWORD",
      "MYSQL_PWD",
      "GOOGLE_APPLICATION_CREDENTIALS",
      "CLIENT_SECRET",
      "--api-key",
      "--password",
      "NPM_AUTH",
      "authorization",
      "SESSION_COOKIE",
      "SENTRY_DSN",
      "passphrase",
      "sasToken",
      "X-Amz-Signature",
      "MySecretThing",
    ]
  ) assert.ok(isSecretName(name), name);
});

test("isSecretName() lets other names be", () => {
  for (
    const name of [
      "PATH",
      "HOME",
      "CUDA_VISIBLE_DEVICES",
      "TOKENIZERS_PARALLELISM",
      "--tokenizer",
      "--max-tokens",
      "maxNewTokens",
      "GIT_AUTHOR_NAME",
      "--keypoints",
      "--bypass",
      "--pin-memory",
      "--passes",
      "LANG",
      "--learning-rate",
      "constructor",
    ]
  ) assert.ok(!isSecretName(name), name);
});

test("maskSecrets() masks credentials by their form and leaves other text alone", () => {
  const masked: Record<string, string> = {
    "postgres://me:pa@ss@host/db": "postgres://<secret>@host/db",
    "https://ghp_x@github.com/a": "https://<secret>@github.com/a",
    "ssh://git@github.com/a": "ssh://git@github.com/a",
    "https://h/x?a=1&X-Amz-Signature=ab%2F&b=2": "https://h/x?a=1&X-Amz-Signature=<secret>&b=2",
    '{"apiKey": "a\\"b", "lr": "0.1"}': '{"apiKey": "<secret>", "lr": "0.1"}',
    "Authorization: Basic dXNlcjpwYXNz": "Authorization: <secret>",
    "run hf_abcdefghijklmnopqrstuvwx now": "run <secret> now",
    "lr=0.1 a@b.example x/y": "lr=0.1 a@b.example x/y",
    "basic training": "basic training",
  };
  for (const [text, expected] of Object.entries(masked)) assert.equal(maskSecrets(text), expected);
});

test("maskSecrets() takes hostile text in linear time", () => {
  for (const part of ["a://", '"a":"', "?a=", "bearer ", "eyJ", "authorization:", "a://b@", "\\"]) {
    const text = part.repeat(200_000 / part.length);
    const start = performance.now();
    maskSecrets(text);
    assert.ok(performance.now() - start < 3000, part);
  }
});

test("isSecretFile() knows files that hold secrets by custom", () => {
  for (const path of [".env", "a/.env.local", "id_rsa", "x.pem", ".npmrc", "credentials.json"]) {
    assert.ok(isSecretFile(path), path);
  }
  for (const path of [".env.example", "env.ts", "id_rsa.pub", "keys.ts", "secrets_test.ts"]) {
    assert.ok(!isSecretFile(path), path);
  }
});

test("_maskArguments() masks the values of secret options", () => {
  assert.deepEqual(
    _maskArguments([
      "node",
      "train.js",
      "--token=abc",
      "--password",
      "pa ss",
      "--api-key",
      "--epochs",
      "3",
      "API_KEY=xyz",
      "--url=https://u:p@h/",
      "--max-tokens",
      "512",
      "--token",
      "t",
      "last",
      "\ud800",
    ]),
    [
      "node",
      "train.js",
      "--token=<secret>",
      "--password",
      "<secret>",
      "--api-key",
      "--epochs",
      "3",
      "API_KEY=<secret>",
      "--url=https://<secret>@h/",
      "--max-tokens",
      "512",
      "--token",
      "<secret>",
      "last",
      "\ufffd",
    ],
  );
});

test("_withoutCredentials() takes user and password out of a remote's address", () => {
  const cleaned: Record<string, string> = {
    "https://user:token@github.com/a/b.git": "https://github.com/a/b.git",
    "https://ghp_token@github.com/a/b.git": "https://github.com/a/b.git",
    "https://user:p@ss@host:8443/a": "https://host:8443/a",
    "https://user:pa/ss@host/a": "https://host/a",
    "https://host:8443/@scope/a": "https://host:8443/@scope/a",
    "https://[::1]:80/a": "https://[::1]:80/a",
    "https://[::1]/@a": "https://[::1]/@a",
    "ssh://git:pw@host/a": "ssh://git@host/a",
    "ssh://git@host:22/a": "ssh://git@host:22/a",
    "git@github.com:a/b.git": "git@github.com:a/b.git",
    "user:pw@host:a/b": "host:a/b",
    "https://github.com/a/b?private_token=x": "https://github.com/a/b?private_token=<secret>",
    "../other.git": "../other.git",
  };
  for (const [given, expected] of Object.entries(cleaned)) {
    assert.equal(_withoutCredentials(given), expected);
  }
});
