import assert from "node:assert/strict";
import test from "node:test";
import { runDeno } from "./run_deno.ts";

type Found = Record<string, unknown>;

const capture = `console.log(JSON.stringify([
  await host.captureEnvironment({ variables: ["HOME", "STEMMA_SEEN"] }),
  await host.captureSource({ files: true }),
  host.captureCommand(),
]));`;

test("capture…() leaves out all that Deno does not permit, and asks nothing", async () => {
  const [environment, source, command] = await runDeno(capture, []) as Found[];
  assert.deepEqual(Object.keys(environment), ["runtime", "os", "cpu", "timeZone"]);
  assert.deepEqual(Object.keys(environment.os as Found), ["name", "arch"]);
  assert.deepEqual(Object.keys(environment.cpu as Found), ["cores"]);
  assert.deepEqual(source, {});
  assert.equal((command.arguments as string[])[0], "deno");
});

test("captureEnvironment() tells what Deno permits", async () => {
  const flags = ["--allow-sys=hostname,cpus", "--allow-env=STEMMA_SEEN", "--allow-read=deno.lock"];
  const options = { env: { STEMMA_SEEN: "yes" } };
  const [environment, source] = await runDeno(capture, flags, options) as Found[];
  assert.equal(typeof environment.hostname, "string");
  assert.equal(typeof (environment.cpu as Found).model, "string");
  assert.equal(environment.memory, undefined);
  assert.deepEqual(environment.variables, { STEMMA_SEEN: "yes" });
  assert.ok((environment.packages as unknown[]).length > 0);
  assert.deepEqual(source, {});
});

test("captureSource() needs leave to run git, to read the files and the environment", async () => {
  const script = `console.log(JSON.stringify(await host.captureSource({ root: "." })));`;
  const flags = ["--allow-run=git", "--allow-env", "--allow-read"];
  for (const missing of flags) {
    const found = await runDeno(script, flags.filter((flag) => flag !== missing)) as Found;
    assert.deepEqual(found, {}, missing);
  }
  const env = { LD_LIBRARY_PATH: "", LD_PRELOAD: "" };
  const found = await runDeno(script, flags, { env }) as Found;
  if (found.commit !== undefined) assert.match(String(found.commit), /^[0-9a-f]{40,64}$/);
});

test("captureCommand() masks secrets and names the arguments", async () => {
  const script = `console.log(JSON.stringify(host.captureCommand().arguments));`;
  const args = ["--epochs", "3", "--token=abc", "--password", "hidden"];
  const found = await runDeno(script, [], { args }) as string[];
  assert.equal(found[0], "deno");
  assert.deepEqual(found.slice(-5), [
    "--epochs",
    "3",
    "--token=<secret>",
    "--password",
    "<secret>",
  ]);
});
