import { type SinkFile, textAsset } from "../../mod.ts";
import { _yaml, type _YamlValue } from "./mlruns_yaml.ts";

/** A file of text. */
export function _textFile(path: string, text: string): SinkFile {
  const { size, sha256, bytes, stream } = textAsset("text", text);
  return Object.freeze({ path, mediaType: "text/plain", size, sha256, bytes, stream });
}

/** A `meta.yaml` in a folder. */
export function _metaFile(folder: string, fields: Readonly<Record<string, _YamlValue>>): SinkFile {
  return _textFile(`${folder}/meta.yaml`, _yaml(fields));
}
