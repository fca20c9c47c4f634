import { execFileSync, spawnSync } from "node:child_process";
import { oracle } from "../oracle.ts";
import { inFolder } from "./temporary_folder.ts";

/** Options for tests that need git. */
export const withGit: { skip: false | string } = oracle(
  "git",
  spawnSync("git", ["--version"]).status === 0,
);

/** Runs git in a folder and gives what it printed. */
export type Git = (...args: string[]) => string;

/** A repository with one commit of the given files. */
export function inRepository(
  files: Record<string, string>,
  act: (folder: string, git: Git) => Promise<void>,
): Promise<void> {
  return inFolder(files, async (folder) => {
    const git = gitIn(folder);
    git("init", "--quiet", "--initial-branch=main");
    git("add", "--all");
    git("commit", "--quiet", "--allow-empty", "--message=first");
    await act(folder, git);
  });
}

/** Makes the function that runs git in a folder, as an author who signs nothing. */
export function gitIn(folder: string): Git {
  const who = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"];
  return (...args) =>
    execFileSync("git", ["-C", folder, ...who, ...args], { encoding: "utf8" }).trim();
}
