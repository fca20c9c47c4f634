/** Files on disk, on Deno, Bun and Node.
 *
 * @module
 */
export { fileAsset, type FileAssetOptions, fileAssets } from "./assets/file_asset.ts";
export type { LinkRule } from "./assets/file_asset_walk.ts";
export type { ReadableAsset } from "./assets/readable_asset.ts";
