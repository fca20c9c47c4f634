import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, existsSync, openSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { VERSION } from "../../mod.ts";
import { inFolder } from "../assets/temporary_folder.ts";
import { stemma, stemmaCommand } from "./stemma.ts";

test("`stemma --version` prints the version", () => {
  assert.deepEqual(stemma(["--version"]), { code: 0, stdout: `${VERSION}\n`, stderr: "" });
});

test("every command has help with an example, and no line is too wide", () => {
  const { code, stdout } = stemma(["--help"]);
  assert.equal(code, 0);
  const list = stdout.slice(stdout.indexOf("Commands:"), stdout.indexOf("Exit codes:"));
  const commands = [...list.matchAll(/^ {2}([a-z-]+) /gm)].map(([, name]) => name);
  assert.equal(commands.pop(), "help");
  assert.ok(commands.includes("convert"));
  assert.equal(stemma(["help", "convert"]).stdout, stemma(["convert", "--help"]).stdout);
  assert.ok(stdout.split("\n").every((line) => line.length <= 80));
  for (const command of [...commands, "import yprov4ml"]) {
    const help = stemma([...command.split(" "), "--help"]);
    assert.equal(help.code, 0);
    assert.equal(help.stderr, "");
    assert.match(help.stdout, new RegExp(`\\$ (?:.*\\| )?stemma ${command} `), command);
    for (const line of help.stdout.split("\n")) assert.ok(line.length <= 80, line);
  }
});

for (
  const args of [
    [],
    ["convrt"],
    ["convert"],
    ["convert", "--form", "json", "-"],
    [
      "convert",
      "-",
      "--to",
      "xml",
    ],
    ["convert", "-", "a.json", "more"],
    ["convert", "-"],
  ]
) {
  test(`\`stemma ${args.join(" ")}\` is wrong usage`, () => {
    const { code, stdout, stderr } = stemma(args);
    assert.deepEqual([code, stdout], [2, ""]);
    if (args.length > 0) assert.match(stderr, /^stemma: [^\n]+\n$/);
    else assert.match(stderr, /^Usage: stemma /);
  });
}

test("a name or a text that would act on the terminal is shown, not done", () => {
  const named = stemma(["convert", "\x1b[2Jx.json", "--to", "json"]);
  assert.equal(named.stderr, "stemma: Cannot read \\u001b[2Jx.json: no such file or folder\n");
  const input = '{"entity":{"\\u001b]0;owned\\u0007:e":{}}}';
  const { stderr } = stemma(["convert", "-", "--to", "json", "--mode", "strict"], { input });
  assert.doesNotMatch(stderr, /[\u0000-\u0009\u000b-\u001f]/);
});

const full = existsSync("/dev/full") ? false : "there is no /dev/full here";

test("a disk that is full is told in one line", { skip: full }, async () => {
  await inFolder({ "a.json": '{"entity":{"prov:e":{}}}' }, async (folder) => {
    const input = join(folder, "a.json");
    const [program, ...args] = [...stemmaCommand(), "convert", input, "--to", "provn"];
    const disk = openSync("/dev/full", "w");
    const child = spawn(program, args, { stdio: ["ignore", disk, "pipe"] });
    let stderr = "";
    child.stderr!.on("data", (piece) => stderr += piece);
    const [code] = await once(child, "close");
    closeSync(disk);
    assert.deepEqual([code, stderr], [2, "stemma: Cannot write stdout: no space is left\n"]);
    const named = stemma(["convert", input, "/dev/full", "--to", "provn"]);
    assert.deepEqual([named.code, named.stderr], [
      2,
      "stemma: Cannot write /dev/full: no space is left\n",
    ]);
  });
});

test("a reader that goes early ends the command without a word", async () => {
  const entities = Array.from({ length: 50_000 }, (_, i) => [`ex:entity/${i}`, {}]);
  const prefix = { ex: "https://e.example/" };
  const text = JSON.stringify({ prefix, entity: Object.fromEntries(entities) });
  await inFolder({ "large.json": text }, async (folder) => {
    const [program, ...args] = [...stemmaCommand(), "convert", join(folder, "large.json")];
    const child = spawn(program, [...args, "--to", "provn"], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    let stderr = "";
    child.stderr.on("data", (piece) => stderr += piece);
    child.stdout.once("data", () => child.stdout.destroy());
    const [code] = await once(child, "close");
    assert.deepEqual([code, stderr], [0, ""]);
  });
});
