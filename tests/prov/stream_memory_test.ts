import assert from "node:assert/strict";
import { test } from "node:test";
import { runScript } from "../sinks/run_script.ts";
import { STREAMS } from "./stream_growth.ts";

const LIMIT = 64 * 2 ** 20;

for (const stream of STREAMS) {
  test(`${stream}() keeps memory flat: a million statements add less than 64 MiB`, () => {
    // A process of its own, and the least of three: on a busy computer a collector comes late, but
    // what is held is held every time.
    let grown = Infinity;
    for (let tries = 0; tries < 3 && grown >= LIMIT; tries++) {
      grown = Math.min(grown, Number(runScript("tests/prov/print_stream_growth.ts", [stream])));
    }
    assert.ok(grown < LIMIT, `${grown} bytes`);
  });
}
