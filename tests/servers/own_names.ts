import { readFileSync } from "node:fs";
import { resolve } from "node:path";

/** The names that `deno.json` gives to files of this repository, as `paths` of a `tsconfig.json`. */
export function ownNames(): Record<string, string[]> {
  const { imports } = JSON.parse(readFileSync("deno.json", "utf8"));
  return Object.fromEntries(
    Object.entries<string>(imports).filter(([, file]) => file.startsWith("./"))
      .map(([name, file]) => [name, [resolve(file)]]),
  );
}
