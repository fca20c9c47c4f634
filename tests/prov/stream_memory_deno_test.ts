import assert from "node:assert/strict";
import { test } from "node:test";
import { runDeno } from "../assets/run_deno.ts";
import { STREAMS } from "./stream_growth.ts";

for (const stream of STREAMS) {
  test(`${stream}() keeps memory flat: a million statements add less than 64 MiB`, async () => {
    const grown = await runDeno(
      `import { streamGrowth } from "./tests/prov/stream_growth.ts";
       console.log(await streamGrowth("${stream}"));`,
      ["-A"],
    ) as number;
    assert.ok(grown < 64 * 2 ** 20, `${grown} bytes`);
  });
}
