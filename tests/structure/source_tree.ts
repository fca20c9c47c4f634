import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { posix } from "node:path";
import { maskSource } from "./mask_source.ts";

/** One import, export-from or dynamic import, types included. */
export interface ImportEdge {
  /** The file that imports. */
  from: string;
  /** The file of this repository that it means, or the package or `node:` module. */
  to: string;
  /** The text between the quotes. */
  specifier: string;
}

/** What `deno.json` says, as far as the house rules read it. */
export const config: {
  version: string;
  exports: Record<string, string>;
  imports: Record<string, string>;
} = JSON.parse(readFileSync("deno.json", "utf8"));

/** Every file of the tree that git does not ignore, in order. `.gitignore` names folders only. */
export function treeFiles(folder = "."): string[] {
  const ignored = readFileSync(".gitignore", "utf8").split("\n");
  const hidden = new Set([
    ".git",
    ...ignored.map((line) => line.replace(/\/$/, "")),
  ]);
  const walk = (at: string): string[] =>
    readdirSync(at).sort().flatMap((name) => {
      const path = posix.join(at, name);
      if (hidden.has(path) || hidden.has(name)) return [];
      return statSync(path).isDirectory() ? walk(path) : [path];
    });
  return existsSync(folder) ? walk(folder) : [];
}

/** The library's own TypeScript: `mod.ts` and all of `lib/`. */
export function libraryFiles(): string[] {
  return ["mod.ts", ...treeFiles("lib").filter((path) => path.endsWith(".ts"))];
}

const texts = new Map<string, { text: string; code: string }>();

/** A file's text, and the same with comments, strings and regular expressions blanked. */
export function source(path: string): { text: string; code: string } {
  const known = texts.get(path);
  if (known !== undefined) return known;
  const text = readFileSync(path, "utf8");
  const read = { text, code: maskSource(text) };
  texts.set(path, read);
  return read;
}

/** All that a file imports, in order; a dynamic import of a computed name is an error. */
export function importsOf(path: string): ImportEdge[] {
  const { text, code } = source(path);
  const edges: ImportEdge[] = [];
  for (const found of code.matchAll(/\b(?:from\s*|import\s*\(?\s*)(["'`])/g)) {
    const start = found.index + found[0].length;
    const specifier = text.slice(start, text.indexOf(found[1], start));
    edges.push({
      from: path,
      to: resolveSpecifier(path, specifier),
      specifier,
    });
  }
  const computed = /\bimport\s*\(\s*[^"'`\s]/.exec(code);
  if (computed) {
    throw new Error(`${path} imports a computed name: write it out`);
  }
  return edges;
}

function resolveSpecifier(from: string, specifier: string): string {
  if (specifier.startsWith(".")) {
    return posix.join(posix.dirname(from), specifier);
  }
  const mapped = config.imports[specifier];
  if (mapped?.startsWith("./")) return posix.normalize(mapped);
  return specifier;
}

/** Every file and package that a file reaches, itself included, over any kind of import. */
export function reachedFrom(entry: string): Set<string> {
  const reached = new Set<string>();
  const queue = [entry];
  for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
    if (reached.has(path)) continue;
    reached.add(path);
    if (path.endsWith(".ts") && existsSync(path)) {
      queue.push(...importsOf(path).map((edge) => edge.to));
    }
  }
  return reached;
}

/** The TypeScript entries: subpath to file. */
export function entries(): [subpath: string, file: string][] {
  return Object.entries(config.exports)
    .filter(([, file]) => file.endsWith(".ts"))
    .map(([subpath, file]) => [subpath, posix.normalize(file)]);
}

/** The line of a position, counted from 1. */
export function lineAt(text: string, position: number): number {
  return text.slice(0, position).split("\n").length;
}
