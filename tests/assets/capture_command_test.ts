import assert from "node:assert/strict";
import process from "node:process";
import test from "node:test";
import { captureCommand } from "stemma/host";

test("captureCommand() names the runtime without its path, and the arguments", () => {
  const command = captureCommand();
  const name = "Deno" in globalThis ? "deno" : "Bun" in globalThis ? "bun" : "node";
  assert.match(command.arguments[0], new RegExp(`^${name}[^/\\\\]*$`));
  assert.equal(command.directory, process.cwd());
  assert.ok(Object.isFrozen(command) && Object.isFrozen(command.arguments));
  const last = process.argv.at(-1)!;
  assert.ok(last.endsWith(command.arguments.at(-1)!), last);
});
