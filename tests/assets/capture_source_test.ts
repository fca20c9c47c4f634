import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, renameSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import test from "node:test";
import { captureSource } from "stemma/host";
import { gitIn, inRepository, withGit } from "./repository.ts";
import { inFolder } from "./temporary_folder.ts";

const digest = (text: string) => createHash("sha256").update(text).digest("hex");
const posix = process.platform !== "win32";
const notPosix = process.platform === "win32" ? "Windows has no such names and links" : false;

const short = (source: Awaited<ReturnType<typeof captureSource>>) =>
  source.files?.map(({ path, status, sha256 }) => `${status} ${path}${sha256 ? " #" : ""}`);

test(
  "captureSource() tells commit, branch, remote and that nothing differs",
  withGit,
  () =>
    inRepository({ "train.ts": "1", "lib/model.ts": "2" }, async (root, git) => {
      git("remote", "add", "origin", "https://user:hidden@example.org/a/b.git");
      const source = await captureSource({ root });
      assert.deepEqual(source, {
        commit: git("rev-parse", "HEAD"),
        branch: "main",
        remote: "https://example.org/a/b.git",
        dirty: false,
        files: [],
      });
      assert.ok(Object.isFrozen(source));
    }),
);

test("captureSource() lists what differs, with size and digest", withGit, () =>
  inRepository(
    {
      "a.ts": "a",
      "b.ts": "b",
      "c.ts": "c",
      "d.ts": "long enough to be seen as renamed\n",
      "e.ts": "e",
    },
    async (root, git) => {
      writeFileSync(join(root, "a.ts"), "changed");
      rmSync(join(root, "b.ts"));
      renameSync(join(root, "d.ts"), join(root, "renamed.ts"));
      writeFileSync(join(root, "new file.ts"), "new");
      writeFileSync(join(root, "staged.ts"), "staged");
      git("add", "d.ts", "renamed.ts", "staged.ts");
      git("rm", "--quiet", "--cached", "e.ts");
      const source = await captureSource({ root });
      assert.equal(source.dirty, true);
      assert.equal(source.assets, undefined);
      assert.deepEqual(short(source), [
        "modified a.ts #",
        "deleted b.ts",
        "deleted d.ts",
        "modified e.ts #",
        "untracked new file.ts #",
        "added renamed.ts #",
        "added staged.ts #",
      ]);
      const { path, sha256, size } = source.files![0];
      assert.deepEqual({ path, sha256, size }, {
        path: "a.ts",
        sha256: digest("changed"),
        size: 7,
      });
    },
  ));

test("captureSource() brings the files along that are asked for", withGit, () =>
  inRepository(
    { "a.ts": "a", "sub/b.ts": "b", ".gitignore": "ignored\n" },
    async (root) => {
      writeFileSync(join(root, "sub/b.ts"), "changed");
      writeFileSync(join(root, "ignored"), "x");
      const some = await captureSource({ root, files: "changed" });
      assert.deepEqual(some.assets?.map(({ name }) => name), ["sub/b.ts"]);
      assert.equal(new TextDecoder().decode(some.assets?.[0].bytes?.()), "changed");
      assert.equal(some.assets?.[0].mediaType, "text/typescript");
      const all = await captureSource({ root, files: true });
      assert.deepEqual(short(all), [
        "unchanged .gitignore #",
        "unchanged a.ts #",
        "modified sub/b.ts #",
      ]);
      assert.deepEqual(all.assets?.map(({ name }) => name), [".gitignore", "a.ts", "sub/b.ts"]);
    },
  ));

test(
  "captureSource() never reads outside of its root, yet tells that the rest differs",
  withGit,
  () =>
    inRepository({ "a.ts": "a", "part/b.ts": "b", "part/deep/c.ts": "c" }, async (folder) => {
      const root = join(folder, "part");
      assert.equal((await captureSource({ root })).dirty, false);
      writeFileSync(join(folder, "a.ts"), "changed");
      const source = await captureSource({ root });
      assert.equal(source.dirty, true);
      assert.deepEqual(source.files, []);
      writeFileSync(join(root, "deep/c.ts"), "changed");
      assert.deepEqual(short(await captureSource({ root, files: true })), [
        "unchanged b.ts #",
        "modified deep/c.ts #",
      ]);
    }),
);

