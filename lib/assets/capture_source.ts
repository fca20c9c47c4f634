import { isStemmaError } from "../base/errors.ts";
import { checkOptions, nameOf } from "../base/options.ts";
import type { SourceDescription } from "../run/descriptions.ts";
import { builtin } from "../disk/builtin.ts";
import { type _Git, _gitAt, type _Settings } from "./capture_git.ts";
import { _granted, _present } from "./capture_permission.ts";
import { type _SourceFile, _sourceFiles } from "./capture_source_files.ts";
import { _unreadable } from "./file_asset_error.ts";
import { _walkDirectory } from "./file_asset_walk.ts";
import { _readGitStatus, _splitNul } from "./git_status.ts";
import { _withoutCredentials } from "./remote_url.ts";

/** What is captured of the source code. */
export interface CaptureSourceOptions {
  /** The directory of the code: no file outside of it is read. @default {the working directory} */
  root?: string;
  /** Whether the files come along as assets: those that differ from the commit, or all.
   * @default {false} */
  files?: boolean | "changed";
  /** The largest file that is read, in bytes; of a larger one only the size is recorded.
   * @default {67108864} */
  maxSize?: number;
  /** How long git may take for one answer, in ms. @default {10000} */
  timeout?: number;
  /** Stops the capture. */
  signal?: AbortSignal;
}

/** Folders that hold no source code, where there is no git to say so. */
const PASSED_OVER: ReadonlySet<string> = new Set(
  [".git", ".hg", ".svn", "node_modules", "__pycache__", ".venv", ".cache"],
);

/** Describes the code in a directory: its commit, branch and remote, and the files that differ.
 *
 * Paths are relative to `root`, with `/`, sorted; each file has its size and SHA-256. With
 * `files: true` all files that git does not ignore are listed; without git, or outside of a
 * repository, they are listed by a walk that follows no link, and only where `files` asks.
 * `dirty` also tells of tracked files elsewhere in the repository. The remote is recorded without
 * credentials. Files that hold secrets by custom, such as `.env` and `id_rsa`, are listed by name
 * and size, never with digest or content. What cannot be had, or was not permitted, is absent;
 * under Deno git takes `--allow-run=git --allow-env --allow-read`. No program is run that the
 * repository names, and nothing in it is changed. Cost: reads each listed file once.
 *
 * @throws {TypeError} where an option is unknown or has the wrong type
 * @throws {AssetError} `ASSET_UNREADABLE` where `root` is no directory
 * @example
 * ```ts
 * import { captureSource } from "stemma/host";
 * import assert from "node:assert/strict";
 *
 * const source = await captureSource({ root: "." });
 * assert.ok(source.commit === undefined || /^[0-9a-f]{40,64}$/.test(source.commit));
 * ```
 */
export async function captureSource(options?: CaptureSourceOptions): Promise<SourceDescription> {
  const { root = ".", files = false, maxSize = 2 ** 26, timeout = 10_000, signal } = checked(
    options,
  );
  signal?.throwIfAborted();
  const top = builtin("node:path")?.resolve(root);
  if (top === undefined || !_granted({ name: "read", path: top })) return Object.freeze({});
  await refuseMissing(top, root);
  const asked = await _gitAt(top, { timeout, signal });
  const inside = asked === undefined
    ? undefined
    : await line(asked.git, "rev-parse", "--is-inside-work-tree");
  const read = (list: readonly _SourceFile[] | undefined) =>
    list && _sourceFiles(list, { root, top, maxSize, files, signal });
  if (asked === undefined || inside !== "true") {
    return Object.freeze({
      ...await read(files === false ? undefined : await walked(top, root, signal)),
    });
  }
  const { git, config } = asked;
  const commit = await line(git, "rev-parse", "--verify", "--quiet", "HEAD^{commit}");
  const branch = await line(git, "symbolic-ref", "--quiet", "--short", "HEAD");
  const changes = await changed(git);
  const list = changes && (files === true ? await withUnchanged(git, changes) : changes);
  const dirty = commit === undefined || changes === undefined
    ? undefined
    : changes.length > 0 || await dirtyElsewhere(git);
  return Object.freeze({
    ..._present({ commit, branch, remote: remoteOf(config, branch), dirty }),
    ...await read(list),
  });
}

