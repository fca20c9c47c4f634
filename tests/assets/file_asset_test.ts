import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  appendFileSync,
  chmodSync,
  closeSync,
  openSync,
  renameSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join, relative } from "node:path";
import process from "node:process";
import test from "node:test";
import { pathToFileURL } from "node:url";
import { fileAsset } from "stemma/fs";
import { oracle } from "../oracle.ts";
import { memoryGrowth } from "./memory_growth.ts";
import { hasPipes } from "./pipes.ts";
import { inFolder } from "./temporary_folder.ts";

const digest = (text: string | Uint8Array) => createHash("sha256").update(text).digest("hex");
const unreadable = { name: "AssetError", code: "ASSET_UNREADABLE" };
const changed = { name: "AssetError", code: "ASSET_CHANGED" };
const posix = process.platform !== "win32";

async function read(asset: { stream(): ReadableStream<Uint8Array> }): Promise<Uint8Array> {
  const hash: Uint8Array[] = [];
  for await (const piece of asset.stream()) hash.push(piece);
  return new Uint8Array(await new Blob(hash as BlobPart[]).arrayBuffer());
}

test("fileAsset() describes a file and reads it again on demand", () =>
  inFolder({ "data.csv": "a,b\n1,2\n" }, async (folder) => {
    const asset = await fileAsset(join(folder, "data.csv"));
    assert.equal(asset.name, "data.csv");
    assert.equal(asset.size, 8);
    assert.equal(asset.sha256, digest("a,b\n1,2\n"));
    assert.equal(asset.mediaType, "text/csv");
    assert.equal(asset.uri, pathToFileURL(join(folder, "data.csv")).href);
    assert.ok(Object.isFrozen(asset));
    for (let round = 0; round < 2; round++) {
      assert.equal(new TextDecoder().decode(asset.bytes()), "a,b\n1,2\n");
      assert.equal(new TextDecoder().decode(await read(asset)), "a,b\n1,2\n");
    }
    const named = await fileAsset(pathToFileURL(join(folder, "data.csv")), {
      name: "train",
      mediaType: "x/y",
    });
    assert.equal(named.name, "train");
    assert.equal(named.mediaType, "x/y");
    assert.equal(named.uri, asset.uri);
  }));

test("fileAsset() takes an empty file, and one of many pieces", () => {
  const big = Uint8Array.from({ length: 1_000_003 }, (_, i) => i % 253);
  return inFolder({ empty: "", big }, async (folder) => {
    const empty = await fileAsset(join(folder, "empty"));
    assert.equal(empty.size, 0);
    assert.equal(empty.sha256, digest(""));
    assert.equal(empty.bytes().length, 0);
    assert.equal((await read(empty)).length, 0);
    const asset = await fileAsset(join(folder, "big"));
    assert.equal(asset.sha256, digest(big));
    assert.equal(digest(asset.bytes()), asset.sha256);
    assert.equal(digest(await read(asset)), asset.sha256);
  });
});

test("fileAsset() writes a relative path as a relative reference", () =>
  inFolder({ "a b/ü#?%.txt": "x", "a:b": "y" }, async (folder) => {
    const path = relative(process.cwd(), folder);
    const asset = await fileAsset(join(path, "a b", "ü#?%.txt"));
    assert.ok(asset.uri.endsWith("/a%20b/%C3%BC%23%3F%25.txt"), asset.uri);
    assert.ok(!asset.uri.includes(":"));
    assert.equal(asset.name, "ü#?%.txt");
    assert.equal((await fileAsset("LICENSE")).uri, "LICENSE");
    assert.equal((await fileAsset("./LICENSE")).uri, "LICENSE");
    assert.equal((await fileAsset(join(path, "a:b"))).uri.split("/").at(-1), "a%3Ab");
  }));

test("fileAsset() says which file is missing", async () => {
  await assert.rejects(fileAsset("no/such/file"), {
    ...unreadable,
    message: 'Cannot read file "no/such/file": there is no such file',
  });
  await inFolder({ x: "" }, async (folder) => {
    await assert.rejects(fileAsset(join(folder, "x", "y")), unreadable);
  });
  const error = await fileAsset("no/such/file").catch((error) => error);
  assert.ok(error.cause instanceof Error);
  assert.deepEqual(error.details, { path: "no/such/file" });
});

test("fileAsset() refuses arguments that are wrong", async () => {
  for (const path of ["", "a\0b", "\ud800", 7, null, undefined, new URL("https://example.org/x")]) {
    await assert.rejects(fileAsset(path as string), TypeError);
  }
  await assert.rejects(
    fileAsset("LICENSE", { mediatype: "x/y" } as never),
    /did you mean "mediaType"/,
  );
  await assert.rejects(fileAsset("LICENSE", { links: "no" as never }), TypeError);
  await assert.rejects(fileAsset("LICENSE", { name: "" }), TypeError);
  await assert.rejects(fileAsset("LICENSE", { mediaType: "x" }), TypeError);
  const reason = new Error("enough");
  await assert.rejects(fileAsset("LICENSE", { signal: AbortSignal.abort(reason) }), reason);
});

