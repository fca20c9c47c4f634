import { fromUtf8 } from "../base/bytes.ts";
import { canonicalJson } from "../base/canonical_json.ts";
import { messageOf, nameOf } from "../base/options.ts";
import type { Run } from "../run/run.ts";
import { type Manifest, parseManifest } from "./manifest.ts";
import type { ReadFolder } from "./read_folder.ts";
import type { Report } from "./verify_finding.ts";

/** Reads the manifest of a folder; `undefined` where nothing can be taken from it. */
export function verifyManifest(read: ReadFolder, report: Report): Manifest | undefined {
  const path = "manifest.json";
  const file = read.files.get(path);
  if (file === undefined && read.unread.has(path)) return undefined; // It was told why.
  if (file === undefined) {
    const message =
      "The folder has no manifest: it was never finished, or the manifest was removed";
    report({ code: "manifest-missing", message, path });
    return undefined;
  }
  const malformed = (why: string) =>
    report({ code: "manifest-malformed", message: `The manifest is not sound: ${why}`, path });
  if (file.bytes === undefined) return void malformed("it is too large");
  try {
    const text = fromUtf8(file.bytes);
    const { manifest, faults } = parseManifest(text);
    for (const { path: named, message } of faults) {
      report({
        code: "manifest-path",
        message: `The manifest is not sound: ${message}`,
        path: named,
      });
    }
    // Nobody would see what else was written into it.
    if (faults.length === 0 && `${canonicalJson(manifest)}\n` !== text) {
      malformed("it is not written as a manifest is, to the byte");
    }
    return manifest;
  } catch (error) {
    return void malformed(messageOf(error));
  }
}

/** Holds what a manifest says of the run against its log. */
export function verifyManifestRun(manifest: Manifest, run: Run, report: Report): void {
  const path = "manifest.json";
  const facts = [
    ["runId", manifest.runId, run.runId],
    ["experiment", manifest.experiment, run.experiment],
    // Of a log that is longer or shorter it is told that it is.
    ...(manifest.events === run.length ? [["status", manifest.status, run.status]] : []),
  ];
  for (const [name, expected, actual] of facts) {
    if (expected === actual) continue;
    const message = `The manifest says ${name} ${nameOf(expected)}, the log ${nameOf(actual)}`;
    report({ code: "manifest-run", message, path, expected, actual });
  }
}
