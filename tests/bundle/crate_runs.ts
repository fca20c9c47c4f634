import {
  type CrateOptions,
  endRun,
  logArtifact,
  logEnvironment,
  logMetric,
  logParam,
  type Run,
  runFiles,
  type RunFormat,
  setTag,
  startRun,
  textAsset,
} from "stemma";
import { hostileNames } from "../hostile_names.ts";
import { scriptedEnv } from "../scripted_run.ts";

const lab = { name: "Example Lab", url: "https://example.org/" };

/** All that a crate can be told. */
export const fullCrate: CrateOptions = {
  license: "CC-BY-4.0",
  author: {
    id: "https://orcid.org/0000-0001-2345-6789",
    name: "Ada Lovelace",
    affiliation: lab,
  },
  publisher: lab,
};

/** What ran, for runs that logged no source code. */
export const software = { url: "https://example.org/train.ts", version: "1.0.0" };

/** Every format at once. */
export const allFormats: readonly RunFormat[] = [
  "prov-json",
  "prov-n",
  "prov-jsonld",
  "dot",
  "csv",
  "ro-crate",
];

/** The files of a run's crate by their paths in it. */
export function crateFilesOf(
  run: Run,
  crate: CrateOptions = fullCrate,
  formats: readonly RunFormat[] = allFormats,
): Map<string, Uint8Array> {
  const files = runFiles(run, { formats, folder: "", crate });
  return new Map(files.map((file) => [file.path, file.bytes()]));
}

/** A run that stopped with an error, in an environment with variables. */
export function failedRun(): Run {
  let run = startRun({ experiment: "digits", name: "overfitted", env: scriptedEnv() });
  run = logEnvironment(run, { runtime: { name: "deno", version: "2.9.6" }, variables: { A: "1" } });
  run = logParam(run, "rate", 10);
  run = logMetric(run, "loss", NaN);
  return endRun(run, { error: new RangeError("The loss is NaN") });
}

/** A run without anything but its start and end. */
export function minimalRun(): Run {
  return endRun(startRun({ experiment: "x", runId: "r", env: scriptedEnv() }));
}

/** A run whose every name is one that a careless program would trip over. */
export function hostileRun(): Run {
  let run = startRun({ experiment: "../e", runId: "../ % \u00fc#?", env: scriptedEnv() });
  const more = ["two words.txt", "100%.txt", "%41.txt", "\u65e5\u672c \u8a9e.txt", "a#b?c&d=e+f"];
  for (const name of [...hostileNames, ...more, "x(1)[2]{3}'\"!,;:@$.txt"]) {
    run = logArtifact(run, textAsset(name, name), { name });
    run = logParam(run, name, name);
    run = logMetric(run, name, 1);
    run = setTag(run, name, name);
  }
  return endRun(run);
}