test("captureSource() takes names that are hostile", { skip: withGit.skip || notPosix }, () => {
  const names = ["-rf", "a\nb", '"q"', "ü", "a -> b", ":(top)x", "__proto__", "a\tb", "*"];
  return inRepository({ x: "" }, async (folder) => {
    const root = join(folder, ":(glob)\n*");
    mkdirSync(root);
    for (const name of names) writeFileSync(join(root, name), name);
    const source = await captureSource({ root, files: "changed" });
    assert.deepEqual(source.files?.map(({ path }) => path), names.toSorted());
    for (const { path, sha256 } of source.files!) assert.equal(sha256, digest(path));
    assert.equal(source.assets?.length, names.length);
  });
});

test(
  "captureSource() knows repositories without a commit, and heads without a branch",
  withGit,
  () =>
    inFolder({ "a.ts": "a", "b.ts": "b" }, async (root) => {
      const git = gitIn(root);
      git("init", "--quiet", "--initial-branch=first");
      git("add", "a.ts");
      const fresh = await captureSource({ root });
      assert.deepEqual(Object.keys(fresh), ["branch", "files"]);
      assert.equal(fresh.branch, "first");
      assert.deepEqual(short(fresh), ["added a.ts #", "untracked b.ts #"]);
      git("commit", "--quiet", "--message=first");
      git("checkout", "--quiet", "--detach");
      const detached = await captureSource({ root });
      assert.equal(detached.branch, undefined);
      assert.equal(detached.commit, git("rev-parse", "HEAD"));
    }),
);

test("captureSource() gives no digest and no content of secrets, links and large files", {
  skip: withGit.skip || notPosix,
}, () =>
  inRepository({ "a.ts": "a" }, async (root, git) => {
    writeFileSync(join(root, ".env"), "KEY=hidden");
    writeFileSync(join(root, "big.bin"), "");
    truncateSync(join(root, "big.bin"), 2 ** 26 + 1);
    symlinkSync("/etc/hostname", join(root, "link"));
    execFileSync("mkfifo", [join(root, "pipe")]);
    execFileSync("git", ["init", "--quiet", join(root, "inner")]);
    writeFileSync(join(root, "inner", "x"), "x");
    git("config", "status.showUntrackedFiles", "no");
    const source = await captureSource({ root, files: "changed" });
    assert.deepEqual(short(source)?.filter((line) => !line.includes("pipe")), [
      "untracked .env",
      "untracked big.bin",
      "untracked inner",
      "untracked link",
    ]);
    assert.deepEqual(source.files?.map(({ size }) => size).filter((size) => size), [
      10,
      2 ** 26 + 1,
    ]);
    assert.deepEqual(source.assets, []);
    const larger = await captureSource({ root, files: "changed", maxSize: Infinity });
    assert.deepEqual(larger.assets?.map(({ name }) => name), ["big.bin"]);
  }));

test("captureSource() lists files by a walk where there is no repository", () =>
  inFolder(
    { "a.ts": "a", "b/c.ts": "c", "node_modules/x/y.js": "y", ".env": "A=1" },
    async (root) => {
      if (posix) symlinkSync("/etc/hostname", join(root, "link"));
      assert.deepEqual(await captureSource({ root }), {});
      const source = await captureSource({ root, files: true });
      assert.deepEqual(Object.keys(source), ["files", "assets"]);
      assert.deepEqual(short(source), ["untracked .env", "untracked a.ts #", "untracked b/c.ts #"]);
      assert.deepEqual(source.assets?.map(({ name }) => name), ["a.ts", "b/c.ts"]);
    },
  ));

test(
  "captureSource() stops when it is told to",
  withGit,
  () =>
    inRepository({ a: "a" }, async (root) => {
      const stop = new AbortController();
      const reason = new Error("enough");
      const capture = captureSource({ root, signal: stop.signal });
      stop.abort(reason);
      await assert.rejects(capture, reason);
    }),
);

test("captureSource() refuses roots and options that are wrong", async () => {
  const refused = (options: unknown) =>
    assert.rejects(captureSource(options as never), { name: "TypeError" });
  await refused({ rot: "." });
  await refused({ root: "" });
  await refused({ root: 7 });
  await refused({ root: "a\0b" });
  await refused({ files: "all" });
  await refused({ maxSize: -1 });
  await refused({ timeout: "1" });
  const unreadable = { name: "AssetError", code: "ASSET_UNREADABLE" };
  await assert.rejects(captureSource({ root: "no/such/folder" }), unreadable);
  await assert.rejects(captureSource({ root: "LICENSE" }), unreadable);
  await assert.rejects(captureSource({ signal: AbortSignal.abort(new Error("enough")) }), /enough/);
});
