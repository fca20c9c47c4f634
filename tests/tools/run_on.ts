// Runs the shared tests on a runtime that is not Deno: deno run -A tests/tools/run_on.ts node|bun [filter…]
import type { Plugin } from "esbuild";
import { spawn, spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import process from "node:process";
import { type Choice, chooseTests } from "../places/choose_tests.ts";
import { sayLeftOut } from "../places/say_left_out.ts";
import { bundleTests, sharedTests, tellingPlugin } from "./bundle_tests.ts";
import { readSummary, sayCounts } from "./summary.ts";

const runtimes: Readonly<
  Record<string, { oldest: number; plugins: Plugin[]; command(files: string[]): string[] }>
> = {
  node: {
    oldest: 20,
    plugins: [],
    command: (
      files,
    ) => [
      "--enable-source-maps",
      "--test",
      // Node 20 counts a whole file for one test.
      "--test-timeout=300000",
      // Many wait for a server, or for a limit to pass.
      "--test-concurrency=2",
      "--test-reporter=spec",
      ...files,
    ],
  },
  // Bun takes a bare path for a filter and a path with a dot for a file.
  bun: {
    oldest: 1,
    plugins: [tellingPlugin],
    command: (
      files,
    ) => ["test", "--parallel=2", "--timeout=300000", ...files.map((file) => `./${file}`)],
  },
};

const [name = "", ...filters] = process.argv.slice(2);
const runtime = Object.hasOwn(runtimes, name) ? runtimes[name] : undefined;
if (runtime === undefined) {
  stop(`Cannot run on "${name}": expected ${Object.keys(runtimes).join(", ")}`);
}
const version = spawnSync(name, ["--version"], { encoding: "utf8" });
if (version.error || version.status !== 0) {
  stop(`Cannot run on ${name}: it is not on the PATH`);
}
const major = Number.parseInt(version.stdout.replace(/^v/, ""));
if (major < runtime.oldest) {
  stop(
    `Cannot run on ${name} ${version.stdout.trim()}: the tests want at least ${runtime.oldest}`,
  );
}

const asked = sharedTests().filter((path) =>
  filters.length === 0 || filters.some((filter) => path.includes(filter))
);
if (asked.length === 0) stop(`Cannot run ${filters}: no test file matches`);
const choice = await choose(asked);
const { tests } = choice;
const { folder, files } = await bundleTests(tests, runtime.plugins);
const { text, status } = await run(name, runtime.command(files))
  .finally(() => rmSync(folder, { recursive: true }));
const summary = readSummary(name, text);
if (summary === undefined) {
  stop(`${name} ended with status ${status} and without a summary`);
}
process.stdout.write(sayLeftOut(choice));
console.log(`${name} ${version.stdout.trim()}: ${sayCounts(summary)}`);
process.exit(status === 0 && summary.failed === 0 ? 0 : 1);

/** Which of the tests run here: all that were asked for by name. */
async function choose(asked: string[]): Promise<Choice> {
  // What starts programs takes long and asks little of the runtime: newer ones run it.
  if (name === "node" && major < 22) {
    return await chooseTests(asked, (module) => module !== "node:child_process");
  }
  const isDriven = (path: string) => /^tests\/(chromium|viewer|workerd)\//.test(path);
  const driven = filters.length === 0 ? asked.filter(isDriven) : [];
  return {
    tests: asked.filter((path) => !driven.includes(path)),
    out: new Map(driven.map((path) => [path, ["a page or a Worker, which Deno drives,"]])),
  };
}

function run(
  command: string,
  args: string[],
): Promise<{ text: string; status: number | null }> {
  const child = spawn(command, args, {
    stdio: ["ignore", "pipe", "pipe"],
    timeout: 25 * 60_000,
    killSignal: "SIGKILL",
  });
  let text = "";
  const keep = (out: { write(chunk: Uint8Array): unknown }) => {
    const decoder = new TextDecoder();
    return (chunk: Uint8Array) => {
      text += decoder.decode(chunk, { stream: true });
      out.write(chunk);
    };
  };
  child.stdout.on("data", keep(process.stdout));
  child.stderr.on("data", keep(process.stderr));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (status) => resolve({ text, status }));
  });
}

function stop(reason: string): never {
  console.error(reason);
  process.exit(1);
}