async function line(git: _Git, ...args: string[]): Promise<string | undefined> {
  const answer = await git(...args);
  const text = answer && new TextDecoder().decode(answer).replace(/\r?\n$/, "");
  return text === "" ? undefined : text;
}

/** The files below the root that differ from the commit. */
async function changed(git: _Git): Promise<_SourceFile[] | undefined> {
  const prefix = await git("rev-parse", "--show-prefix");
  const answer = await git("status", "--porcelain=v1", "-z", "--untracked-files=all", "--", ".");
  if (prefix === undefined || answer === undefined) return undefined;
  const skipped = new TextDecoder().decode(prefix).replace(/\n$/, "");
  const found: _SourceFile[] = [];
  for (const { path, inCommit, tracked, onDisk } of _readGitStatus(answer)) {
    if (!path.startsWith(skipped) || (!inCommit && !onDisk)) continue;
    const status = !onDisk ? "deleted" : inCommit ? "modified" : tracked ? "added" : "untracked";
    found.push({ path: path.slice(skipped.length), status });
  }
  return found;
}

async function withUnchanged(git: _Git, changes: readonly _SourceFile[]) {
  const answer = await git("ls-files", "-z", "--", ".");
  const all = new Map<string, _SourceFile>(
    answer && _splitNul(answer).map((path) => [path, { path, status: "unchanged" }]),
  );
  for (const change of changes) all.set(change.path, change);
  return [...all.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

async function dirtyElsewhere(git: _Git): Promise<boolean> {
  const answer = await git("status", "--porcelain=v1", "-z", "--untracked-files=no");
  return answer !== undefined && answer.length > 0;
}

/** The remote that the branch follows, else `origin`, else the first by name. */
function remoteOf(config: _Settings, branch: string | undefined): string | undefined {
  const addresses = new Map<string, string>();
  let followed: string | undefined;
  for (const [name, value] of config) {
    const remote = /^remote\.(.*)\.url$/s.exec(name)?.[1];
    if (remote !== undefined && !addresses.has(remote)) addresses.set(remote, value);
    if (branch !== undefined && name === `branch.${branch}.remote`) followed = value;
  }
  const address = addresses.get(followed ?? "") ?? addresses.get("origin") ??
    addresses.get([...addresses.keys()].sort()[0]);
  return address === undefined || address === "" ? undefined : _withoutCredentials(address);
}

/** All files, where there is no git to tell; `undefined` where one folder cannot be listed: a part
 * would pass for the whole. */
async function walked(top: string, root: string, signal: AbortSignal | undefined) {
  try {
    const found = await _walkDirectory(top, root, {
      links: "skip",
      special: "skip",
      ignore: PASSED_OVER,
      signal,
    });
    return found.map(({ name }): _SourceFile => ({ path: name, status: "untracked" }));
  } catch (error) {
    if (isStemmaError(error)) return undefined;
    throw error;
  }
}

async function refuseMissing(top: string, root: string): Promise<void> {
  const stat = await builtin("node:fs")!.promises.stat(top).catch((error) => {
    throw _unreadable(root, error);
  });
  if (!stat.isDirectory()) throw _unreadable(root, "it is no directory");
}

function checked(options: CaptureSourceOptions | undefined): CaptureSourceOptions {
  checkOptions("captureSource", options, ["root", "files", "maxSize", "timeout", "signal"]);
  const { root, files, maxSize, timeout } = options ?? {};
  const refuse = (what: string, value: unknown) => {
    throw new TypeError(`Cannot call captureSource: ${what}, got ${nameOf(value)}`);
  };
  if (root !== undefined && (typeof root !== "string" || root === "" || root.includes("\0"))) {
    refuse("root must be a path", root);
  }
  if (files !== undefined && files !== "changed" && typeof files !== "boolean") {
    refuse('files must be true, false or "changed"', files);
  }
  for (const [name, value] of Object.entries({ maxSize, timeout })) {
    if (value === undefined) continue;
    if (typeof value !== "number" || !(value >= 0)) refuse(`${name} must be a number >= 0`, value);
  }
  return options ?? {};
}
