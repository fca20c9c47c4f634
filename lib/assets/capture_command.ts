import type { CommandDescription } from "../run/descriptions.ts";
import { builtin } from "../disk/builtin.ts";
import { _fact } from "./capture_permission.ts";
import { isSecretName, maskSecrets, SECRET } from "./mask_secret.ts";

/** Describes the command that started this process: the runtime's name, the script, the arguments.
 *
 * The script is named relative to the working directory where it lies in it. Values of options and
 * variables that are named like secrets (`--token=…`, `--password …`, `API_KEY=…`) are masked, and
 * so are credentials in URLs and tokens of well-known make. Deno does not tell its own flags. In
 * a browser there is no command: then `arguments` is empty.
 *
 * @example
 * ```ts
 * import { captureCommand } from "stemma/host";
 * import assert from "node:assert/strict";
 *
 * assert.match(captureCommand().arguments[0], /^(deno|bun|node)/);
 * ```
 */
export function captureCommand(): CommandDescription {
  const host = globalThis as {
    process?: {
      argv?: readonly string[];
      execArgv?: readonly string[];
      cwd?(): string;
    };
    Deno?: unknown;
  };
  const directory = _fact([], () => host.process?.cwd?.());
  const argv = _fact([], () => host.process?.argv) ?? [];
  const flags = host.Deno === undefined ? host.process?.execArgv ?? [] : [];
  const [program, script, ...rest] = argv;
  const line = [
    ...(program === undefined ? [] : [/[^/\\]*$/.exec(program)![0].replace(/\.exe$/i, "")]),
    ...flags,
    ...(script === undefined ? [] : [within(directory, script)]),
    ...rest,
  ];
  return Object.freeze({
    arguments: Object.freeze(_maskArguments(line)),
    ...(directory === undefined ? {} : { directory: directory.toWellFormed() }),
  });
}

function within(directory: string | undefined, script: string): string {
  const { isAbsolute, relative } = builtin("node:path") ?? {};
  if (directory === undefined || isAbsolute?.(script) !== true) return script;
  const path = relative!(directory, script);
  return path === "" || /^\.\.(?:[/\\]|$)/.test(path) || isAbsolute(path) ? script : path;
}

/** Masks the secrets in a command line. */
export function _maskArguments(line: readonly string[]): string[] {
  let secret = false;
  return line.map((argument) => {
    const given = argument.toWellFormed();
    const [, option, mark, value] = /^([\w.-]{1,100})([=:])(.*)$/s.exec(given) ?? [];
    const masked = secret && !given.startsWith("-")
      ? SECRET
      : option !== undefined && value !== "" && isSecretName(option)
      ? `${option}${mark}${SECRET}`
      : maskSecrets(given);
    secret = /^--?[A-Za-z][\w.-]{1,100}$/.test(given) && isSecretName(given);
    return masked;
  });
}
