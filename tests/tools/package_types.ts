// The package's declarations: what TypeScript says of the entries, and nothing they do not reach.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, posix, resolve } from "node:path";
import process from "node:process";

/** Every import of a declaration by a relative path. */
const RELATIVE = /(from |import\()"(\.[^"]+)\.ts"/g;

/** TypeScript before 5.7 does not know what a typed array stands on. */
const BACKED = /\b((?:Big)?(?:Uint|Int|Float)\d+(?:Clamped)?Array|DataView)<\w+>/g;

/** Writes the declarations of entries, as `<folder>/<entry>.d.ts` and what that imports.
 *
 * @param entries paths from the root of the repository
 * @param folders one for TypeScript from 5.7 on, one for those before
 */
export function writeTypes(
  entries: readonly string[],
  folders: { readonly current: string; readonly before57: string },
): void {
  mkdirSync(".cache", { recursive: true });
  const emitted = mkdtempSync(join(".cache", "types-"));
  try {
    const options = "--declaration --emitDeclarationOnly --isolatedDeclarations --noCheck " +
      "--ignoreConfig --rewriteRelativeImportExtensions --allowImportingTsExtensions " +
      "--target es2022 --lib esnext,dom,dom.iterable --module nodenext --moduleDetection force " +
      "--rootDir . --outDir";
    const tsc = ["run", "-A", "node_modules/typescript/bin/tsc"];
    execFileSync(process.execPath, [...tsc, ...options.split(" "), emitted, ...entries]);
    for (const path of reachedFrom(entries.map(declarationOf), emitted)) {
      const text = readFileSync(join(emitted, path), "utf8").replace(RELATIVE, '$1"$2.js"');
      write(join(folders.current, path), text);
      write(join(folders.before57, path), text.replace(BACKED, "$1"));
    }
  } finally {
    rmSync(emitted, { recursive: true });
  }
}

/** The declaration of a source. */
export function declarationOf(source: string): string {
  return posix.normalize(source).replace(/\.ts$/, ".d.ts");
}

function reachedFrom(entries: readonly string[], folder: string): Set<string> {
  const reached = new Set(entries);
  for (const path of reached) {
    for (const [, , to] of readFileSync(join(folder, path), "utf8").matchAll(RELATIVE)) {
      reached.add(posix.join(posix.dirname(path), `${to}.d.ts`));
    }
  }
  return reached;
}

function write(path: string, text: string): void {
  mkdirSync(dirname(resolve(path)), { recursive: true });
  writeFileSync(path, text);
}
