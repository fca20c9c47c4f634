import {
  digest,
  endRun,
  logMetric,
  type Run,
  runFiles,
  saveModelVersion,
  startRun,
  textAsset,
} from "stemma";
import type { SealKey } from "stemma/seal";
import { toHex, utf8 } from "../../lib/base/bytes.ts";
import { sha256 } from "../../lib/core/sha256.ts";
import { _head } from "../../lib/run/run.ts";
import { checkpointText, originOf } from "../../lib/seal/checkpoint.ts";
import { makeSeal } from "../../lib/seal/make_seal.ts";
import { signNote } from "../../lib/seal/signed_note.ts";
import { readSigner } from "../../lib/seal/signer.ts";
import { scriptedEnv } from "../scripted_run.ts";

/** A run as it was with each of three saved models, and at its end. */
export function statesOf(value = 1, runId = "r"): Run[] {
  let run = startRun({ experiment: "e", runId, env: scriptedEnv() });
  const all = [];
  for (let epoch = 0; epoch < 3; epoch++) {
    for (let i = 0; i < 300; i++) run = logMetric(run, "loss", value / (i + 1));
    run = saveModelVersion(run, textAsset("net.bin", `weights ${value} ${epoch}`), { name: "net" });
    all.push(run);
  }
  return [...all, endRun(run)];
}

/** The files of a run, in short. */
export const plainFiles = (run: Run): Map<string, Uint8Array> =>
  new Map(
    runFiles(run, { folder: "", formats: ["prov-json"] }).map((file) => [
      file.path,
      file.bytes(),
    ]),
  );

/** The files of a run with a seal over them, which keeps checkpoints of earlier states. */
export async function sealedFiles(
  run: Run,
  files: ReadonlyMap<string, Uint8Array>,
  key: SealKey,
  states: readonly Run[] = [],
): Promise<Map<string, Uint8Array>> {
  const signer = await readSigner(key);
  const earlier = await Promise.all(states.map(async (run) => {
    const origin = originOf(_head(run));
    const text = checkpointText({ origin, events: run.length, root: digest(run) });
    return utf8(await signNote(text, origin, signer));
  }));
  const digests = Array.from(files, ([path, bytes]) => ({ path, sha256: toHex(sha256(bytes)) }));
  const seal = await makeSeal(
    { run, folder: "r", files: digests, earlier },
    { signer, checkpointSigner: signer },
  );
  return new Map([
    ...files,
    ...Array.from(seal.files, ([path, bytes]): [string, Uint8Array] => [`seal/${path}`, bytes]),
  ]);
}
