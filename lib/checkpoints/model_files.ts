import { nameOf } from "../base/options.ts";
import { safeSegment } from "../base/path.ts";
import type { SinkFile } from "../bundle/file.ts";
import type { Asset, ModelDescription } from "../run/descriptions.ts";
import { canCopy } from "../run/file_record.ts";

/** The state of a model: its weights as an asset, several files of which the first stands for it, or
 * a description with weights. */
export type CheckpointModel = Asset | readonly Asset[] | ModelDescription;

/** The assets of a model's state.
 *
 * @throws {TypeError} where one has no bytes at hand, or there is none
 */
export function assetsOf(model: CheckpointModel): readonly Asset[] {
  if (typeof model !== "object" || model === null) {
    throw new TypeError(`Cannot save a checkpoint: a model was expected, got ${nameOf(model)}`);
  }
  const isList = Array.isArray as (value: unknown) => value is readonly Asset[];
  const assets = isList(model) ? model : "mediaType" in model ? [model] : [model.weights];
  if (assets.length > 0 && assets.every((asset) => asset !== undefined && canCopy(asset))) {
    return assets as readonly Asset[];
  }
  throw new TypeError("Cannot save a checkpoint: the model's weights must be assets with bytes");
}

/** The files of a checkpoint in its folder, each under its asset's name.
 *
 * @throws {TypeError} where two are of one name
 */
export function checkpointFiles(folder: string, model: CheckpointModel): SinkFile[] {
  const files = assetsOf(model).map((asset) => ({
    path: `${folder}/${safeSegment(asset.name)}`,
    size: asset.size!,
    sha256: asset.sha256!,
    mediaType: asset.mediaType,
    bytes: () => asset.bytes!(),
    stream: () => asset.stream!(),
  }));
  if (new Set(files.map(({ path }) => path.toLowerCase())).size === files.length) return files;
  throw new TypeError("Cannot save a checkpoint: two of its files are of one name");
}
