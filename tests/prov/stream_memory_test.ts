import assert from "node:assert/strict";
import { test } from "node:test";
import { streamGrowth, STREAMS } from "./stream_growth.ts";

/** Deno's parallel tests share one process; there the same is measured in one of its own. */
const skip = "Deno" in globalThis ? "stream_memory_deno_test.ts measures it" : false;

for (const stream of STREAMS) {
  test(
    `${stream}() keeps memory flat: a million statements add less than 64 MiB`,
    { skip },
    async () => {
      const grown = await streamGrowth(stream);
      assert.ok(grown < 64 * 2 ** 20, `${grown} bytes`);
    },
  );
}
