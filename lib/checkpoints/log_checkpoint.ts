import type { Asset } from "../run/descriptions.ts";
import { logArtifact } from "../run/log_artifact.ts";
import { saveModelVersion } from "../run/log_model.ts";
import type { Run } from "../run/run.ts";
import type { CheckpointFacts } from "./catalog.ts";
import { assetsOf, type CheckpointModel } from "./model_files.ts";

/** What a run is told of a checkpoint beside its files. */
export interface LoggedMoment {
  readonly name: string;
  readonly epoch?: number;
  readonly batch?: number;
  readonly step?: number;
  readonly context?: string;
}

/** Logs a saved checkpoint as the next version of its model. The run gets digests and places; the
 * bytes lie in the sink, and memory does not fill with them. */
export function logCheckpoint(
  run: Run,
  model: CheckpointModel,
  facts: CheckpointFacts,
  { name, epoch, batch, step = batch ?? epoch, context }: LoggedMoment,
): Run {
  const [weights, ...more] = assetsOf(model).map((asset, i) => reference(asset, facts, i));
  const described = Array.isArray(model) || "mediaType" in model ? {} : model;
  const place = { checkpoint: facts.path, ...(epoch !== undefined && { epoch }) };
  const attributes = { ...("attributes" in described && described.attributes), ...place };
  const options = { context, step };
  let logged = saveModelVersion(run, { ...described, weights, attributes }, { name, ...options });
  for (const [i, asset] of more.entries()) {
    logged = logArtifact(logged, asset, { ...options, name: facts.files[i + 1].path });
  }
  return logged;
}

function reference({ name, mediaType }: Asset, { files }: CheckpointFacts, i: number): Asset {
  const { path, size, sha256 } = files[i];
  const uri = path.split("/").map(encodeURIComponent).join("/");
  return { name, mediaType, size, sha256, uri };
}
