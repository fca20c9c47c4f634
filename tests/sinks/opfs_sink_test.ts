import assert from "node:assert/strict";
import test from "node:test";
import { opfsSink, opfsSource } from "stemma/opfs";

// The rules of sinks and sources, and the faults of browsers: tests/chromium/opfs_test.ts.
test("`opfsSink()` and `opfsSource()` refuse what is no folder of the browser", () => {
  for (const directory of [null, "runs", {}, 7, { getFileHandle() {} }]) {
    assert.throws(() => opfsSink(directory as never), /opfsSink\(\): directory must be a FileSys/);
    assert.throws(
      () => opfsSource(directory as never),
      /opfsSource\(\): directory must be a FileS/,
    );
  }
});
