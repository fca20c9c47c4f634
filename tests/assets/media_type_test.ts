import assert from "node:assert/strict";
import test from "node:test";
import { checkMediaType, mediaTypeOf } from "../../lib/assets/media_type.ts";

test("mediaTypeOf() goes by the ending, whatever its case", () => {
  const known: Record<string, string> = {
    "a.json": "application/json",
    "A.CSV": "text/csv",
    "model.safetensors": "application/x-safetensors",
    "x.tar.gz": "application/gzip",
    "dir.csv/file": "application/octet-stream",
    "x.ts": "text/typescript",
    "x.bin": "application/octet-stream",
    "x.constructor": "application/octet-stream",
    "x.__proto__": "application/octet-stream",
    "": "application/octet-stream",
    ".png": "image/png",
  };
  for (const [name, type] of Object.entries(known)) assert.equal(mediaTypeOf(name), type, name);
});

test("mediaTypeOf() knows every format that the library meets, each in a form that is valid", () => {
  const endings =
    "json csv txt md html png jpg jpeg svg pdf zip gz tar parquet npy npz safetensors" +
    " onnx pt pth h5 ts js py toml yaml yml wasm provn dot jsonl arrow ipynb xml tsv";
  for (const ending of endings.split(" ")) {
    const type = mediaTypeOf(`x.${ending}`);
    assert.notEqual(type, "application/octet-stream", ending);
    assert.equal(checkMediaType(type, "a type"), type);
  }
});
