// Whether those who write TypeScript can use the package: the oldest compiler, the newest, and some
// between, as Node and as bundlers resolve it, with the library's own declarations checked too.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const compilers = ["5.5.4", "5.6.3", "5.7.3", "5.9.3", "7.0.2"];
const resolutions = [["nodenext", "nodenext"], ["esnext", "bundler"]];

/** Uses each entry, and counts on an error where one is due. */
const consumer = `
import { bytesAsset, digest, logArtifact, logMetric, type Run, series, startRun } from "stemma";
import core from "stemma/core.wasm";

let run: Run = startRun({ experiment: "types" });
run = logMetric(run, "loss", 0.5, { context: "training", step: 1 });
run = logArtifact(run, bytesAsset("a.bin", new Uint8Array(3)));
const values: Float64Array | undefined = series(run, "loss")?.values;
const text: string = digest(run) + values?.length;
const module: WebAssembly.Module = core;
// @ts-expect-error A key is a text.
logMetric(run, 1, 0.5);
// @ts-expect-error There is no such option.
logMetric(run, "loss", 0.5, { stop: 1 });
export { module, text };
`;

/** Compiles a consumer in a folder where the package is installed; gives what went wrong. */
export function checkTypes(folder: string): { passed: number; wrong: string[] } {
  const { exports } = JSON.parse(
    readFileSync(join(folder, "node_modules/stemma/package.json"), "utf8"),
  );
  const imports = Object.keys(exports).map((subpath, i) =>
    `import * as entry${i} from "${subpath.replace(/^\./, "stemma")}";\nexport { entry${i} };\n`
  );
  writeFileSync(join(folder, "consumer.ts"), consumer + imports.join(""));
  const named = compilers.map((version) => `typescript-${version}@npm:typescript@${version}`);
  execFileSync("npm", ["install", "--no-audit", "--no-fund", "@types/node@20", ...named], {
    cwd: folder,
    stdio: "ignore",
  });
  const wrong: string[] = [];
  let passed = 0;
  for (const version of compilers) {
    for (const [module, resolution] of resolutions) {
      const args =
        `--strict --noEmit --target es2022 --lib es2023,dom,dom.iterable --module ${module}`;
      const tsc = join("node_modules", `typescript-${version}`, "bin/tsc");
      const options = [...args.split(" "), "--moduleResolution", resolution, "consumer.ts"];
      try {
        execFileSync("node", [tsc, ...options], { cwd: folder, encoding: "utf8", stdio: "pipe" });
        console.log(`ok TypeScript ${version}, ${resolution}`);
        passed++;
      } catch (error) {
        const { stdout } = error as { stdout?: string };
        wrong.push(
          `TypeScript ${version}, ${resolution}:\n${(stdout ?? String(error)).slice(0, 3000)}`,
        );
      }
    }
  }
  return { passed, wrong };
}
