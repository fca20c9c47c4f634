// Ours against the obvious JavaScript and the best peer, on Deno, Bun and Node:
// deno run -A tests/bench/run.ts [--smoke] [--only <row>]… [--on deno|bun|node]… [--rounds <n>] [--cpu]
import { rmSync } from "node:fs";
import { arch, cpus, loadavg, platform, release, totalmem } from "node:os";
import process from "node:process";
import { parseArgs } from "node:util";
import { bundleTests } from "../tools/bundle_tests.ts";
import { chosenRows } from "./rows.ts";
import { findRuntimes, type Outcome, runJobs } from "./runtimes.ts";
import { toTable } from "./table.ts";

const { values } = parseArgs({
  options: {
    smoke: { type: "boolean", default: false },
    only: { type: "string", multiple: true, default: [] },
    on: { type: "string", multiple: true, default: [] },
    rounds: { type: "string" },
    cpu: { type: "boolean", default: false },
  },
});
const mode = [values.smoke ? "smoke" : "full", values.cpu ? "cpu" : "wall"] as const;
const rounds = Number(values.rounds ?? (values.smoke ? 1 : 3));
const rows = chosenRows(values.only);
if (rows.length === 0) stop(`No row begins with ${values.only.join(" or ")}`);
if (!(rounds >= 1)) stop(`Cannot run ${values.rounds} rounds: expected at least 1`);
const { found, missing } = findRuntimes(values.on);
if (found.length === 0) stop("None of the runtimes asked for is on the PATH");

const load = loadavg()[0].toFixed(1);
const { folder, files } = await bundleTests(["tests/bench/worker.ts"]);
const results = new Map<string, number[] | string>();
try {
  const jobs = rows.flatMap((row) => row.sides.map((_, side) => `${row.id}#${side}`));
  for (const runtime of found) {
    const keep = (outcomes: readonly Outcome[]) => outcomes.forEach((o) => merge(runtime.name, o));
    if (values.smoke) keep(await runJobs(runtime, files[0], mode, jobs));
    else {
      // Each side in a process of its own, so that no side sees the types or the garbage of another;
      // sides take turns, so that a busy minute of the computer hits all of them.
      for (let round = 0; round < rounds; round++) {
        for (const job of jobs) {
          process.stderr.write(`\r${runtime.name} ${round + 1}/${rounds} ${job}\u001b[K`);
          keep(await runJobs(runtime, files[0], mode, [job]));
        }
      }
      process.stderr.write("\r\u001b[K");
    }
  }
} finally {
  rmSync(folder, { recursive: true });
}

console.log(toTable(rows, found.map(({ name }) => name), results));
console.log();
console.log(machine());
for (const name of missing) console.log(`${name} is not on the PATH and was left out.`);
const failed = [...results].filter(([, samples]) => typeof samples === "string");
for (const [job, reason] of failed) console.error(`FAILED ${job}: ${reason}`);
process.exit(failed.length === 0 ? 0 : 1);

function merge(runtime: string, { job, samples, error }: Outcome): void {
  const key = `${runtime} ${job}`;
  const before = results.get(key) ?? [];
  if (typeof before === "string") return;
  results.set(key, error ?? [...before, ...samples!]);
}

function machine(): string {
  const versions = found.map(({ name, version }) => `${name} ${version}`).join(", ");
  const memory = Math.round(totalmem() / 2 ** 30);
  const list = cpus();
  return `${list[0]?.model.trim() ?? arch()}, ${list.length} cores, ${memory} GiB, ` +
    `${platform()} ${release()}; ${versions}; load ${load} → ${loadavg()[0].toFixed(1)}; ` +
    `best (median) of ${rounds} process${rounds === 1 ? "" : "es"} a side` +
    `${values.cpu ? ", time of the processor, all threads" : ""}` +
    `${values.smoke ? "; smoke sizes, no measurement" : ""}.`;
}

function stop(reason: string): never {
  console.error(reason);
  process.exit(1);
}
