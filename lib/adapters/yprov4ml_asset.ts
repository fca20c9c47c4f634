import { type Asset, bytesAsset, referenceAsset } from "../../mod.ts";
import { _baseOf, _cleanPath } from "./yprov4ml_files.ts";
import type { _Source } from "./yprov4ml_source.ts";
import type { _ThingFacts } from "./yprov4ml_things.ts";
import { _nameFrom } from "./yprov4ml_value.ts";

/** The asset of a path that a document gives: with its bytes where the folder has the file. */
export async function _assetOf(
  { files }: _Source,
  { written, origin, found, attributes }: _ThingFacts & { readonly written: string },
): Promise<Asset> {
  if (found !== undefined) {
    const asset = bytesAsset(_nameFrom(_baseOf(found)), await files.get(found)!());
    return origin === undefined ? asset : Object.freeze({ ...asset, uri: _uriOf(origin) });
  }
  const name = _nameFrom(_baseOf(_cleanPath(written)) || written);
  const size = attributes.file_size;
  const isSize = typeof size === "number" && Number.isSafeInteger(size) && size >= 0;
  return referenceAsset(_uriOf(written), { name, ...(isSize && { size }) });
}

/** A path, or an address, as a reference: credentials are left out, other signs are escaped. */
export function _uriOf(path: string): string {
  const text = path.toWellFormed().slice(0, 8192).toWellFormed();
  const address = /^([A-Za-z][A-Za-z0-9+.-]+:\/\/)(?:[^/@\s]*@)?(\S+)$/.exec(text);
  if (address !== null) return address[1] + escape(address[2]);
  const clean = _cleanPath(text);
  return escape(clean).replaceAll(":", "%3A") || ".";
}

function escape(text: string): string {
  return text.replace(
    /[\s\u0000-\u0020\u007f-\u009f<>"{}|\\^`\ufffe\uffff]|%(?![0-9A-Fa-f]{2})/gu,
    encodeURIComponent,
  );
}
