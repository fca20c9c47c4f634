// Builds the npm package into dist/: deno task build. With --sizes it weighs what users load instead,
// and with --sizes --update it writes that into README.md.
import { build, type Plugin, stop } from "esbuild";
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, posix, resolve } from "node:path";
import process from "node:process";
import { foldConstants } from "./tests/tools/fold_constants.ts";
import { packsPlugin } from "./tests/tools/package_packs.ts";
import { checkSizes } from "./tests/tools/package_sizes.ts";
import { declarationOf, writeTypes } from "./tests/tools/package_types.ts";
import { graphvizWasm, workerdPlugin } from "./tests/tools/workerd_build.ts";

interface Config {
  name: string;
  version: string;
  license: string;
  exports: Record<string, string>;
  imports: Record<string, string>;
}

const config: Config = JSON.parse(readFileSync("deno.json", "utf8"));

/** Packages a user installs along with the subpath that needs them. */
const peers = ["@tensorflow/tfjs"];

/** What a subpath is in the bundle of a page, where that is something else: its source. */
const inPages: Readonly<Record<string, string>> = { "./fs": "lib/fs_in_page.ts" };

/** The program that the package installs, and its file there. */
const command = { source: "lib/cli/main.ts", output: "cli.js" };

/** The oldest JavaScript that the package asks for; Node 20, workerd and browsers have it. */
const target = "es2022";

/** What a module may call while it is evaluated without keeping the whole module in every bundle:
 * its result goes where nobody asks for it. */
const PURE = [
  "Object.freeze",
  "Object.fromEntries",
  "Object.entries",
  "Object.keys",
  "Int32Array",
  "Int32Array.of",
  "RegExp",
  "TextDecoder",
  "TextEncoder",
];

/** Resolves the names that `deno.json` maps to files of this repository, as Deno does. */
export function importMapPlugin(): Plugin {
  return {
    name: "import-map",
    setup({ onResolve }) {
      onResolve({ filter: /^[^./]/ }, ({ path }) => {
        const file = config.imports[path];
        return file?.startsWith("./") ? { path: resolve(file) } : undefined;
      });
    },
  };
}

/** Subpath to the name of its file in the package: "./svg" to "svg.js", "." to "mod.js". */
function outputs(): [subpath: string, source: string, output: string][] {
  return Object.entries(config.exports).map(([subpath, source]) => {
    const name = posix.basename(subpath === "." ? source : subpath);
    return [
      subpath,
      source,
      source.endsWith(".ts") ? `${name.replace(/\.ts$/, "")}.js` : name,
    ];
  });
}

function manifest(reached: ReadonlySet<string>): Record<string, unknown> {
  const version = (name: string) => config.imports[name].slice(`npm:${name}@`.length);
  const dependencies = [...reached].filter((name) => !peers.includes(name)).sort();
  return {
    name: config.name,
    version: config.version,
    description: "Records ML runs as immutable values: W3C PROV, a picture, and files",
    license: config.license,
    type: "module",
    // The script of a worker is imported for what it does.
    sideEffects: ["./svg-worker.js", "./workerd/svg-worker.js"],
    bin: { [config.name]: `./${command.output}` },
    exports: Object.fromEntries(
      outputs().map(([subpath, source, output]) => [
        subpath,
        conditions(source, output, subpath in inPages),
      ]),
    ),
    engines: { node: ">=20" },
    // Exact: the bytes of a zip and of a picture are the same everywhere only for one version.
    dependencies: Object.fromEntries(dependencies.map((name) => [name, version(name)])),
    peerDependencies: Object.fromEntries(peers.map((name) => [name, `^${version(name)}`])),
    peerDependenciesMeta: Object.fromEntries(peers.map((name) => [name, { optional: true }])),
  };
}

/** Where a subpath's file is for whom, the first that fits. */
function conditions(
  source: string,
  output: string,
  isOwnInPages: boolean,
): string | Record<string, string> {
  if (!source.endsWith(".ts")) {
    return { types: `./types/${output}.d.ts`, default: `./${output}` };
  }
  const types = declarationOf(source);
  return {
    "types@<5.7": `./types-before-5.7/${types}`,
    types: `./types/${types}`,
    workerd: `./workerd/${output}`,
    ...isOwnInPages && { browser: `./browser/${output}` },
    default: `./${output}`,
  };
}

/** Writes the package: a module a subpath, the command, what they share in chunks, the same for
 * workerd, the declarations, and what npm wants beside. */
async function buildPackage(folder: string): Promise<void> {
  const modules = outputs().filter(([, source]) => source.endsWith(".ts"));
  const entryPoints = modules.map(([, source, output]) => ({
    in: source,
    out: output.replace(/\.js$/, ""),
  }));
  const pageEntryPoints = Object.entries(inPages).map(([subpath, source]) => ({
    in: source,
    out: `browser/${posix.basename(subpath)}`,
  }));
  const sources = [...modules.map(([, source]) => source), ...Object.values(inPages)];
  const packs = await packsPlugin(sources, [importMapPlugin()]);
  const common = {
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "neutral",
    target,
    packages: "external",
    charset: "utf8",
    sourcemap: true,
    pure: PURE,
    logLevel: "warning",
  } as const;
  const { metafile } = await build({
    ...common,
    entryPoints: [
      ...entryPoints,
      ...pageEntryPoints,
      { in: command.source, out: command.output.replace(/\.js$/, "") },
    ],
    outdir: folder,
    chunkNames: "chunks/[name]-[hash]",
    metafile: true,
    plugins: [packs, importMapPlugin()],
  });
  await build({
    ...common,
    entryPoints,
    outdir: join(folder, "workerd"),
    // Beside the modules, so that each finds the WebAssembly at the same place.
    chunkNames: "[name]-[hash]",
    plugins: [packs, workerdPlugin, importMapPlugin()],
  });
  foldConstants(folder);
  writeFileSync(join(folder, "graphviz.wasm"), await graphvizWasm());
  writeTypes(modules.map(([, source]) => source), {
    current: join(folder, "types"),
    before57: join(folder, "types-before-5.7"),
  });
  const external = Object.values(metafile.outputs).flatMap(({ imports }) => imports)
    .filter((edge) => edge.external && !edge.path.startsWith("node:")).map(({ path }) => path);
  for (const [, source, output] of outputs()) {
    if (!source.endsWith(".ts")) copyFileSync(source, join(folder, output));
  }
  for (const file of ["README.md", "LICENSE"]) {
    copyFileSync(file, join(folder, file));
  }
  writeFileSync(
    join(folder, "types/core.wasm.d.ts"),
    "/** The kernel, where the host imports WebAssembly as a module. */\n" +
      "declare const core: WebAssembly.Module;\nexport default core;\n",
  );
  const text = JSON.stringify(manifest(new Set(external)), null, 2);
  writeFileSync(join(folder, "package.json"), `${text}\n`);
}

if (import.meta.main) {
  try {
    if (process.argv.includes("--sizes")) {
      const entries = outputs().filter(([, source]) => source.endsWith(".ts"))
        .map(([subpath]) => subpath.replace(/^\./, config.name));
      const wrong = await checkSizes(entries, buildPackage, process.argv.includes("--update"));
      for (const line of wrong) console.error(line);
      if (wrong.length > 0) process.exitCode = 1;
    } else {
      rmSync("dist", { recursive: true, force: true });
      mkdirSync("dist");
      await buildPackage("dist");
      console.log(`dist/ holds ${config.name} ${config.version}`);
    }
  } finally {
    // The service of esbuild keeps the process alive until it is stopped.
    await stop();
  }
}
