import { checkOptions, nameOf } from "../base/options.ts";
import type { EnvironmentDescription } from "../run/descriptions.ts";
import { builtin } from "../disk/builtin.ts";
import { _packages } from "./capture_packages.ts";
import { _fact, _present } from "./capture_permission.ts";
import { _runtime } from "./capture_runtime.ts";
import { isSecretName, maskSecrets, SECRET } from "./mask_secret.ts";

/** What is captured of the environment. */
export interface CaptureEnvironmentOptions {
  /** The directory whose lock files are read. @default {the working directory} */
  root?: string;
  /** The names of the environment variables to record. @default {none} */
  variables?: readonly string[];
  /** Whether lock files are read. @default {true} */
  packages?: boolean;
}

/** Describes where this code runs: runtime, system, computer, user, time zone, packages.
 *
 * What the host does not tell is absent; so is what Deno was not permitted, and no question is
 * asked. Of environment variables only those asked for are recorded; one that is named like a
 * secret never gives its value, only `<secret>`, and passwords inside URLs are masked. Packages
 * are those of `deno.lock`, `package-lock.json` and `bun.lock`; `attributes.lockFiles` says which
 * were read, `attributes.lockFilesRefused` which could not be and why. Memory is in bytes.
 *
 * @throws {TypeError} where an option is unknown or has the wrong type
 * @example
 * ```ts
 * import { captureEnvironment } from "stemma/host";
 * import assert from "node:assert/strict";
 *
 * const environment = await captureEnvironment({ variables: ["HOME"] });
 * assert.match(environment.runtime.name, /deno|bun|node/);
 * ```
 */
export async function captureEnvironment(
  options?: CaptureEnvironmentOptions,
): Promise<EnvironmentDescription> {
  const { root = ".", variables = [], packages = true } = checked(options);
  const runtime = _runtime();
  // workerd and edge runtimes answer for a computer that is not theirs to describe.
  const os = /^(?:deno|bun|node)$/.test(runtime.name) ? builtin("node:os") : undefined;
  const found = packages ? await _packages(root) : undefined;
  return Object.freeze({
    runtime,
    ..._present({
      os: systemOf(os),
      cpu: processorOf(os),
      memory: _fact(
        [{ name: "sys", kind: "systemMemoryInfo" }],
        () => os?.totalmem(),
      ),
      hostname: _fact([{ name: "sys", kind: "hostname" }], () => os?.hostname()),
      user: userOf(os),
      timeZone: _fact([], () => Intl.DateTimeFormat().resolvedOptions().timeZone),
      packages: found === undefined || found.read.length === 0 ? undefined : found.packages,
      variables: variablesOf(variables),
      attributes: _present({
        lockFiles: found?.read.join(", ") || undefined,
        lockFilesRefused: found?.refused.join("; ") || undefined,
      }) as Record<string, string> | undefined,
    }),
  });
}

type Os = typeof import("node:os") | undefined;

function systemOf(os: Os): EnvironmentDescription["os"] {
  const name = _fact([], () => os?.type());
  if (name === undefined) return undefined;
  return _present({
    name,
    version: _fact([{ name: "sys", kind: "osRelease" }], () => os?.release()),
    arch: _fact([], () => os?.arch()),
  });
}

function processorOf(os: Os): EnvironmentDescription["cpu"] {
  const processors = _fact([{ name: "sys", kind: "cpus" }], () => os?.cpus()) ?? [];
  const model = processors[0]?.model.trim();
  const { navigator } = globalThis as { navigator?: { hardwareConcurrency?: number } };
  return _present({
    model: model === "" || model === "unknown" ? undefined : model,
    cores: processors.length || _fact([], () => navigator?.hardwareConcurrency),
  });
}

function userOf(os: Os): string | undefined {
  const permissions = ["uid", "gid", "userInfo", "username", "homedir"]
    .map((kind) => ({ name: "sys", kind }) as const);
  const user = _fact(permissions, () => os?.userInfo().username);
  // Bun says so where it does not know.
  return user === "unknown" ? undefined : user;
}

function variablesOf(names: readonly string[]): Record<string, string> | undefined {
  const { process } = globalThis as { process?: { env?: Record<string, string | undefined> } };
  const found = Object.create(null) as Record<string, string>;
  for (const name of names) {
    const value: unknown = _fact([{ name: "env", variable: name }], () => [process?.env?.[name]])
      ?.[0];
    // Not every name that an object answers to is a variable: "constructor" gives a function.
    if (typeof value !== "string") continue;
    found[name] = isSecretName(name) ? SECRET : maskSecrets(value).toWellFormed();
  }
  return Object.keys(found).length === 0 ? undefined : Object.freeze(found);
}

function checked(options: CaptureEnvironmentOptions | undefined): CaptureEnvironmentOptions {
  checkOptions("captureEnvironment", options, ["root", "variables", "packages"]);
  const { root, variables, packages } = options ?? {};
  const refuse = (what: string, value: unknown) => {
    throw new TypeError(`Cannot call captureEnvironment: ${what}, got ${nameOf(value)}`);
  };
  if (root !== undefined && (typeof root !== "string" || root === "")) {
    refuse("root must be a path", root);
  }
  if (packages !== undefined && typeof packages !== "boolean") {
    refuse("packages must be true or false", packages);
  }
  if (variables !== undefined) {
    if (!Array.isArray(variables)) refuse("variables must be an array of names", variables);
    for (const name of variables) {
      if (typeof name !== "string" || !/^[^=\0]+$/.test(name)) {
        refuse("a variable's name must be a text without = and NUL", name);
      }
      if (name === "$") refuse('a variable must not be named "$"', name);
    }
  }
  return options ?? {};
}
