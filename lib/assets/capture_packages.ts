import type { PackageDescription } from "../run/descriptions.ts";
import { builtin } from "../disk/builtin.ts";
import { _granted } from "./capture_permission.ts";
import { _readLockFile } from "./lock_file.ts";

/** The lock files that are looked for. */
const NAMES = ["bun.lock", "deno.lock", "package-lock.json"] as const;

/** The largest lock file that is read, in bytes. */
const MAX_SIZE = 2 ** 26;

/** The packages that lock files name, and which files told. */
export interface _Packages {
  readonly packages: readonly PackageDescription[];
  /** The names of the lock files that were read. */
  readonly read: readonly string[];
  /** Lock files that are there and could not be read, each with the reason. */
  readonly refused: readonly string[];
}

/** Reads the lock files in a directory; `undefined` where there is none, or none may be read. */
export async function _packages(root: string): Promise<_Packages | undefined> {
  const fs = builtin("node:fs");
  const { join } = builtin("node:path") ?? {};
  if (fs === undefined || join === undefined) return undefined;
  const found: PackageDescription[][] = [];
  const read: string[] = [];
  const refused: string[] = [];
  for (const name of NAMES) {
    const path = join(root, name);
    if (!_granted({ name: "read", path })) continue;
    try {
      const stat = await fs.promises.stat(path);
      if (!stat.isFile()) throw new TypeError("it is no regular file");
      if (stat.size > MAX_SIZE) throw new RangeError(`its ${stat.size} bytes exceed ${MAX_SIZE}`);
      found.push(_readLockFile(name, await fs.promises.readFile(path, "utf8")));
      read.push(name);
    } catch (error) {
      const { code, name: kind } = error as { code?: string; name?: string };
      if (code === "ENOENT" || code === "ENOTDIR" || kind === "NotCapable") continue;
      refused.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  if (read.length + refused.length === 0) return undefined;
  return { packages: Object.freeze(sorted(found.flat())), read, refused };
}

function sorted(packages: readonly PackageDescription[]): PackageDescription[] {
  const byId = new Map(packages.map((item) => [
    JSON.stringify([item.name, item.registry ?? "", item.version]),
    item,
  ]));
  return [...byId].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, item]) => item);
}
