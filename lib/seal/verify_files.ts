import { groupBy } from "../base/group_by.ts";
import { nameOf } from "../base/options.ts";
import { exportType } from "./export_types.ts";
import type { FileClaim } from "./file_claims.ts";
import type { ReadFile, ReadFolder } from "./read_folder.ts";
import type { Report, VerifyCoverage } from "./verify_finding.ts";

/** Holds the files of a folder against what is said of them. */
export function verifyFiles(
  { files, unread }: ReadFolder,
  claims: readonly FileClaim[],
  report: Report,
): Pick<VerifyCoverage, "files" | "unchecked"> {
  const unchecked: { path: string; reason: string }[] = [];
  let [count, bytes] = [0, 0];
  for (const [path, said] of groupBy(claims, ({ path }) => path)) {
    const file = files.get(path);
    if (file !== undefined) {
      count++;
      bytes += file.size;
      verifyFile(path, file, said, report);
    } else if (unread.has(path)) {
      unchecked.push({ path, reason: "it cannot be read" });
    } else if (said.every(({ by }) => by === "run.log")) {
      // Its bytes were not at hand when the run was saved: then no manifest names it.
      unchecked.push({ path, reason: "the log names it, and the folder holds no copy" });
    } else {
      report({
        code: "file-missing",
        message: `The file is missing: it is named by ${namesOf(said)}`,
        path,
        expected: said[0].sha256,
      });
    }
  }
  return { files: { count, bytes }, unchecked };
}

function verifyFile(path: string, file: ReadFile, said: readonly FileClaim[], report: Report) {
  for (const [sha256, same] of groupBy(said, ({ sha256 }) => sha256)) {
    if (sha256 === file.sha256) continue;
    const isProv = path === "prov.json";
    report({
      code: isProv ? "prov-digest-differs" : "file-digest-differs",
      message: isProv
        ? `The graph is not the one that is named by ${namesOf(same)}`
        : `The file is not the one that is named by ${namesOf(same)}`,
      path,
      expected: sha256,
      actual: file.sha256,
    });
  }
  const type = said.find(({ by }) => by === "run.log")?.mediaType ?? exportType(path);
  for (const { by, size, sha256, mediaType } of said) {
    if (size !== undefined && size !== file.size && sha256 === file.sha256) {
      report({
        code: "file-size-differs",
        message: `The file has ${file.size} bytes, ${by} says ${size}`,
        path,
        expected: size,
        actual: file.size,
      });
    }
    if (mediaType === undefined || type === undefined || mediaType === type) continue;
    report({
      code: "media-type-differs",
      message: `${by} gives the media type as ${nameOf(mediaType)}, it is ${nameOf(type)}`,
      path,
      expected: type,
      actual: mediaType,
    });
  }
}

/** Who says the same: `manifest.json and run.log`. */
function namesOf(claims: readonly FileClaim[]): string {
  return [...new Set(claims.map(({ by }) => by))].join(" and ");
}
