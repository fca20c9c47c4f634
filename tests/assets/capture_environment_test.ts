import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, truncateSync } from "node:fs";
import { arch, cpus, hostname, totalmem, type } from "node:os";
import { join } from "node:path";
import process from "node:process";
import test from "node:test";
import { captureEnvironment } from "stemma/host";
import { hasPipes } from "./pipes.ts";
import { inFolder } from "./temporary_folder.ts";

test("captureEnvironment() tells runtime, system and computer", async () => {
  const found = await captureEnvironment();
  const name = "Deno" in globalThis ? "deno" : "Bun" in globalThis ? "bun" : "node";
  assert.equal(found.runtime.name, name);
  assert.match(found.runtime.version ?? "", /^\d+\.\d+\.\d+/);
  assert.equal(found.os?.name, type());
  assert.equal(found.os?.arch, arch());
  assert.equal(found.cpu?.cores, cpus().length);
  assert.equal(found.memory, totalmem());
  assert.equal(found.hostname, hostname());
  assert.equal(found.timeZone, Intl.DateTimeFormat().resolvedOptions().timeZone);
  assert.equal(found.variables, undefined);
  assert.ok(Object.isFrozen(found) && Object.isFrozen(found.os) && Object.isFrozen(found.packages));
  for (const value of Object.values(found)) assert.notEqual(value, undefined);
  JSON.stringify(found);
});

test("captureEnvironment() reads the lock files of the working directory", async () => {
  const { packages, attributes } = await captureEnvironment();
  assert.ok(packages?.some(({ name }) => name === "fast-check"));
  assert.equal(attributes?.lockFiles, "deno.lock");
  assert.equal((await captureEnvironment({ packages: false })).packages, undefined);
});

test("captureEnvironment() joins lock files, sorted and without repetition", () =>
  inFolder({
    "deno.lock": '{"version":"5","npm":{"b@1.0.0_x@1":{},"b@1.0.0_x@2":{},"a@1.0.0":{}}}',
    "package-lock.json":
      '{"lockfileVersion":3,"packages":{"node_modules/c":{"version":"1.0.0"},"node_modules/a":{"version":"1.0.0"}}}',
    "bun.lock": "broken",
  }, async (root) => {
    const { packages, attributes } = await captureEnvironment({ root });
    assert.deepEqual(packages?.map(({ name }) => name), ["a", "b", "c"]);
    assert.equal(attributes?.lockFiles, "deno.lock, package-lock.json");
    assert.match(String(attributes?.lockFilesRefused), /^bun\.lock: ./);
  }));

test("captureEnvironment() refuses lock files that are too large or no files", () =>
  inFolder({ "deno.lock": "" }, async (root) => {
    truncateSync(join(root, "deno.lock"), 2 ** 26 + 1);
    mkdirSync(join(root, "bun.lock"));
    if (hasPipes) {
      execFileSync("mkfifo", [join(root, "package-lock.json")]);
    }
    const { packages, attributes } = await captureEnvironment({ root });
    assert.equal(packages, undefined);
    const refused = String(attributes?.lockFilesRefused);
    assert.match(refused, /deno\.lock: its 67108865 bytes exceed 67108864/);
    assert.match(refused, /bun\.lock: it is no regular file/);
    assert.equal((await captureEnvironment({ root: join(root, "no") })).attributes, undefined);
  }));

test("captureEnvironment() records only the variables asked for, and never a secret", async () => {
  const set: Record<string, string> = {
    STEMMA_TEST_PLAIN: "plain",
    STEMMA_TEST_EMPTY: "",
    STEMMA_TEST_API_KEY: "hidden-1",
    STEMMA_TEST_PASSWORD: "hidden-2",
    STEMMA_TEST_URL: "postgres://me:hidden-3@host/db",
  };
  Object.assign(process.env, set);
  try {
    const found = await captureEnvironment({
      variables: [
        ...Object.keys(set),
        "STEMMA_TEST_ABSENT",
        "constructor",
        "__proto__",
        "toString",
      ],
    });
    assert.deepEqual({ ...found.variables }, {
      STEMMA_TEST_PLAIN: "plain",
      STEMMA_TEST_EMPTY: "",
      STEMMA_TEST_API_KEY: "<secret>",
      STEMMA_TEST_PASSWORD: "<secret>",
      STEMMA_TEST_URL: "postgres://<secret>@host/db",
    });
    assert.ok(!JSON.stringify(found).includes("hidden"));
  } finally {
    for (const name of Object.keys(set)) delete process.env[name];
  }
});

test("captureEnvironment() refuses options that are wrong", async () => {
  const refused = (options: unknown) =>
    assert.rejects(captureEnvironment(options as never), { name: "TypeError" });
  await refused({ variable: [] });
  await refused({ variables: "HOME" });
  await refused({ variables: [7] });
  await refused({ variables: ["a=b"] });
  await refused({ root: "" });
  await refused({ packages: "yes" });
  await refused(7);
});
