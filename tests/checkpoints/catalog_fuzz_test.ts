import assert from "node:assert/strict";
import { test } from "node:test";
import { SinkError } from "stemma";
import { fromUtf8, utf8 } from "../../lib/base/bytes.ts";
import { isInside } from "../../lib/base/path.ts";
import { type Catalog, readCatalog, writeCatalog } from "../../lib/checkpoints/catalog.ts";
import { assertUnpolluted, mutateText, MUTATIONS, seeded } from "../mutate.ts";

const facts = (path: string): Catalog["kept"][number] => ({
  path,
  runId: "r",
  epoch: 3,
  batch: 120,
  time: 1_700_000_000_000.5,
  metrics: { loss: NaN, "accuracy @5": 0.5 },
  files: [{ path: `${path}/w.bin`, size: 7, sha256: "0".repeat(64), mediaType: "a/b" }],
});

const catalog: Catalog = {
  name: "cnn",
  kept: [facts("a"), facts("b/c"), facts("d")],
  aliases: { best: "a", __proto__x: "d" },
  dropped: [{ path: "old", files: facts("old").files }],
};

const pieces = [
  '"',
  "{}",
  "[]",
  "null",
  "-1",
  "1e400",
  "0.5",
  '"../x"',
  '"/etc"',
  '"__proto__":{"polluted":1},',
  '"constructor":{},',
  '"path":"d/../../x",',
  "\u0000",
];

test("readCatalog() reads what writeCatalog() wrote", () => {
  const bytes = writeCatalog(catalog);
  assert.deepEqual(readCatalog(bytes, "p"), catalog);
  assert.deepEqual(writeCatalog(readCatalog(bytes, "p")), bytes);
});

test("readCatalog() refuses with its own error, and what it takes leads nowhere else", () => {
  const original = fromUtf8(writeCatalog(catalog));
  const pick = seeded(11);
  let taken = 0;
  for (let i = 0; i < MUTATIONS / 5; i++) {
    const text = mutateText([original], pieces, pick);
    let read: Catalog;
    try {
      read = readCatalog(utf8(text), "p");
    } catch (error) {
      assert.ok(error instanceof SinkError && error.code === "SINK_CONTENT", String(error));
      continue;
    }
    taken++;
    for (const { path, files } of [...read.kept, ...read.dropped]) {
      assert.ok(isInside(path), path);
      for (const file of files) {
        assert.ok(isInside(file.path) && file.path.startsWith(`${path}/`), file.path);
      }
    }
    assertUnpolluted();
  }
  assert.ok(taken > 0);
});