test("fileAsset() stops while it reads when it is told to", () =>
  inFolder({ big: new Uint8Array(2 ** 22) }, async (folder) => {
    const stop = new AbortController();
    const reason = new Error("enough");
    let asked = 0;
    const ask = stop.signal.throwIfAborted.bind(stop.signal);
    stop.signal.throwIfAborted = () => {
      if (++asked === 3) stop.abort(reason);
      ask();
    };
    await assert.rejects(fileAsset(join(folder, "big"), { signal: stop.signal }), reason);
    assert.equal(asked, 3);
  }));

test(
  "fileAsset() refuses pipes and devices without waiting",
  oracle("mkfifo", hasPipes),
  () =>
    inFolder({ "d/x": "" }, async (folder) => {
      const made = spawnSync("mkfifo", [join(folder, "d", "pipe")]);
      assert.equal(made.status, 0);
      await assert.rejects(fileAsset(join(folder, "d", "pipe")), unreadable);
      await assert.rejects(fileAsset(join(folder, "d")), { ...unreadable, message: /pipe/ });
      await assert.rejects(fileAsset("/dev/zero"), { ...unreadable, message: /no regular file/ });
      await assert.rejects(fileAsset("/dev/null"), unreadable);
    }),
);

test("fileAsset() refuses what may not be read, instead of leaving it out", {
  skip: !posix || process.getuid?.() === 0 ? "root may read everything" : false,
}, () =>
  inFolder({ "d/x": "", "d/y": "", "e/y": "" }, async (folder) => {
    chmodSync(join(folder, "d", "x"), 0);
    chmodSync(join(folder, "e"), 0);
    const denied = { ...unreadable, message: /permission is denied/ };
    try {
      await assert.rejects(fileAsset(join(folder, "d", "x")), denied);
      await assert.rejects(fileAsset(join(folder, "d")), denied);
      await assert.rejects(fileAsset(join(folder, "e")), denied);
    } finally {
      chmodSync(join(folder, "e"), 0o700);
    }
  }));

/** A signal that is asked before each piece, and acts when the second piece is next. */
function atSecondPiece(act: () => void): AbortSignal {
  const { signal } = new AbortController();
  let asked = 0;
  signal.throwIfAborted = () => {
    if (++asked === 3) act();
  };
  return signal;
}

test("fileAsset() refuses a file that changes while it is read", () =>
  inFolder({ log: new Uint8Array(2 ** 22) }, async (folder) => {
    const path = join(folder, "log");
    const grow = atSecondPiece(() => appendFileSync(path, "more"));
    await assert.rejects(fileAsset(path, { signal: grow }), changed);
    const shrink = atSecondPiece(() => truncateSync(path, 2 ** 21));
    await assert.rejects(fileAsset(path, { signal: shrink }), changed);
    const rewrite = atSecondPiece(() => {
      const file = openSync(path, "r+");
      writeSync(file, "x", 0);
      closeSync(file);
      utimesSync(path, 1, 1);
    });
    await assert.rejects(fileAsset(path, { signal: rewrite }), {
      ...changed,
      message: /written to/,
    });
    const untouched = atSecondPiece(() => {});
    assert.equal((await fileAsset(path, { signal: untouched })).size, 2 ** 21);
  }));

test("fileAsset() fails where the file is another one later", () =>
  inFolder({ x: "abcdef" }, async (folder) => {
    const path = join(folder, "x");
    const asset = await fileAsset(path);
    appendFileSync(path, "g");
    assert.throws(() => asset.bytes(), { ...changed, message: /7 bytes and had 6/ });
    await assert.rejects(read(asset), changed);
    writeFileSync(path, "abcdeX");
    assert.throws(() => asset.bytes(), { ...changed, message: /SHA-256/ });
    await assert.rejects(read(asset), changed);
    const reader = asset.stream().getReader();
    await assert.rejects(reader.read(), changed, "the last piece never comes where it is wrong");
    rmSync(path);
    assert.throws(() => asset.bytes(), unreadable);
    await assert.rejects(read(asset), unreadable);
    if (hasPipes) {
      spawnSync("mkfifo", [path]);
      assert.throws(() => asset.bytes(), unreadable);
      await assert.rejects(read(asset), unreadable);
      rmSync(path);
    }
    writeFileSync(path + "2", "abcdef");
    renameSync(path + "2", path);
    assert.equal(new TextDecoder().decode(asset.bytes()), "abcdef");
  }));

test("fileAsset().stream() closes the file when it is left early", () =>
  inFolder({ x: new Uint8Array(2 ** 20) }, async (folder) => {
    const asset = await fileAsset(join(folder, "x"));
    for (let i = 0; i < 2000; i++) {
      const reader = asset.stream().getReader();
      assert.equal((await reader.read()).value?.length, 2 ** 16);
      await reader.cancel();
    }
  }));

/** Deno's parallel tests share one process; there the same is measured in one of its own. */
const own = "Deno" in globalThis ? "file_asset_deno_test.ts measures it" : false;

test("fileAsset() holds no file in memory: 300 MB read twice add less than 80 MB", {
  skip: own,
}, async () => {
  const grown = await memoryGrowth(300 * 2 ** 20);
  assert.ok(grown < 80 * 2 ** 20, `${grown} bytes`);
});

test("fileAsset() holds no file in memory: 2 GB read twice add less than 80 MB", {
  skip: own || (process.env.STEMMA_LONG === "1" ? false : "STEMMA_LONG=1 runs it"),
}, async () => {
  const grown = await memoryGrowth(2 ** 31);
  assert.ok(grown < 80 * 2 ** 20, `${grown} bytes`);
});
