// What users load of the package, held against budgets and against the table in README.md.
import { build, type Metafile } from "esbuild";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { renewSizeTable, type SizeRow, staleSizeRows } from "./size_table.ts";

/** A way to use the package: the code a user writes, and what it may weigh. */
interface Use {
  readonly title: string;
  readonly code: string;
  /** The most that the gate lets through, in KB of 1,024 bytes, minified and gzipped. */
  readonly budget: number;
  /** Left out of the weight: the kernel, which is loaded by what needs it and weighed alone. */
  readonly withoutKernel?: boolean;
}

const logging = "startRun, logMetric, logParam, endRun";
const provJson = `export { ${logging}, toProv, provToJson } from "stemma";`;
const bars: readonly Use[] = [
  { title: "logging", code: `export { ${logging} } from "stemma";`, budget: 14 },
  { title: "logging, PROV-JSON", code: provJson, budget: 24, withoutKernel: true },
  { title: "the same, with the kernel", code: provJson, budget: 48 },
];

/** What all of an entry may weigh, a little more than it does: nothing grows unseen. */
const budgets: Readonly<Record<string, number>> = {
  "stemma": 142,
  "stemma/prov": 54,
  "stemma/svg": 59,
  "stemma/svg-worker": 5,
  "stemma/notebook": 38,
  "stemma/fs": 72,
  "stemma/host": 14,
  "stemma/seal": 59,
  "stemma/destination": 41,
  "stemma/durable-object": 16,
  "stemma/opfs": 34,
  "stemma/download": 35,
  "stemma/s3": 50,
  "stemma/mlflow": 103,
  "stemma/hparams": 50,
  "stemma/tfjs": 36,
  "stemma/trackio": 45,
  "stemma/yprov": 69,
  "stemma/tensorboard": 46,
  "stemma/wandb": 42,
  "stemma/yprov4ml": 60,
  "stemma/uploads": 81,
  "stemma/checkpoints": 40,
};

/** The same of the kernel as a file. */
const KERNEL_BUDGET = 20;

/** Entries that are for servers: a page's bundle gets something else. */
const forServers: readonly string[] = ["stemma/fs"];

/** Weighs each way to use a package that was built; gives what is over its budget or cannot be
 * built, and where README.md says otherwise.
 *
 * @param buildInto builds the package into a folder
 * @param isRenewing whether the table is written anew instead
 */
export async function checkSizes(
  entries: readonly string[],
  buildInto: (folder: string) => Promise<void>,
  isRenewing: boolean,
): Promise<string[]> {
  mkdirSync(".cache", { recursive: true });
  const folder = mkdtempSync(join(".cache", "sizes-"));
  try {
    const installed = join(folder, "node_modules", "stemma");
    mkdirSync(installed, { recursive: true });
    await buildInto(installed);
    const rows: SizeRow[] = [];
    for (const use of [...bars, ...entries.map(allOf)]) rows.push(await weigh(use, folder));
    const kernel = gzipSync(readFileSync(join(installed, "core.wasm")), { level: 9 }).length;
    rows.push({ title: "`stemma/core.wasm`", atOnce: kernel, later: 0, budget: KERNEL_BUDGET });
    for (const { title, atOnce, later, budget } of rows) {
      const cells = [atOnce, later, budget * 1024].map((bytes) => String(bytes).padStart(9));
      console.log(`${title.padEnd(28)}${cells.join("")}`);
    }
    const over = rows.filter(({ atOnce, budget }) => !(atOnce <= budget * 1024))
      .map(({ title, atOnce, budget }) =>
        Number.isNaN(budget)
          ? `${title} has no budget in tests/tools/package_sizes.ts`
          : `${title}: ${atOnce} bytes minified and gzipped, the budget is ${budget} KB`
      );
    if (isRenewing) renewSizeTable(rows);
    return [...over, ...staleSizeRows(rows)];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function allOf(entry: string): Use {
  const isScript = entry === "stemma/svg-worker";
  const code = isScript ? `import "${entry}";` : `export * from "${entry}";`;
  return { title: `\`${entry}\``, code, budget: budgets[entry] ?? Number.NaN };
}

/** Bundles one use of the installed package as a user's bundler would. */
async function weigh(use: Use, folder: string): Promise<SizeRow> {
  const { title, code, budget, withoutKernel } = use;
  const { outputFiles, metafile } = await build({
    stdin: { contents: code, resolveDir: folder },
    bundle: true,
    minify: true,
    splitting: true,
    write: false,
    metafile: true,
    outdir: ".",
    format: "esm",
    target: "es2022",
    platform: forServers.some((entry) => title === `\`${entry}\``) ? "node" : "browser",
    logLevel: "silent",
  });
  const bytesOf = (path: string) => {
    const { text } = outputFiles.find((file) => file.path.endsWith(`/${path}`))!;
    const kept = withoutKernel ? text.replaceAll(/[0-r]{4096,}/g, "") : text;
    return gzipSync(kept, { level: 9 }).length;
  };
  const start = Object.keys(metafile.outputs)
    .filter((path) => metafile.outputs[path].entryPoint === "<stdin>");
  const atOnce = loaded(metafile, start, ["import-statement"]);
  const later = loaded(metafile, start, ["import-statement", "dynamic-import"]).difference(atOnce);
  const sum = (paths: Iterable<string>) =>
    [...paths].reduce((bytes, path) => bytes + bytesOf(path), 0);
  return { title, atOnce: sum(atOnce), later: sum(later), budget };
}

/** The files that code loads by imports of some kinds. */
function loaded({ outputs }: Metafile, start: string[], kinds: string[]): Set<string> {
  const files = new Set(start);
  // A set hands out what is added while it is walked.
  for (const file of files) {
    for (const { path, kind, external } of outputs[file].imports) {
      if (!external && kinds.includes(kind)) files.add(path);
    }
  }
  return files;
}
