import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  appendFileSync,
  chmodSync,
  existsSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import process from "node:process";
import test from "node:test";
import { captureSource } from "stemma/host";
import { captureUnder } from "./capture_under.ts";
import { inRepository, withGit } from "./repository.ts";
import { inFolder } from "./temporary_folder.ts";

const notPosix = process.platform === "win32" ? "Windows has no such names and links" : false;
const short = (source: Awaited<ReturnType<typeof captureSource>>) =>
  source.files?.map(({ path, status, sha256 }) => `${status} ${path}${sha256 ? " #" : ""}`);

test(
  "captureSource() takes the remote that the branch follows",
  withGit,
  () =>
    inRepository({}, async (root, git) => {
      assert.equal((await captureSource({ root })).remote, undefined);
      git("remote", "add", "zeta", "git@example.org:z.git");
      git("remote", "add", "alpha", "ssh://git:hidden@example.org/alpha.git");
      assert.equal((await captureSource({ root })).remote, "ssh://git@example.org/alpha.git");
      git("config", "branch.main.remote", "zeta");
      assert.equal((await captureSource({ root })).remote, "git@example.org:z.git");
    }),
);

test(
  "captureSource() runs nothing that the repository names",
  { skip: withGit.skip || notPosix },
  () =>
    inRepository(
      { "a.dat": "aaaa", ".gitattributes": "*.dat filter=evil.x=y\n" },
      async (root, git) => {
        const mark = join(root, ".git", "was-run");
        const script = join(root, ".git", "run.sh");
        writeFileSync(script, `#!/bin/sh\necho "$0" >> '${mark}'\ncat\n`);
        chmodSync(script, 0o755);
        for (const key of ["clean", "smudge", "process"]) {
          git("config", `filter.evil.x=y.${key}`, script);
        }
        git("config", "filter.evil.x=y.required", "true");
        for (const key of ["core.fsmonitor", "diff.external", "core.sshCommand", "core.pager"]) {
          git("config", key, script);
        }
        git("config", "core.hooksPath", join(root, ".git"));
        symlinkSync("run.sh", join(root, ".git", "post-index-change"));
        utimesSync(join(root, "a.dat"), 1, 1);
        rmSync(mark, { force: true });
        const source = await captureSource({ root, files: true });
        assert.equal(source.dirty, false);
        assert.equal(existsSync(mark), false);
        // The same question without the care taken does run it, so the trap is a real one.
        spawnSync("git", ["-C", root, "status", "--porcelain"]);
        assert.equal(existsSync(mark), true);
      },
    ),
);

test(
  "captureSource() is not led to another repository by the environment",
  withGit,
  () =>
    inRepository({ a: "a" }, (other) =>
      inRepository({ b: "b" }, async (root, git) => {
        const source = await captureUnder({
          GIT_DIR: join(other, ".git"),
          GIT_WORK_TREE: other,
          GIT_INDEX_FILE: join(other, ".git", "index"),
        }, { root });
        assert.equal(source.commit, git("rev-parse", "HEAD"));
        assert.deepEqual(source.files, []);
      })),
);

test(
  "captureSource() is not led out of the root by a repository's work tree",
  withGit,
  () =>
    inRepository({ a: "a" }, async (root, git) => {
      await inFolder({ "outside.txt": "hidden" }, async (outside) => {
        git("config", "core.worktree", outside);
        const source = await captureSource({ root, files: true });
        assert.ok(!JSON.stringify(source).includes("outside.txt"), JSON.stringify(source));
      });
    }),
);

test(
  "captureSource() sees changes inside of a submodule",
  withGit,
  () =>
    inRepository({ "a.ts": "a" }, (other) =>
      inRepository({ b: "b" }, async (root, git) => {
        git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", other, "sub");
        git("commit", "--quiet", "--message=sub");
        assert.equal((await captureSource({ root })).dirty, false);
        appendFileSync(join(root, "sub", "a.ts"), "more");
        const source = await captureSource({ root });
        assert.deepEqual(short(source), ["modified sub"]);
      })),
);

test("captureSource() leaves out what git would tell where there is no git", () =>
  inFolder({ "a.ts": "a", ".git/HEAD": "ref: refs/heads/main\n" }, async (root) => {
    const env = { PATH: join(root, "nothing") };
    assert.deepEqual(await captureUnder(env, { root }), {});
    assert.deepEqual(short(await captureUnder(env, { root, files: true })), ["untracked a.ts #"]);
  }));

test(
  "captureSource() does not wait for a git that hangs",
  { skip: notPosix },
  () =>
    inFolder({ "bin/git": "#!/bin/sh\nexec sleep 60\n" }, async (root) => {
      chmodSync(join(root, "bin/git"), 0o755);
      const start = performance.now();
      const env = { PATH: `${join(root, "bin")}:${process.env.PATH}` };
      assert.deepEqual(await captureUnder(env, { root, timeout: 200 }), {});
      assert.ok(performance.now() - start < 8000);
    }),
);
