import { execFile, spawnSync } from "node:child_process";
import process from "node:process";

/** A JavaScript runtime that is on this computer. */
export interface Runtime {
  readonly name: string;
  readonly version: string;
  /** The program and what goes before the script. */
  readonly command: readonly string[];
  /** Whether it reads the TypeScript sources, or needs them bundled. */
  readonly sources: boolean;
}

/** What a side gave: its samples, or why there are none. */
export interface Outcome {
  readonly job: string;
  readonly samples?: readonly number[];
  readonly error?: string;
}

const KNOWN: readonly Omit<Runtime, "version">[] = [
  {
    name: "deno",
    command: [process.execPath, "run", "-A", "--quiet", "--v8-flags=--expose-gc"],
    sources: true,
  },
  { name: "bun", command: ["bun", "run"], sources: false },
  { name: "node", command: ["node", "--expose-gc"], sources: false },
];

/** The runtimes asked for that are on the PATH, and the names of those that are not. */
export function findRuntimes(
  asked: readonly string[],
): { found: Runtime[]; missing: string[] } {
  const found: Runtime[] = [];
  const missing: string[] = [];
  for (const runtime of KNOWN) {
    if (asked.length > 0 && !asked.includes(runtime.name)) continue;
    const { status, stdout } = spawnSync(runtime.command[0], ["--version"], { encoding: "utf8" });
    const version = /\d+\.\d+\.\d+/.exec(stdout ?? "")?.[0];
    if (status !== 0 || version === undefined) missing.push(runtime.name);
    else found.push({ ...runtime, version });
  }
  return { found, missing };
}

/** Runs jobs in one fresh process of a runtime. */
export function runJobs(
  { command, sources }: Runtime,
  bundle: string,
  mode: readonly [size: "full" | "smoke", clock: "wall" | "cpu"],
  jobs: readonly string[],
): Promise<Outcome[]> {
  const [program, ...before] = command;
  const script = sources ? "tests/bench/worker.ts" : bundle;
  return new Promise((resolve) => {
    execFile(
      program,
      [...before, script, ...mode, ...jobs],
      { encoding: "utf8", maxBuffer: 2 ** 26 },
      (failure, stdout, stderr) => {
        const outcomes: Outcome[] = stdout.split("\n").filter((line) => line.startsWith("{"))
          .map((line) => JSON.parse(line));
        const reason = stderr.trim().split("\n").at(-1) || String(failure ?? "no result");
        const done = new Set(outcomes.map(({ job }) => job));
        const lost = jobs.filter((job) => !done.has(job)).map((job) => ({ job, error: reason }));
        resolve([...outcomes, ...lost]);
      },
    );
  });
}
