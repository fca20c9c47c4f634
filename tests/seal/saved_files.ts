import assert from "node:assert/strict";
import { memorySink, type Run, saveRun } from "stemma";
import type { Verification, VerifyFinding } from "stemma/seal";
import { scriptedRun } from "../scripted_run.ts";

/** The files of a saved run, with every export, by their paths in the run's folder. */
export async function savedFiles(
  run: Run = scriptedRun(),
): Promise<Map<string, Uint8Array<ArrayBuffer>>> {
  const sink = memorySink();
  const { failed } = await saveRun(run, sink, {
    formats: ["prov-json", "prov-n", "prov-jsonld", "dot", "csv", "ro-crate"],
    folder: "",
    svg: () => Promise.resolve("<svg/>"),
  });
  assert.deepEqual(failed, []);
  return new Map([...sink.files].map(([path, bytes]) => [path, Uint8Array.from(bytes)]));
}

/** The errors that a verification found, in short: code and path. */
export function inShort({ findings }: Verification): string[] {
  return findings.filter(({ severity }) => severity === "error").map(shortly);
}

/** What a verification tells that is no error, likewise. */
export function notesOf({ findings }: Verification): string[] {
  return findings.filter(({ severity }) => severity === "note").map(shortly);
}

function shortly({ code, path }: VerifyFinding): string {
  return path === undefined ? code : `${code} ${path}`;
}
