// Packs dist/, installs the tarball as a user would, runs a first script on each runtime given, in a
// Worker and through compilers: deno task test:package [program…], by default node
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import process from "node:process";
import { needsChromium } from "../servers/chromium.ts";
import { needsWorkerd } from "../servers/workerd.ts";
import { projectChecks } from "./check_projects.ts";
import { checkTypes } from "./check_types.ts";
import { checkExample, checkWorker } from "./check_worker.ts";

const linters = ["publint@0.3.25", "@arethetypeswrong/cli@0.18.5"];

const script = `
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { inspect } from "node:util";
import { endRun, logMetric, logParam, provToDot, provToJson, startRun, summarize, toProv } from "stemma";
import { dotToSvg } from "stemma/svg";

const { exports, sideEffects } = JSON.parse(readFileSync("node_modules/stemma/package.json", "utf8"));
for (const [subpath, { default: file }] of Object.entries(exports)) {
  const name = subpath.replace(/^\\./, "stemma");
  if (file.endsWith(".js")) {
    const { length } = Object.keys(await import(name));
    assert.equal(length === 0, sideEffects.includes(file), name);
  }
  else assert.ok(readFileSync(fileURLToPath(import.meta.resolve(name))).length > 0, name);
}
let run = startRun({ experiment: "package", name: "first" });
assert.equal(inspect(run), "Run package/first RUNNING 1 event · 0 params");
assert.ok(Symbol.for("Jupyter.display") in run);
run = logParam(run, "rate", 0.1);
run = logMetric(run, "loss", 0.5);
run = endRun(logMetric(run, "loss", 0.25));
assert.equal(summarize(run)[0].mean, 0.375);
const doc = toProv(run);
assert.ok(Object.keys(JSON.parse(provToJson(doc)).activity).length > 0);
assert.match(await dotToSvg(provToDot(doc)), /<\\/svg>/);
`;

/** What the digest of a run has to be on every runtime, workerd too. */
const facts = `
import { digest, endRun, logMetric, startRun } from "stemma";
const env = { now: () => 0, randomId: () => "w1" };
let run = startRun({ experiment: "worker", runId: "w1", env });
for (let step = 0; step < 2000; step++) run = logMetric(run, "loss", 1 / (step + 1), { step });
console.log(digest(endRun(run)));
`;

const programs = process.argv.slice(2);
if (programs.length === 0) programs.push("node");
const folder = mkdtempSync(join(tmpdir(), "stemma-package-"));
let passed = 0;
let failed = 0;
let skipped = 0;
const digests = new Set<string>();
try {
  const first = pack();
  await check("the same bytes when it is built again", () => assert.equal(pack(), first));
  writeFileSync(join(folder, "package.json"), '{ "private": true, "type": "module" }\n');
  const packed = `./stemma-${JSON.parse(readFileSync("deno.json", "utf8")).version}.tgz`;
  execute("npm", ["install", "--no-audit", "--no-fund", packed], folder);
  writeFileSync(join(folder, "first.js"), script);
  writeFileSync(join(folder, "facts.js"), facts);
  for (const program of programs) await check(program, () => checkProgram(program));
  if (needsWorkerd.skip === false) {
    await check("a Worker", () => checkWorker(folder, [...digests][0]));
    await check("the example of a Worker", () => checkExample(folder));
  } else {
    skipped++;
  }
  for (const [name, run] of projectChecks(join(folder, packed), programs)) await check(name, run);
  if (needsChromium.skip !== false) skipped++;
  await check("one digest everywhere", () => assert.equal(digests.size, 1));
  execute("npm", ["install", "--no-audit", "--no-fund", ...linters], folder);
  await check("publint", () => bin("publint", "--strict", "node_modules/stemma"));
  await check("attw", () => bin("attw", "--profile", "esm-only", packed));
  const types = checkTypes(folder);
  passed += types.passed;
  failed += types.wrong.length;
  for (const wrong of types.wrong) console.error(`FAILED ${wrong}`);
} finally {
  rmSync(folder, { recursive: true });
}
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exit(failed === 0 ? 0 : 1);

/** Builds and packs the package; gives the digest of the tarball. */
function pack(): string {
  execute(process.execPath, ["run", "-A", "build.ts"], ".");
  const [{ filename, files }] = JSON.parse(
    execute("npm", ["pack", "--json", "--pack-destination", folder], "dist"),
  );
  console.log(`${filename} holds ${files.length} files`);
  return createHash("sha256").update(readFileSync(join(folder, filename))).digest("hex");
}

function bin(name: string, ...args: string[]): string {
  return execute(join(folder, "node_modules/.bin", name), args, folder);
}

async function check(name: string, run: () => unknown): Promise<void> {
  try {
    const said = await run();
    console.log(`ok ${name}${typeof said === "string" ? `: ${said.split("\n")[0]}` : ""}`);
    passed++;
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    console.error(`FAILED ${name}\n${stdout ?? ""}\n${stderr ?? ""}\n${error}`);
    failed++;
  }
}

function checkProgram(program: string): string {
  const path = program.includes("/") ? resolve(program) : program;
  const before = basename(path) === "deno" ? ["run", "-A"] : [];
  execute(path, [...before, "first.js"], folder);
  digests.add(execute(path, [...before, "facts.js"], folder).trim());
  checkCommand(path, before);
  return execute(path, ["--version"], folder);
}

/** Reads a document and draws it by the command that the package installs. */
function checkCommand(program: string, before: string[]): void {
  const { version, bin } = JSON.parse(
    readFileSync(join(folder, "node_modules/stemma/package.json"), "utf8"),
  );
  const stemma = (...args: string[]) =>
    execute(program, [...before, join("node_modules/stemma", bin.stemma), ...args], folder);
  assert.equal(stemma("--version").trim(), version);
  writeFileSync(join(folder, "first.provn"), "document\n  entity(prov:first)\nendDocument\n");
  assert.deepEqual(JSON.parse(stemma("convert", "first.provn", "--to", "json")).entity, {
    "prov:first": {},
  });
  assert.match(stemma("convert", "first.provn", "--to", "svg"), /<\/svg>/);
}

function execute(program: string, args: string[], cwd: string): string {
  return execFileSync(program, args, {
    cwd,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });
}
