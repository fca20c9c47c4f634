import assert from "node:assert/strict";
import process from "node:process";
import test from "node:test";
import { captureCommand } from "stemma/host";

test("captureCommand() names the runtime without its path, and the arguments", () => {
  const command = captureCommand();
  const names = { Deno: "deno", Bun: "bun", WebSocketPair: "workerd" };
  const name = Object.entries(names).find(([its]) => its in globalThis)?.[1] ?? "node";
  assert.match(command.arguments[0], new RegExp(`^${name}[^/\\\\]*$`));
  assert.equal(command.directory, process.cwd());
  assert.ok(Object.isFrozen(command) && Object.isFrozen(command.arguments));
  const last = process.argv.at(-1)!;
  assert.ok(last.endsWith(command.arguments.at(-1)!), last);
});
