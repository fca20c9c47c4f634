import type { ReadFolder } from "./read_folder.ts";
import type { Report, VerifyCoverage } from "./verify_finding.ts";

/** What lies in a run's folder beside its files, and why. */
const LEFT: readonly (readonly [name: RegExp, reason: string])[] = [
  [/^run\.lock(\.takeover)?$/, "a journal writes here, or was killed"],
  [/^run\.log\.damaged-\d+$/, "a damaged log, set aside by the journal that began anew"],
  [/^fork\.json$/, "it names the run that this one is a fork of, which lies elsewhere"],
  [/(^|\/)\.stemma-[^/]*\.tmp$/, "left by a writer that was stopped; it may be deleted"],
];

/** Tells of the files in a folder that nothing vouches for.
 *
 * @param claimed the paths that something vouches for
 * @param holder what lists the files of the folder, such as the manifest; `undefined` where nothing
 * does
 * @param isSealed whether what is left beside the files was sealed as well
 */
export function verifyRest(
  { files }: ReadFolder,
  claimed: ReadonlySet<string>,
  holder: string | undefined,
  isSealed: boolean,
  report: Report,
): VerifyCoverage["unchecked"] {
  const unchecked: { path: string; reason: string }[] = [];
  for (const path of files.keys()) {
    if (claimed.has(path) || path === "manifest.json" || path.startsWith("seal/")) continue;
    const left = isSealed ? undefined : LEFT.find(([name]) => name.test(path));
    if (left !== undefined) unchecked.push({ path, reason: left[1] });
    else if (holder !== undefined) {
      report({ code: "file-extra", message: `${holder} does not name the file`, path });
    } else if (path !== "run.log") {
      unchecked.push({ path, reason: "there is no manifest that tells what it was" });
    }
  }
  return unchecked;
}
