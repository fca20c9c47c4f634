// Packs dist/, installs the tarball as a user would, and runs a first script on each runtime given:
// deno task test:package [program…], by default node
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import process from "node:process";

const script = `
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { endRun, logMetric, logParam, provToDot, provToJson, startRun, summarize, toProv } from "stemma";
import { dotToSvg } from "stemma/svg";

const { exports } = JSON.parse(readFileSync("node_modules/stemma/package.json", "utf8"));
for (const [subpath, file] of Object.entries(exports)) {
  const name = subpath.replace(/^\\./, "stemma");
  if (file.endsWith(".js")) assert.ok(Object.keys(await import(name)).length > 0, name);
  else assert.ok(readFileSync(fileURLToPath(import.meta.resolve(name))).length > 0, name);
}
let run = startRun({ experiment: "package" });
run = logParam(run, "rate", 0.1);
run = logMetric(run, "loss", 0.5);
run = endRun(logMetric(run, "loss", 0.25));
assert.equal(summarize(run)[0].mean, 0.375);
const doc = toProv(run);
assert.ok(Object.keys(JSON.parse(provToJson(doc)).activity).length > 0);
assert.match(await dotToSvg(provToDot(doc)), /<\\/svg>/);
`;

const programs = process.argv.slice(2);
if (programs.length === 0) programs.push("node");
const folder = mkdtempSync(join(tmpdir(), "stemma-package-"));
let passed = 0;
let failed = 0;
try {
  execute(process.execPath, ["run", "-A", "build.ts"], ".");
  const [{ filename, files }] = JSON.parse(
    execute("npm", ["pack", "--json", "--pack-destination", folder], "dist"),
  );
  console.log(`${filename} holds ${files.length} files`);
  writeFileSync(join(folder, "package.json"), '{ "private": true, "type": "module" }\n');
  execute("npm", ["install", "--no-audit", "--no-fund", `./${filename}`], folder);
  writeFileSync(join(folder, "first.js"), script);
  for (const program of programs) check(program);
} finally {
  rmSync(folder, { recursive: true });
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);

function check(program: string): void {
  const path = program.includes("/") ? resolve(program) : program;
  const before = basename(path) === "deno" ? ["run", "-A"] : [];
  try {
    execute(path, [...before, "first.js"], folder);
    checkCommand(path, before);
    console.log(`ok ${execute(path, ["--version"], folder).split("\n")[0]} (${basename(path)})`);
    passed++;
  } catch (error) {
    const { stderr } = error as { stderr?: string };
    console.error(`FAILED ${program}\n${stderr ?? error}`);
    failed++;
  }
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
