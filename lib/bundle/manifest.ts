import { toHex, utf8 } from "../base/bytes.ts";
import { canonicalJson } from "../base/canonical_json.ts";
import type { Run } from "../run/run.ts";
import type { Manifest, ManifestFile } from "../seal/manifest.ts";
import type { SinkFile } from "./file.ts";
import { fileFromBytes } from "./make_file.ts";

/** The manifest of the files that were written; it goes last. */
export function manifestFile(run: Run, root: Uint8Array, files: Iterable<ManifestFile>): SinkFile {
  const manifest: Manifest = {
    format: "stemma-run/1",
    experiment: run.experiment,
    runId: run.runId,
    status: run.status,
    events: run.length,
    root: toHex(root),
    files: Array.from(files, ({ path, size, sha256, mediaType }) => ({
      path,
      size,
      sha256,
      mediaType,
    })).sort((a, b) => a.path < b.path ? -1 : 1),
  };
  const bytes = utf8(`${canonicalJson(manifest)}\n`);
  return fileFromBytes("manifest.json", "application/json", bytes);
}
