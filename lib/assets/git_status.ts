/** What git says of one path. */
export interface _GitEntry {
  /** From the top of the repository, with `/`; a repository inside it ends in `/` no more. */
  readonly path: string;
  /** Whether the commit has it. */
  readonly inCommit: boolean;
  /** Whether git knows it, by the commit or the index. */
  readonly tracked: boolean;
  /** Whether it should be on disk, as far as git says. */
  readonly onDisk: boolean;
}

/** Reads what `git status --porcelain=v1 -z` wrote: one entry a path, sorted by path.
 *
 * A rename is the old path gone and the new path there; a path that is deleted in the index and
 * there again on disk is one entry. Names that are not UTF-8 have U+FFFD where they are not.
 *
 * @throws {SyntaxError} where it is something else
 * @see git-status(1), "Porcelain Format Version 1" and "Pathname Format Notes and -z"
 */
export function _readGitStatus(bytes: Uint8Array): _GitEntry[] {
  const entries = new Map<string, _GitEntry>();
  const put = (path: string, inCommit: boolean, tracked: boolean, onDisk: boolean) => {
    const known = entries.get(path);
    entries.set(path, {
      path,
      inCommit: inCommit || known?.inCommit === true,
      tracked: tracked || known?.tracked === true,
      onDisk: onDisk || known?.onDisk === true,
    });
  };
  const fields = _splitNul(bytes);
  for (let i = 0; i < fields.length; i++) {
    const field = fields[i];
    const [index, disk] = field;
    if (!/^[ MTADRCU?!][ MTADRCU?!] ./s.test(field)) {
      throw new SyntaxError(`Cannot read git's status: "${field.slice(0, 60)}" is no entry`);
    }
    const path = field.slice(3).replace(/\/$/, "");
    const renamed = index === "R" || index === "C" || disk === "R" || disk === "C";
    if (renamed) {
      const old = fields[++i];
      if (old === undefined) throw new SyntaxError("Cannot read git's status: it ends too early");
      if (index === "R" || disk === "R") put(old, true, true, false);
    }
    if (index === "!") continue;
    const gone = disk === "D" || (index === "D" && disk === " ");
    put(path, index !== "A" && index !== "?" && !renamed, index !== "?", !gone);
  }
  return [...entries.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Splits what a command wrote with `-z` into texts. */
export function _splitNul(bytes: Uint8Array): string[] {
  const texts = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes).split("\0");
  if (texts.at(-1) === "") texts.pop();
  return texts;
}
