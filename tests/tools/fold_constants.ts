import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A constant of a module: a name in capitals, and numbers and constants before it. */
const CONSTANT = /^var ([A-Z][A-Z0-9_]*) = ([\w .*+<|()-]+);$/gm;

/** Writes constants such as `8 * POINTS` as the number that they are, in every module of a folder.
 *
 * A bundler leaves out a number that nobody asks for; a sum it keeps, since adding could run code.
 */
export function foldConstants(folder: string): void {
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    if (!name.endsWith(".js")) continue;
    const path = join(folder, name);
    writeFileSync(path, fold(readFileSync(path, "utf8")));
  }
}

function fold(text: string): string {
  const known = new Map<string, number>();
  return text.replace(CONSTANT, (line, name: string, sum: string) => {
    const digits = sum.replace(/[A-Z][A-Z0-9_]*/g, (name) => String(known.get(name)));
    if (/[a-zA-Z_]/.test(digits)) return line;
    const value = Number(new Function(`return ${digits}`)());
    known.set(name, value);
    return `var ${name} = ${value};`;
  });
}
