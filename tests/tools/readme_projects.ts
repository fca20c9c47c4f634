import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

/** One command of a project, as README.md has it. */
export interface ReadmeCommand {
  /** What is typed. */
  readonly line: string;
  /** What stands behind it as a comment: the last line that it prints, in which … is any text, or
   * the address where a server answers. Empty where nothing is said. */
  readonly says: string;
}

/** What README.md has a newcomer do in an empty folder. */
export interface ReadmeProject {
  readonly title: string;
  /** The files to be made, by their names. */
  readonly files: ReadonlyMap<string, string>;
  readonly commands: readonly ReadmeCommand[];
}

const CHAPTER = "In an empty folder";

/** The projects of README.md, word for word; the first one makes the package.
 *
 * A block of `sh` holds commands. Any other block is a file, whose name stands in the paragraph
 * before it.
 */
export function readmeProjects(): ReadmeProject[] {
  const chapter = readFileSync("README.md", "utf8").split(/^## /m)
    .find((text) => text.startsWith(`${CHAPTER}\n`));
  assert.ok(chapter !== undefined, `README.md has no "${CHAPTER}"`);
  return chapter.split(/^### /m).map(readProject);
}

function readProject(text: string): ReadmeProject {
  const files = new Map<string, string>();
  const commands: ReadmeCommand[] = [];
  for (const [, before, language, block] of text.matchAll(/([^]*?)^```(\w+).*\n([^]*?)^```$/gm)) {
    if (language === "sh") {
      for (const line of block.trim().split("\n")) {
        const [typed, says = ""] = line.split(/ +# /);
        commands.push({ line: typed, says });
      }
      continue;
    }
    const names = [...before.matchAll(/`([\w-]+\.[a-z]+)`/g)].map(([, name]) => name);
    assert.equal(names.length, 1, `README.md names no file, or several, before:\n${block}`);
    files.set(names[0], block);
  }
  return { title: text.slice(0, text.indexOf("\n")), files, commands };
}
