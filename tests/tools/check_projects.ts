// Whether a newcomer who follows README.md in an empty folder gets what it says: each project's files
// and commands are taken from there word for word and given to the real runtimes.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, delimiter, dirname, join, resolve } from "node:path";
import process from "node:process";
import { needsChromium } from "../servers/chromium.ts";
import { startProcess } from "../servers/server_process.ts";
import { checkAllInPage, checkFirstPage } from "./check_page.ts";
import { type ReadmeProject, readmeProjects } from "./readme_projects.ts";

/** A check: its name and what it does. */
export type ProjectCheck = readonly [name: string, run: () => unknown];

/** The projects that are run by a program of that name. */
const titles: Readonly<Record<string, string>> = {
  node: "On Node",
  bun: "On Bun",
  deno: "On Deno",
};

/** What an address that a server prints looks like. */
const ADDRESS = /https?:\/\/(?:localhost|127\.0\.0\.1):\d+/;

/** What bundlers say where a user would have to set something, or where something is left out. */
const COMPLAINT = /\bwarning\b|externalized|could not|unresolved|^\(!\)/im;

/** Vite's remark on Graphviz, which README.md explains. */
const REMARK = /^\(!\) Some chunks are larger than 500 kB[^]*?chunkSizeWarningLimit\.$/m;

/** The checks of README.md's projects: on each program given, in a Worker, and, where there is a
 * Chromium, in a page.
 *
 * @param tarball the packed package
 */
export function projectChecks(tarball: string, programs: readonly string[]): ProjectCheck[] {
  const [making, ...projects] = readmeProjects();
  const find = (title: string) => {
    const found = projects.find((project) => project.title === title);
    assert.ok(found !== undefined, `README.md has no "${title}"`);
    return found;
  };
  const followed = (title: string, program?: string): ProjectCheck => [
    `README.md, "${title}" ${program ?? ""}`.trim(),
    () => follow(find(title), tarball, program),
  ];
  const page = "In a page with Vite";
  return [
    ["README.md makes the package", () => make(making, tarball)],
    ...programs.map((program) => followed(titles[basename(program)], program)),
    followed("In a Worker"),
    ...needsChromium.skip === false
      ? [
        followed(page),
        ["every entry in a page", () => checkEveryEntry(find(page), tarball)] as const,
      ]
      : [],
  ];
}

/** What a server of a project has to answer. */
const answers: Readonly<Record<string, (url: string) => Promise<void>>> = {
  async "In a Worker"(url) {
    const answer = await fetch(`${url}/asked`);
    assert.equal(answer.headers.get("content-type"), "image/svg+xml");
    const svg = await answer.text();
    for (const part of [/^<svg/, /\/asked/, /length = 6/, /<\/svg>\s*$/]) assert.match(svg, part);
  },
  "In a page with Vite": checkFirstPage,
};

/** Makes the package as README.md does; it is the one that was packed. */
function make({ commands: [{ line }] }: ReadmeProject, tarball: string): void {
  const made = basename(tarball);
  try {
    run(line, ".");
    assert.ok(readFileSync(made).equals(readFileSync(tarball)));
  } finally {
    rmSync(made, { force: true });
  }
}

async function follow(project: ReadmeProject, tarball: string, program?: string): Promise<void> {
  await inFolder(project, tarball, async (folder) => {
    for (const { line, says } of project.commands) {
      if (ADDRESS.test(says)) await serve(line, folder, answers[project.title]);
      else checkPrinted(run(line, folder, program), says);
    }
    if (program !== undefined) checkSaved(folder, basename(program));
  });
}

/** Makes an empty folder with the package and a project's files, and removes it. */
async function inFolder(
  { files }: ReadmeProject,
  tarball: string,
  use: (folder: string) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "stemma-project-"));
  try {
    cpSync(tarball, join(folder, basename(tarball)));
    for (const [name, text] of files) writeFileSync(join(folder, name), text);
    await use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function run(line: string, cwd: string, program?: string): string {
  const first = program?.includes("/") ? [dirname(resolve(program))] : [];
  const PATH = [...first, process.env.PATH ?? ""].join(delimiter);
  return execFileSync("sh", ["-c", line], {
    cwd,
    env: { ...process.env, PATH },
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });
}

function checkPrinted(printed: string, says: string): void {
  if (says === "") return;
  const pattern = says.split("…").map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  assert.match(printed.trim().split("\n").at(-1)!, new RegExp(`^${pattern.join(".+")}$`));
}

/** Whether a run was saved that tells of its runtime, with its picture. */
function checkSaved(folder: string, runtime: string): void {
  const runs = join(folder, "runs/first");
  const [id, ...others] = readdirSync(runs);
  assert.deepEqual(others, []);
  const file = (name: string) => readFileSync(join(runs, id, name), "utf8");
  assert.match(file("prov.svg"), new RegExp(`^<svg[^]*loss = [^]*${runtime} \\d[^]*</svg>\\s*$`));
  assert.match(file("prov.json"), new RegExp(`"${runtime} \\d`));
  assert.ok(JSON.parse(file("manifest.json")).files.length > 3);
}

/** Starts a server by a command, waits for the address that it prints, and asks it. */
async function serve(
  line: string,
  folder: string,
  ask: (url: string) => Promise<void>,
): Promise<void> {
  let said = "";
  const { kill } = await startProcess({
    command: ["sh", "-c", line],
    folder,
    env: { NO_COLOR: "1", WRANGLER_SEND_METRICS: "false" },
    ready(printed) {
      said = printed;
      return Promise.resolve(ADDRESS.test(said));
    },
  });
  try {
    assert.doesNotMatch(said.replace(REMARK, ""), COMPLAINT);
    await ask(ADDRESS.exec(said)![0]);
  } finally {
    await kill();
  }
}

/** The page of README.md, but with a script that imports everything there is. */
async function checkEveryEntry(project: ReadmeProject, tarball: string): Promise<void> {
  await inFolder(project, tarball, async (folder) => {
    const { files, check } = checkAllInPage();
    for (const [name, text] of files) writeFileSync(join(folder, name), text);
    for (const { line, says } of project.commands) {
      if (ADDRESS.test(says)) await serve(line, folder, check);
      else run(line, folder);
    }
  });
}
