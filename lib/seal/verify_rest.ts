import type { Manifest } from "./manifest.ts";
import type { ReadFolder } from "./read_folder.ts";
import type { Report, VerifyCoverage } from "./verify_finding.ts";

/** What names every file of a folder. */
export interface Listing {
  /** Its own name, such as `manifest.json`. */
  readonly by: string;
  readonly paths: ReadonlySet<string>;
  /** Whether it need not name a file. */
  passes(path: string): boolean;
}

/** What lies in a run's folder beside its files, and why. */
const LEFT: readonly (readonly [name: RegExp, reason: string])[] = [
  [/^run\.lock(\.takeover)?$/, "a journal writes here, or was killed"],
  [/^run\.log\.damaged-\d+$/, "a damaged log, set aside by the journal that began anew"],
  [/^fork\.json$/, "it names the run that this one is a fork of, which lies elsewhere"],
  [/(^|\/)\.stemma-[^/]*\.tmp$/, "left by a writer that was stopped; it may be deleted"],
];

/** What a manifest lists: all but itself, the seal around it, and what is left of writing. */
export function manifestListing({ files }: Manifest): Listing {
  return {
    by: "manifest.json",
    paths: new Set(files.map(({ path }) => path)),
    passes: (path) =>
      path === "manifest.json" || path.startsWith("seal/") || reasonOf(path) !== undefined,
  };
}

/** Tells of the files in a folder that something which lists them does not name.
 *
 * @param claimed the paths that something vouches for
 * @param parts the files of a seal, which are verified as such
 */
export function verifyRest(
  { files }: ReadFolder,
  listings: readonly Listing[],
  claimed: ReadonlySet<string>,
  parts: readonly string[],
  report: Report,
): VerifyCoverage["unchecked"] {
  const unchecked: { path: string; reason: string }[] = [];
  for (const path of files.keys()) {
    if (parts.includes(path)) continue;
    const without = listings.filter(({ paths, passes }) => !paths.has(path) && !passes(path));
    if (without.length > 0) {
      const names = without.map(({ by }) => by).join(" and ");
      report({ code: "file-extra", message: `The file is not among those of ${names}`, path });
    } else if (!claimed.has(path)) {
      const reason = reasonOf(path);
      if (reason !== undefined) unchecked.push({ path, reason });
      else if (path.startsWith("seal/")) {
        report({ code: "file-extra", message: "The file is no part of a seal", path });
      } else if (path !== "manifest.json" && path !== "run.log") {
        unchecked.push({ path, reason: "there is no manifest that tells what it was" });
      }
    }
  }
  return unchecked;
}

function reasonOf(path: string): string | undefined {
  return LEFT.find(([name]) => name.test(path))?.[1];
}
