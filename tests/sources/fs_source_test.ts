import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";
import test from "node:test";
import { fsSource } from "../../lib/sources/fs_source.ts";
import { hasPipes } from "../assets/pipes.ts";
import { conformSource, readAll, refused } from "./conformance.ts";

async function folderOf(files: ReadonlyMap<string, Uint8Array>) {
  const folder = await mkdtemp(join(tmpdir(), "stemma-source-"));
  for (const [path, bytes] of files) {
    await mkdir(join(folder, dirname(path)), { recursive: true });
    await writeFile(join(folder, path), bytes);
  }
  return { folder, dispose: () => rm(folder, { recursive: true }) };
}

conformSource("fsSource", { lists: true }, async (files) => {
  const { folder, dispose } = await folderOf(files);
  return { source: fsSource(folder), dispose };
});

const isWindows = process.platform === "win32";

test("`fsSource()` follows a link that stays in the folder and refuses one that leads out", {
  skip: isWindows && "links need a permission there",
}, async () => {
  const { folder, dispose } = await folderOf(new Map([["a/b", Uint8Array.of(1)]]));
  const outside = await folderOf(new Map([["secret", Uint8Array.of(2)]]));
  try {
    await symlink("a/b", join(folder, "inner"));
    await symlink(outside.folder, join(folder, "out"));
    await symlink(join(outside.folder, "secret"), join(folder, "secret"));
    await symlink("circle", join(folder, "circle"));
    const source = fsSource(folder);
    assert.deepEqual(await readAll(source, "inner"), Uint8Array.of(1));
    await refused(source.get("out/secret"), "SINK_PATH", "out/secret");
    await refused(source.get("secret"), "SINK_PATH", "secret");
    await refused(source.get("circle"), "SINK_IO", "circle");
    const listed: string[] = [];
    for await (const { path } of source.list!("")) listed.push(path);
    assert.deepEqual(listed, ["a/b"]);
  } finally {
    await dispose();
    await outside.dispose();
  }
});

test("`fsSource()` refuses a pipe at once", { skip: !hasPipes && "no mkfifo here" }, async () => {
  const { folder, dispose } = await folderOf(new Map());
  execFileSync("mkfifo", [join(folder, "pipe")]);
  const error = await refused(fsSource(folder).get("pipe"), "SINK_IO", "pipe");
  assert.match(error.message, /no regular file/);
  await dispose();
});

test("`fsSource()` tells what the system says of a file that cannot be read", {
  skip: (isWindows || process.getuid?.() === 0) && "whoever runs this may read everything",
}, async () => {
  const { folder, dispose } = await folderOf(new Map([["a", Uint8Array.of(1)]]));
  await chmod(join(folder, "a"), 0);
  const error = await refused(fsSource(folder).get("a"), "SINK_IO", "a");
  assert.equal(error.details.errno, "EACCES");
  await dispose();
});

test("`fsSource()` of a folder that is missing holds nothing", async () => {
  const source = fsSource(join(tmpdir(), "stemma-none"));
  assert.equal(await source.get("a"), undefined);
  for await (const { path } of source.list!("")) assert.fail(path);
});

test("`fsSource()` refuses what is no path", () => {
  for (const directory of ["", undefined, 7]) {
    assert.throws(() => fsSource(directory as never), /directory must be a string/);
  }
});
