import { AssetError } from "../base/errors.ts";
import { builtin } from "../disk/builtin.ts";
import { _unreadable } from "./file_asset_error.ts";

/** What becomes of symbolic links inside a directory. */
export type LinkRule = "inside" | "skip" | "follow";

/** A regular file below a directory. */
export interface _FoundFile {
  /** Its path from the directory, with `/` between the parts. */
  readonly name: string;
  /** The path to open. */
  readonly path: string;
}

/** A directory on the way down; `above` leads back to the root. */
interface Folder {
  readonly name: string;
  readonly path: string;
  /** The path without any link in it. */
  readonly real: string;
  readonly above?: Folder;
}

/** How many directories are entered through links before it is taken for an attack: two links to
 * the next directory, thirty times, are a thousand million paths. */
const MAX_LINKED = 10_000;

/** Lists the regular files below a directory, sorted by name in UTF-16 code units.
 *
 * A link to a directory that the path is already in is left out, so circles end.
 *
 * @param shown how messages call the directory
 * @throws {AssetError} `ASSET_UNREADABLE` for what cannot be listed, special files, and links that
 * the rule refuses
 */
export async function _walkDirectory(
  root: string,
  shown: string,
  options: {
    links: LinkRule;
    /** What becomes of pipes, sockets and devices. */
    special: "refuse" | "skip";
    /** Names that are passed over at any depth. */
    ignore?: ReadonlySet<string>;
    signal?: AbortSignal;
  },
): Promise<_FoundFile[]> {
  const { links, special, ignore, signal } = options;
  const fs = builtin("node:fs")!.promises;
  const { sep } = builtin("node:path")!;
  const say = (name: string) => (name === "" ? shown : `${shown.replace(/\/+$/, "")}/${name}`);
  const found: _FoundFile[] = [];
  const open: Folder[] = [];
  let linked = 0;
  const base = await attempt(shown, () => fs.realpath(root));
  const inside = base.endsWith(sep) ? base : base + sep;
  open.push({ name: "", path: root, real: base });
  for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
    signal?.throwIfAborted();
    const here: Folder = folder;
    const entries = await attempt(
      say(here.name),
      () => fs.readdir(here.path, { withFileTypes: true }),
    );
    for (const entry of entries) {
      if (ignore?.has(entry.name)) continue;
      const name = here.name === "" ? entry.name : `${here.name}/${entry.name}`;
      const path = here.path.endsWith(sep) ? here.path + entry.name : here.path + sep + entry.name;
      const real = here.real.endsWith(sep) ? here.real + entry.name : here.real + sep + entry.name;
      if (entry.isFile()) found.push({ name, path });
      else if (entry.isDirectory()) open.push({ name, path, real, above: here });
      else await look(name, path, real, here);
    }
  }
  return found.sort((a, b) => (a.name < b.name ? -1 : 1));

  async function look(name: string, path: string, real: string, above: Folder): Promise<void> {
    const stat = await attempt(say(name), () => fs.lstat(path));
    if (!stat.isSymbolicLink()) return add(stat, name, path, real, above);
    if (links === "skip") return;
    const target = await attempt(say(name), () => fs.realpath(path));
    if (links === "inside" && target !== base && !target.startsWith(inside)) {
      throw _unreadable(
        say(name),
        `it is a link that leaves the directory "${shown}"; links: "skip" leaves such links ` +
          `out, links: "follow" takes them in`,
      );
    }
    const meant = await attempt(say(name), () => fs.stat(target));
    if (meant.isDirectory()) {
      for (let at: Folder | undefined = above; at !== undefined; at = at.above) {
        if (at.real === target) return;
      }
      if (++linked > MAX_LINKED) {
        throw _unreadable(shown, `more than ${MAX_LINKED} links between its directories`);
      }
    }
    add(meant, name, target, target, above);
  }

  function add(
    stat: { isFile(): boolean; isDirectory(): boolean },
    name: string,
    path: string,
    real: string,
    above: Folder,
  ): void {
    if (stat.isFile()) found.push({ name, path });
    else if (stat.isDirectory()) open.push({ name, path, real, above });
    else if (special === "refuse") throw _unreadable(say(name), "it is no regular file");
  }
}

async function attempt<Result>(shown: string, act: () => Promise<Result>): Promise<Result> {
  try {
    return await act();
  } catch (error) {
    throw error instanceof AssetError ? error : _unreadable(shown, error);
  }
}
