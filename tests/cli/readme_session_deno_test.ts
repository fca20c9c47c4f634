import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import process from "node:process";
import test from "node:test";
import { inFolder } from "../assets/temporary_folder.ts";
import { stemmaCommand } from "./stemma.ts";

const section =
  /^## Can I trust this run\?\n(.*?)^## /ms.exec(readFileSync("README.md", "utf8"))![1];
const [script, session] = [...section.matchAll(/^```[^\n]*\n(.*?)^```$/gms)].map(([, text]) =>
  text
);

/** A text without what differs from run to run. */
function masked(text: string): string {
  return text.replace(/\b[0-9a-f]{64}\b/g, "<digest>").replace(/\b[\d,]+ events\b/g, "<n> events");
}

/** Writes a program that runs a command with its own arguments behind. */
function writeProgram(path: string, command: readonly string[]): void {
  writeFileSync(path, `#!/bin/sh\nexec ${command.map((word) => `'${word}'`).join(" ")} "$@"\n`);
  chmodSync(path, 0o755);
}

const missing = spawnSync("timeout", ["--version"]).status === 0
  ? false
  : "the session needs GNU timeout and sed";

test(
  "the session of README.md is what its commands print",
  { skip: missing },
  () =>
    inFolder({ "train.ts": script }, (folder) => {
      const bin = join(folder, "bin");
      mkdirSync(bin);
      const [deno, ...before] = stemmaCommand();
      writeProgram(join(bin, "stemma"), [deno, ...before.slice(0, -1), resolve(before.at(-1)!)]);
      const env = { ...process.env, PATH: `${bin}:${process.env.PATH}` };
      for (
        const [, command, expected] of session.matchAll(/^\$ ([^\n]*)\n((?:(?!\$ )[^\n]*\n)*)/gm)
      ) {
        const line = command.replace(
          "deno run",
          `deno run --quiet --config ${resolve("deno.json")}`,
        );
        const { stdout } = spawnSync("sh", ["-c", line], { cwd: folder, env, encoding: "utf8" });
        assert.equal(masked(stdout), masked(expected), command);
      }
    }),
);
