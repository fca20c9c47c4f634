import { createHash } from "node:crypto";
import { digest, provToDot, provToJson, runFiles, saveRun, toProv, zipSink } from "stemma";
import { provToJsonLd, provToProvN } from "stemma/prov";
import { renderSvg } from "stemma/svg";
import { scriptedRun } from "../scripted_run.ts";
import { crateFilesOf, fullCrate } from "./crate_runs.ts";

/** Makes all that can be made of the scripted run, and gives the SHA-256 of each by its name. */
export async function scriptedFacts(): Promise<Record<string, string>> {
  const run = scriptedRun();
  const doc = toProv(run);
  const zip = zipSink();
  await saveRun(run, zip);
  await zip.close();
  const crate = crateFilesOf(run, fullCrate, ["ro-crate"]).get("ro-crate-metadata.json")!;
  return {
    "the digest of the run": digest(run),
    "prov.json": sha256(provToJson(doc)),
    "prov.provn": sha256(provToProvN(doc)),
    "prov.jsonld": sha256(provToJsonLd(doc)),
    "prov.dot": sha256(provToDot(doc)),
    "prov.svg": sha256(await renderSvg(run)),
    "ro-crate-metadata.json": sha256(crate),
    "run.zip": sha256(await zip.bytes()),
    ...Object.fromEntries(runFiles(run).map((file) => [file.path, file.sha256])),
  };
}

function sha256(data: string | Uint8Array): string {
  return createHash("sha256").update(data).digest("hex");
}
