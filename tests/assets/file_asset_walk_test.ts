import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import test from "node:test";
import { pathToFileURL } from "node:url";
import { fileAsset, fileAssets } from "stemma/fs";
import type { Asset } from "../../lib/run/descriptions.ts";
import { inFolder } from "./temporary_folder.ts";

const digest = (text: string) => createHash("sha256").update(text).digest("hex");
const unreadable = { name: "AssetError", code: "ASSET_UNREADABLE" };
const notPosix = process.platform === "win32" ? "Windows has no such names and links" : false;

test("fileAsset() gives one asset for each file in a directory, nested, sorted", () =>
  inFolder(
    { "b.txt": "b", "a/c.txt": "c", "a.txt": "a", "a/b/d.txt": "d", "é/😀.txt": "e" },
    async (folder) => {
      const list = await fileAsset<Asset[]>(folder);
      assert.deepEqual(list.map(({ name }) => name), [
        "a.txt",
        "a/b/d.txt",
        "a/c.txt",
        "b.txt",
        "é/😀.txt",
      ]);
      assert.equal(list[1].sha256, digest("d"));
      assert.equal(list[1].uri, pathToFileURL(join(folder, "a/b/d.txt")).href);
      const typed: Asset[] = await fileAsset(folder, { name: "set/" });
      assert.equal(typed[0].name, "set/a.txt");
      assert.deepEqual(
        (await fileAssets(folder)).map(({ sha256 }) => sha256),
        list.map(({ sha256 }) => sha256),
      );
      assert.equal((await fileAssets(join(folder, "b.txt")))[0].name, "b.txt");
      rmSync(join(folder, "a"), { recursive: true });
      await inFolder({}, async (empty) => assert.deepEqual(await fileAssets(empty), []));
    },
  ));

test(
  "fileAsset() follows links that stay inside and ends in circles",
  { skip: notPosix },
  () =>
    inFolder({ "set/a.txt": "a", "set/sub/b.txt": "b" }, async (folder) => {
      const set = join(folder, "set");
      symlinkSync("a.txt", join(set, "latest"));
      symlinkSync("..", join(set, "sub", "up"));
      symlinkSync("sub", join(set, "again"));
      symlinkSync(set, join(folder, "link"));
      const names = ["a.txt", "again/b.txt", "latest", "sub/b.txt"];
      assert.deepEqual((await fileAssets(set)).map(({ name }) => name), names);
      assert.deepEqual((await fileAssets(join(folder, "link"))).map(({ name }) => name), names);
      assert.deepEqual(
        (await fileAssets(set, { links: "skip" })).map(({ name }) => name),
        ["a.txt", "sub/b.txt"],
      );
      const latest = await fileAsset(join(set, "latest"));
      assert.equal(latest.name, "latest");
      assert.equal(latest.sha256, digest("a"));
    }),
);

test("fileAsset() refuses links that leave the directory, unless it is told to follow", {
  skip: notPosix,
}, () =>
  inFolder({ "set/a.txt": "a", "secret.txt": "s", "setting/x": "x" }, async (folder) => {
    const set = join(folder, "set");
    symlinkSync("../secret.txt", join(set, "out"));
    await assert.rejects(fileAssets(set), { ...unreadable, message: /set\/out.*leaves/ });
    assert.deepEqual((await fileAssets(set, { links: "skip" })).map(({ name }) => name), ["a.txt"]);
    const followed = await fileAssets(set, { links: "follow" });
    assert.deepEqual(followed.map(({ name }) => name), ["a.txt", "out"]);
    assert.equal(followed[1].sha256, digest("s"));
    rmSync(join(set, "out"));
    symlinkSync("../setting", join(set, "out"));
    await assert.rejects(fileAssets(set), unreadable);
    rmSync(join(set, "out"));
    symlinkSync("nowhere", join(set, "out"));
    await assert.rejects(fileAssets(set), { ...unreadable, message: /set\/out.*no such file/ });
    rmSync(join(set, "out"));
    symlinkSync("out", join(set, "out"));
    await assert.rejects(fileAssets(set), unreadable);
  }));

test(
  "fileAsset() ends where links multiply",
  { skip: notPosix },
  () =>
    inFolder({}, async (folder) => {
      const files: Record<string, string> = {};
      for (let i = 0; i <= 24; i++) files[`${i}/x`] = "";
      await inFolder(files, async (root) => {
        for (let i = 0; i < 24; i++) {
          symlinkSync(`../${i + 1}`, join(root, String(i), "l"));
          symlinkSync(`../${i + 1}`, join(root, String(i), "r"));
        }
        await assert.rejects(fileAssets(root), { ...unreadable, message: /more than 10000 links/ });
      });
      assert.deepEqual(await fileAssets(folder), []);
    }),
);

test("fileAsset() takes hostile names for what they are", { skip: notPosix }, () => {
  const names = [
    "__proto__",
    "constructor",
    "a\nb",
    "-rf",
    "%2e%2e",
    "a\\b",
    "...",
    " ",
    "ü\u0308",
  ];
  return inFolder(Object.fromEntries(names.map((name) => [`d/${name}`, name])), async (folder) => {
    const list = await fileAssets(join(folder, "d"));
    assert.deepEqual(list.map(({ name }) => name), names.toSorted());
    for (const { name, sha256, uri } of list) {
      assert.equal(sha256, digest(name));
      assert.ok(!/[\s\\]/.test(uri), uri);
      assert.equal((await fileAsset(new URL(uri))).sha256, sha256);
    }
  });
});

test("fileAsset() refuses a name that is not UTF-8", {
  skip: process.platform !== "linux",
}, () =>
  inFolder({ "d/x": "" }, async (folder) => {
    const made = spawnSync("sh", ["-c", `printf x > "$(printf 'bad\\377')"`], {
      cwd: join(folder, "d"),
    });
    assert.equal(made.status, 0);
    await assert.rejects(fileAssets(join(folder, "d")), unreadable);
  }));

test("fileAssets() takes 10,000 small files", () =>
  inFolder(
    Object.fromEntries(
      Array.from({ length: 10_000 }, (_, i) => [`d${i % 100}/${i}.txt`, String(i)]),
    ),
    async (folder) => {
      const list = await fileAssets(folder);
      assert.equal(list.length, 10_000);
      assert.equal(list[1].name, "d0/100.txt");
      assert.equal(list[1].sha256, digest("100"));
    },
  ));
