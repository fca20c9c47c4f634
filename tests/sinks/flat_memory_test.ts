import assert from "node:assert/strict";
import test from "node:test";
import { needsVersitygw } from "../servers/versitygw.ts";
import { runScript } from "./run_script.ts";

// A sink that held the file would grow by its size at least.
const megabytes = 300;

for (const sink of ["zip", "fs", "fetch", "s3"]) {
  const needs = sink === "s3" ? needsVersitygw : { skip: false };
  test(`\`${sink}Sink()\` keeps memory flat for a file of ${megabytes} MB`, needs, () => {
    const grown = Number(
      runScript("tests/sinks/measure_memory.ts", [sink, String(megabytes)]),
    );
    assert.ok(grown < 120, `the process grew by ${grown} MB`);
  });
}
