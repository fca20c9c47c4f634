import { build, type Plugin } from "esbuild";
import { readFileSync } from "node:fs";
import { relative, resolve } from "node:path";

/** Files that lie in one module of the package. */
interface Pack {
  readonly name: string;
  readonly files: readonly string[];
}

/** Keeps what the subpaths share in two modules: what "stemma/prov" needs, and the rest of
 * "stemma". A subpath that needs a file of one takes all of it.
 *
 * Without this, esbuild cuts the same code into forty modules, one for each set of subpaths that
 * share something, and a host takes longer to find a file than to read what it holds.
 *
 * @param entries the files that stand behind subpaths
 * @param plugins what the package is built with beside this one
 */
export async function packsPlugin(
  entries: readonly string[],
  plugins: readonly Plugin[],
): Promise<Plugin> {
  const reachedFrom = await readImports(entries, plugins);
  const prov = reachedFrom("lib/prov.ts");
  const inProv = (file: string) => prov.has(file) || file.startsWith("lib/base/");
  const files = [...reachedFrom("mod.ts")].filter((file) => file !== "mod.ts");
  const packs: Pack[] = [
    { name: "prov", files: files.filter(inProv) },
    { name: "run", files: files.filter((file) => !inProv(file)) },
  ];
  return {
    name: "packs",
    setup({ onLoad, onResolve }) {
      onLoad({ filter: /\.ts$/ }, ({ path }) => {
        const entry = entries.find((entry) => resolve(entry) === path);
        if (entry === undefined) return undefined;
        const reached = reachedFrom(relative(".", entry));
        const needed = packs.filter(({ files }) => files.some((file) => reached.has(file)));
        const imports = needed.map(({ name }) => `import "pack:${name}";\n`);
        return { contents: readFileSync(path, "utf8") + imports.join(""), loader: "ts" };
      });
      // Else it would be a third module, empty, that "stemma" shares with the subpaths that import it.
      onResolve({ filter: /^(\.\.\/)+mod\.ts$/ }, () => ({
        path: resolve("mod.ts"),
        suffix: "?shared",
      }));
      onResolve({ filter: /^pack:/ }, ({ path }) => ({ path, namespace: "pack" }));
      onLoad({ filter: /.*/, namespace: "pack" }, ({ path }) => {
        const { files } = packs.find(({ name }) => path === `pack:${name}`)!;
        const contents = files.map((file) => `import "./${file}";\n`).join("");
        return { contents, resolveDir: resolve(".") };
      });
    },
  };
}

/** Which files a file reaches, itself included, without what it imports only when it is needed. */
async function readImports(
  entries: readonly string[],
  plugins: readonly Plugin[],
): Promise<(entry: string) => ReadonlySet<string>> {
  const { metafile: { inputs } } = await build({
    entryPoints: [...entries],
    bundle: true,
    write: false,
    outdir: ".",
    format: "esm",
    packages: "external",
    metafile: true,
    logLevel: "warning",
    plugins: [...plugins],
  });
  return (entry) => {
    const reached = new Set([entry]);
    // A set hands out what is added while it is walked.
    for (const file of reached) {
      for (const { path, kind, external } of inputs[file].imports) {
        if (!external && kind !== "dynamic-import") reached.add(path);
      }
    }
    return reached;
  };
}
