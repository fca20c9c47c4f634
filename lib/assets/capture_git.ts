import { builtin } from "../disk/builtin.ts";
import { _granted } from "./capture_permission.ts";
import { _splitNul } from "./git_status.ts";

/** Asks git a question; `undefined` where it has no answer, is not there or may not run. */
export type _Git = (...args: string[]) => Promise<Uint8Array | undefined>;

/** Settings with their values; a name may be there several times. */
export type _Settings = readonly (readonly [name: string, value: string])[];

/** Settings of a repository that would make a question run other programs, or fetch. */
const QUIET = [
  "--no-pager",
  "--literal-pathspecs",
  "-c",
  "core.fsmonitor=false",
  "-c",
  "core.hooksPath=/dev/null",
  "-c",
  "core.quotePath=false",
  "-c",
  "status.renames=false",
];

/** Variables of git's that may pass; others could lead to another repository. */
const PASSED =
  /^GIT_(?:CEILING_DIRECTORIES|CONFIG_GLOBAL|CONFIG_SYSTEM|CONFIG_NOSYSTEM|EXEC_PATH)$/;

/** The filter that git-lfs installs; any other could be any program. */
const LFS = /^git-lfs (?:clean|smudge|filter-process)(?: --skip)?(?: -- %f)?$/;

/** The most that an answer may hold, in bytes. */
const MAX_ANSWER = 2 ** 28;

/** Makes the function that asks git about the directory `root`, within `timeout` ms a question.
 *
 * Nothing is written, nothing fetched, no terminal asked, and no program run that the repository's
 * settings name: file system monitor, hooks, filters other than git-lfs's own.
 */
export async function _gitAt(
  root: string,
  options: { timeout: number; signal?: AbortSignal },
): Promise<{ git: _Git; config: _Settings } | undefined> {
  const { execFile } = builtin("node:child_process") ?? {};
  if (execFile === undefined) return undefined;
  // To start a program node:child_process reads the environment; a part of it is not enough.
  if (!_granted({ name: "run", command: "git" }, { name: "env" })) return undefined;
  const env = environment();
  const git: _Git = (...args) =>
    new Promise((answer, fail) => {
      const { signal } = options;
      const settings = {
        env,
        encoding: "buffer",
        maxBuffer: MAX_ANSWER,
        windowsHide: true,
      } as const;
      try {
        const child = execFile(
          "git",
          ["-C", root, ...QUIET, ...args],
          { ...settings, timeout: options.timeout, killSignal: "SIGKILL", signal },
          (error, stdout) => {
            if (signal?.aborted) fail(signal.reason);
            else answer(error === null ? stdout : undefined);
          },
        );
        child.stdin?.end();
      } catch {
        // What cannot be started has no answer to give.
        answer(undefined);
      }
    });
  const listed = await git("config", "--null", "--list");
  if (listed === undefined) return undefined;
  const config = readConfig(listed);
  silenceFilters(env, config);
  return { git, config };
}

/** Every setting with its value, in git's order: of one that is there twice, the last counts. */
function readConfig(bytes: Uint8Array): [string, string][] {
  return _splitNul(bytes).map((entry) => {
    const at = entry.indexOf("\n");
    return at < 0 ? [entry, ""] : [entry.slice(0, at), entry.slice(at + 1)];
  });
}

/** Settings by variables, for a filter's name may hold `=`.
 *
 * @see git-config(1), "GIT_CONFIG_COUNT"
 */
function silenceFilters(env: Record<string, string>, config: _Settings): void {
  const drivers = new Set<string>();
  for (const [name, value] of config) {
    const driver = /^(filter\..*)\.(?:clean|smudge|process)$/s.exec(name)?.[1];
    if (driver !== undefined && !LFS.test(value)) drivers.add(driver);
  }
  let count = 0;
  for (const driver of drivers) {
    for (
      const [key, value] of [["clean", ""], ["smudge", ""], ["process", ""], ["required", "false"]]
    ) {
      env[`GIT_CONFIG_KEY_${count}`] = `${driver}.${key}`;
      env[`GIT_CONFIG_VALUE_${count++}`] = value;
    }
  }
  env.GIT_CONFIG_COUNT = String(count);
}

function environment(): Record<string, string> {
  const { process } = globalThis as { process?: { env?: Record<string, string | undefined> } };
  const kept = Object.entries(process?.env ?? {}).filter(([name, value]) =>
    value !== undefined && (!/^GIT_/i.test(name) || PASSED.test(name))
  ) as [string, string][];
  return {
    ...Object.fromEntries(kept),
    GIT_OPTIONAL_LOCKS: "0",
    GIT_TERMINAL_PROMPT: "0",
    GIT_NO_LAZY_FETCH: "1",
    LC_ALL: "C",
    NoDefaultCurrentDirectoryInExePath: "1",
  };
}
