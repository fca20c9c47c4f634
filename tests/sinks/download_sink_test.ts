import assert from "node:assert/strict";
import test from "node:test";
import { downloadSink } from "stemma/download";
import { refused } from "./harness.ts";
import { fileOf } from "./sink_files.ts";

const isPage = "document" in globalThis;

// What a page saves: tests/chromium/download_test.ts.
test("`downloadSink()` says where no page is to save from", {
  skip: isPage && "this is a page",
}, async () => {
  const sink = downloadSink();
  await sink.put(fileOf("a", "content"));
  assert.equal(await sink.has!("a", fileOf("a", "content").sha256), true);
  const error = await refused(sink.close(), "SINK_IO", "");
  assert.match(error.message, /no page to save from; zipSink\(\) gives the archive/);
});

test("`downloadSink()` refuses what is neither name nor file", () => {
  for (const to of ["", null, 7, {}, { createWritable: 1 }]) {
    assert.throws(() => downloadSink(to as never), /a name or a FileSystemFileHandle was expected/);
  }
});
