import { nameOf } from "../base/options.ts";

/** The media type of bytes that nothing is known about.
 *
 * @see RFC 2046, section 4.5.1
 */
const UNKNOWN = "application/octet-stream";

/** Media types by the endings of file names. Registered ones where IANA has one; names with `x-`
 * are in use but not registered. */
const TYPES: Readonly<Record<string, string>> = {
  "application/gzip": "gz tgz",
  "application/json": "json map",
  "application/ld+json": "jsonld",
  "application/geo+json": "geojson",
  "application/pdf": "pdf",
  "application/rtf": "rtf",
  "application/sql": "sql",
  "application/toml": "toml",
  "application/vnd.apache.arrow.file": "arrow feather",
  "application/vnd.apache.parquet": "parquet",
  "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
  "application/vnd.sqlite3": "sqlite sqlite3",
  "application/wasm": "wasm",
  "application/x-7z-compressed": "7z",
  "application/x-avro": "avro",
  "application/x-bzip2": "bz2",
  "application/x-gguf": "gguf",
  "application/x-hdf5": "h5 hdf5",
  "application/x-ipynb+json": "ipynb",
  "application/x-ndjson": "ndjson jsonl",
  "application/x-netcdf": "nc",
  "application/x-npy": "npy",
  "application/x-npz": "npz",
  "application/x-onnx": "onnx",
  "application/x-pickle": "pkl pickle",
  "application/x-pytorch": "pt pth ckpt",
  "application/x-safetensors": "safetensors",
  "application/x-sh": "sh",
  "application/x-tar": "tar",
  "application/x-tflite": "tflite",
  "application/x-xz": "xz",
  "application/xml": "xml",
  "application/yaml": "yaml yml",
  "application/zip": "zip",
  "application/zstd": "zst",
  "audio/flac": "flac",
  "audio/mpeg": "mp3",
  "audio/ogg": "ogg opus",
  "audio/wav": "wav",
  "image/avif": "avif",
  "image/bmp": "bmp",
  "image/gif": "gif",
  "image/jpeg": "jpg jpeg",
  "image/png": "png",
  "image/svg+xml": "svg",
  "image/tiff": "tif tiff",
  "image/webp": "webp",
  "text/css": "css",
  "text/csv": "csv",
  "text/html": "html htm",
  "text/javascript": "js mjs cjs jsx",
  "text/markdown": "md markdown",
  "text/plain": "txt log text",
  "text/provenance-notation": "provn",
  "text/tab-separated-values": "tsv",
  "text/turtle": "ttl",
  "text/typescript": "ts mts cts tsx",
  "text/vnd.graphviz": "dot gv",
  "text/x-c": "c h",
  "text/x-c++": "cc cpp hpp",
  "text/x-julia": "jl",
  "text/x-python": "py",
  "text/x-r": "r",
  "text/x-rust": "rs",
  "video/mp4": "mp4 m4v",
  "video/webm": "webm",
};

let types: ReadonlyMap<string, string> | undefined;

function typesByEnding(): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(TYPES).flatMap(([type, endings]) =>
      endings.split(" ").map((ending) => [ending, type] as const)
    ),
  );
}

/** Tells the media type of a file from the ending of its name.
 *
 * Upper and lower case are one. What has no known ending is `application/octet-stream`.
 *
 * @param name a file name or a path
 */
export function mediaTypeOf(name: string): string {
  const ending = /\.([A-Za-z0-9]{1,12})$/.exec(name)?.[1].toLowerCase();
  types ??= typesByEnding();
  return types.get(ending ?? "") ?? UNKNOWN;
}

const TOKEN = "[A-Za-z0-9!#$&^_.+-]{1,127}";
const MEDIA_TYPE = /* @__PURE__ */ new RegExp(
  `^${TOKEN}/${TOKEN}( ?; ?${TOKEN}=(${TOKEN}|"[\\x20\\x21\\x23-\\x5b\\x5d-\\x7e]{0,200}"))*$`,
);

/** Returns a media type as it was given, with or without parameters.
 *
 * @throws {TypeError} where it is no string of the form `type/subtype`
 * @see RFC 6838, section 4.2, and RFC 9110, section 8.3.1
 */
export function checkMediaType(text: unknown, what: string): string {
  if (typeof text === "string" && text.length <= 1000 && MEDIA_TYPE.test(text)) return text;
  throw new TypeError(
    `Cannot make ${what}: mediaType must be of the form type/subtype, got ${nameOf(text)}`,
  );
}
