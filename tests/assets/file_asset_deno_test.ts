import assert from "node:assert/strict";
import { relative } from "node:path";
import process from "node:process";
import test from "node:test";
import { runDeno } from "./run_deno.ts";
import { inFolder } from "./temporary_folder.ts";

test("fileAsset() says that Deno does not permit it", async () => {
  const error = await runDeno(
    `const error = await fs.fileAsset("LICENSE").catch((error) => error);
     console.log(JSON.stringify([error.code, error.message, error.cause.name]));`,
    [],
  );
  const message = 'Cannot read file "LICENSE": permission is denied';
  assert.deepEqual(error, ["ASSET_UNREADABLE", message, "NotCapable"]);
});

test("fileAsset() needs no permission but to read", async () => {
  const read = await runDeno(
    `const asset = await fs.fileAsset("LICENSE");
     console.log(JSON.stringify([asset.bytes().length === asset.size, asset.uri]));`,
    ["--allow-read=LICENSE"],
  );
  assert.deepEqual(read, [true, "LICENSE"]);
});

test("fileAsset() keeps reading the same file when the working directory changes", () =>
  inFolder({ x: "here" }, async (folder) => {
    const text = await runDeno(
      `const asset = await fs.fileAsset(Deno.args[0]);
       Deno.chdir(Deno.args[1]);
       console.log(JSON.stringify(new TextDecoder().decode(asset.bytes())));`,
      ["-A"],
      { args: [`${relative(process.cwd(), folder)}/x`, folder] },
    );
    assert.equal(text, "here");
  }));

for (const [label, size] of [["300 MB", 300 * 2 ** 20], ["2 GB", 2 ** 31]] as const) {
  test(`fileAsset() holds no file in memory: ${label} read twice add less than 80 MB`, {
    skip: size < 2 ** 30 || process.env.STEMMA_LONG === "1" ? false : "STEMMA_LONG=1 runs it",
  }, async () => {
    const grown = await runDeno(
      `import { memoryGrowth } from "./tests/assets/memory_growth.ts";
       console.log(await memoryGrowth(${size}));`,
      ["-A"],
    ) as number;
    assert.ok(grown > 0 && grown < 80 * 2 ** 20, `${grown} bytes`);
  });
}
