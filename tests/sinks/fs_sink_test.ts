import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { lstat, mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import test from "node:test";
import { fsSink } from "../../lib/sinks/fs_sink.ts";
import { oracle } from "../oracle.ts";
import { conformSink } from "./conformance.ts";
import { refused } from "./harness.ts";
import { digestOf, fileOf, noise } from "./sink_files.ts";

const newFolder = () => mkdtempSync(join(tmpdir(), "stemma-sink-"));

for (const fsync of [true, false]) {
  const name = fsync ? "fsSink" : "fsSink(fsync: false)";
  conformSink(name, { replaces: true, has: true }, () => {
    const folder = newFolder();
    const root = join(folder, "made", "at first");
    return Promise.resolve({
      sink: fsSink(root, { fsync }),
      paths: () => Promise.resolve(filesBelow(root)),
      read: (path) => readFile(join(root, path)).catch(() => undefined),
      dispose: () => Promise.resolve(rmSync(folder, { recursive: true })),
    });
  });
}

test("`fsSink()` makes nothing before the first file", () => {
  const folder = newFolder();
  fsSink(join(folder, "new"));
  assert.deepEqual(readdirSync(folder), []);
  rmSync(folder, { recursive: true });
});

test("`fsSink()` refuses links below its folder", async () => {
  await inFolder(async (folder) => {
    const root = join(folder, "root");
    const outside = join(folder, "outside");
    await mkdir(join(root, "run"), { recursive: true });
    await mkdir(outside);
    await writeFile(join(outside, "victim"), "untouched");
    await symlink(outside, join(root, "run", "link"));
    await symlink(join(outside, "victim"), join(root, "run", "file"));
    await symlink(join(outside, "new"), join(root, "run", "dangling"));
    const sink = fsSink(root);
    for (
      const path of [
        "run/link/victim",
        "run/link/new/deep",
        "run/link",
        "run/file",
        "run/dangling",
        "run/dangling/deep",
      ]
    ) {
      // One sink each: a path that ran before may exclude the next one.
      const put = fsSink(root).put(fileOf(path, "overwritten"));
      await refused(put, "SINK_PATH", path);
      const { sha256 } = fileOf(path, "untouched");
      assert.equal(await sink.has(path, sha256), false);
    }
    assert.deepEqual(readdirSync(outside), ["victim"]);
    assert.equal(
      await readFile(join(outside, "victim"), "utf8"),
      "untouched",
    );
    assert.deepEqual(filesBelow(root), []);
  });
});

test("`fsSink()` takes a folder that is itself a link", async () => {
  await inFolder(async (folder) => {
    await mkdir(join(folder, "real"));
    await symlink(join(folder, "real"), join(folder, "link"));
    await fsSink(join(folder, "link")).put(fileOf("a/b", "content"));
    assert.equal(await readFile(join(folder, "real/a/b"), "utf8"), "content");
  });
});

test("`fsSink()` says that a folder has the file's name, or a file the folder's", async () => {
  await inFolder(async (folder) => {
    await mkdir(join(folder, "folder"));
    await writeFile(join(folder, "file"), "");
    const onFolder = fsSink(folder).put(fileOf("folder", "x"));
    const isFolder = await refused(onFolder, "SINK_IO", "folder");
    assert.match(isFolder.message, /a folder has its name/);
    assert.equal(isFolder.details.errno, "EISDIR");
    const inFile = fsSink(folder).put(fileOf("file/a", "x"));
    const isFile = await refused(inFile, "SINK_IO", "file/a");
    assert.match(isFile.message, /"file" is a file where a folder is needed/);
    assert.equal(isFile.details.errno, "ENOTDIR");
    const belowFile = fsSink(join(folder, "file")).put(fileOf("a", "x"));
    await refused(belowFile, "SINK_IO", "a");
    assert.deepEqual(filesBelow(folder), ["file"]);
  });
});

test("`fsSink()` replaces a file that others are reading", async () => {
  await inFolder(async (folder) => {
    const sink = fsSink(folder);
    await sink.put(fileOf("a", "first"));
    const before = await lstat(join(folder, "a"));
    await sink.put(fileOf("a", "second"));
    const after = await lstat(join(folder, "a"));
    assert.notEqual(before.ino, after.ino, "the old file is as it was");
  });
});

test("`fsSink()` checks its arguments", () => {
  assert.throws(() => fsSink(""), TypeError);
  assert.throws(() => fsSink(undefined as never), TypeError);
  assert.throws(() => fsSink("a", { fsnyc: true } as never), /"fsync"/);
});

// Root may write where the mode forbids it, and only root may mount: either way one of both works.
const isRoot = process.getuid?.() === 0;

test(
  "`fsSink()` leaves nothing where the disk is full",
  oracle("a mount for a full disk", canMount()),
  async () => {
    await onSmallDisk("size=2m", async (disk) => {
      const sink = fsSink(disk);
      await sink.put(fileOf("fits", noise(500_000)));
      const put = sink.put(fileOf("folder/too large", noise(5_000_000)));
      const error = await refused(put, "SINK_IO", "folder/too large");
      assert.equal(error.details.errno, "ENOSPC");
      assert.equal(error.retryable, true);
      assert.match(error.message, /the disk is full/);
      assert.deepEqual(filesBelow(disk), ["fits"]);
      const replaced = sink.put(fileOf("fits", noise(3_000_000, 3)));
      await refused(replaced, "SINK_IO", "fits");
      assert.equal(
        digestOf(await readFile(join(disk, "fits"))),
        digestOf(noise(500_000)),
      );
      await sink.put(fileOf("folder/too large", "fits now"));
    });
  },
);

test(
  "`fsSink()` says that a disk is read-only",
  oracle("a mount for a read-only disk", canMount()),
  async () => {
    await onSmallDisk("size=1m,ro", async (disk) => {
      const put = fsSink(disk).put(fileOf("folder/a", "x"));
      const error = await refused(put, "SINK_IO", "folder/a");
      assert.equal(error.details.errno, "EROFS");
      assert.equal(error.retryable, false);
      assert.match(error.message, /read-only/);
    });
  },
);

test(
  "`fsSink()` says that there is no permission",
  { skip: isRoot && "root may write anywhere" },
  async () => {
    await inFolder(async (folder) => {
      mkdirSync(join(folder, "closed"), { mode: 0o555 });
      const put = fsSink(folder).put(fileOf("closed/a", "x"));
      const error = await refused(put, "SINK_IO", "closed/a");
      assert.equal(error.details.errno, "EACCES");
      assert.deepEqual(filesBelow(folder), []);
    });
  },
);

test("`fsSink()` passes over what a crash left", async () => {
  await inFolder(async (folder) => {
    await writeFile(join(folder, ".stemma-1.tmp"), "half");
    await fsSink(folder).put(fileOf("a", "x"));
    assert.deepEqual((await readdir(folder)).toSorted(), [".stemma-1.tmp", "a"]);
  });
});

/** The files below a folder, links not followed, which `recursive` does on some runtimes. */
function filesBelow(folder: string, at = ""): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(join(folder, at), { withFileTypes: true }).flatMap(
    (entry) => {
      const path = at === "" ? entry.name : `${at}/${entry.name}`;
      if (entry.isDirectory()) return filesBelow(folder, path);
      return entry.isFile() ? [path] : [];
    },
  );
}

async function inFolder(check: (folder: string) => Promise<void>) {
  const folder = newFolder();
  try {
    await check(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function mount(options: string, disk: string): boolean {
  const type = ["-t", "tmpfs", "-o", options, "tmpfs", disk];
  return spawnSync("mount", type).status === 0;
}

function canMount(): boolean {
  if (!isRoot || process.platform !== "linux") return false;
  const disk = newFolder();
  const mounted = mount("size=64k", disk);
  if (mounted) spawnSync("umount", [disk]);
  rmSync(disk, { recursive: true });
  return mounted;
}

async function onSmallDisk(
  options: string,
  check: (disk: string) => Promise<void>,
) {
  await inFolder(async (folder) => {
    const disk = join(folder, "disk");
    await mkdir(disk);
    assert.ok(mount(options, disk));
    try {
      await check(disk);
    } finally {
      spawnSync("umount", [disk]);
    }
  });
}
