import { freePath, PathSet } from "../base/free_path.ts";
import { safeSegment } from "../base/path.ts";

/** Told of a name that could not stay: what it is of, what it became, and why. */
type Changed = (path: string, to: string, reason: string) => void;

/** Where the things of one run lie below its folder, and the tags that they have there.
 *
 * A name is given once, in order of asking, so a run that is sent in slices, or again after a
 * crash, gets the names of a run that is sent at once.
 */
export class _TensorboardNames {
  readonly #changed: Changed;
  readonly #folders = new Map<string, string>();
  readonly #paths = new PathSet();
  readonly #tags = new Set<string>();

  /** Makes an empty list. */
  constructor(changed: Changed) {
    this.#changed = changed;
  }

  /** The folder of a context, which TensorBoard takes for a run of its own; empty for the run
   * itself. */
  folder(context: string | undefined): string {
    if (context === undefined) return "";
    const known = this.#folders.get(context);
    if (known !== undefined) return known;
    const folder = freePath(safeSegment(context), this.#paths);
    this.#paths.add(folder);
    this.#folders.set(context, folder);
    if (folder !== context) {
      this.#changed(`contexts/${context}`, folder, "a disk does not take the name as it is");
    }
    return folder;
  }

  /** A tag that nothing else in the folder has. */
  tag(folder: string, name: string, path: string): string {
    const taken = (tag: string) => this.#tags.has(`${folder}/${tag}`);
    let tag = name;
    for (let count = 2; taken(tag); count++) tag = `${name} (${count})`;
    this.#tags.add(`${folder}/${tag}`);
    if (tag !== name) this.#changed(path, tag, `the tag ${JSON.stringify(name)} is taken`);
    return tag;
  }
}
