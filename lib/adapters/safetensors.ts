import { AssetError } from "../../mod.ts";

/** The number formats that tfjs can keep, as safetensors names them. */
export type _Dtype = "F32" | "I32" | "BOOL";

/** A named array of numbers, row by row. */
export interface _Tensor {
  readonly name: string;
  readonly dtype: _Dtype;
  readonly shape: readonly number[];
  /** The numbers' bytes, little-endian. */
  readonly data: Uint8Array;
}

/** The bytes that one number takes. */
const WIDTH: Readonly<Record<_Dtype, number>> = Object.freeze({ F32: 4, I32: 4, BOOL: 1 });

/** The longest header that the format allows, in bytes. */
const MAX_HEADER = 100_000_000;

/** Writes tensors as one safetensors file; same tensors, same bytes, in whatever order they come.
 *
 * Cost: one array of the file's size, each tensor copied into it once.
 *
 * @param metadata further texts for the header
 * @throws {TypeError} where two tensors have one name, or data does not fit its shape
 * @see the format at https://github.com/huggingface/safetensors
 */
export function _writeSafetensors(
  tensors: readonly _Tensor[],
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array<ArrayBuffer> {
  // Wider numbers first keeps each array aligned, as the format's own writers do.
  const sorted = tensors.toSorted((a, b) =>
    WIDTH[b.dtype] - WIDTH[a.dtype] || (a.name < b.name ? -1 : 1)
  );
  const header = new Map<string, unknown>();
  if (Object.keys(metadata).length > 0) header.set("__metadata__", metadata);
  let end = 0;
  for (const { name, dtype, shape, data } of sorted) {
    if (header.has(name) || name === "__metadata__") {
      throw new TypeError(`Cannot write tensors: the name "${name}" is taken`);
    }
    if (data.length !== sizeOf(shape) * WIDTH[dtype]) {
      throw new TypeError(
        `Cannot write tensor "${name}": ${data.length} bytes are no ${dtype} of shape [${shape}]`,
      );
    }
    header.set(name, { dtype, shape, data_offsets: [end, end += data.length] });
  }
  const text = new TextEncoder().encode(JSON.stringify(Object.fromEntries(header)));
  const start = 8 + Math.ceil(text.length / 8) * 8;
  const file = new Uint8Array(start + end).fill(0x20, 8 + text.length, start);
  new DataView(file.buffer).setBigUint64(0, BigInt(start - 8), true);
  file.set(text, 8);
  let at = start;
  for (const { data } of sorted) {
    file.set(data, at);
    at += data.length;
  }
  return file;
}

/** What a safetensors file holds; the tensors' data are views of the file, in the file's order. */
export interface _Safetensors {
  readonly metadata: ReadonlyMap<string, string>;
  readonly tensors: readonly _Tensor[];
}

/** Reads a safetensors file and trusts nothing in it.
 *
 * @throws {TypeError} where `file` is no Uint8Array
 * @throws {AssetError} `ASSET_UNREADABLE` where it is no whole safetensors file, or holds a number
 * format that tfjs has no name for
 */
export function _readSafetensors(file: Uint8Array): _Safetensors {
  if (!(file instanceof Uint8Array)) {
    throw new TypeError(`Cannot read weights: they must be a Uint8Array, got ${typeof file}`);
  }
  const { header, data } = split(file);
  const metadata = new Map<string, string>();
  const tensors: { tensor: _Tensor; begin: number; end: number }[] = [];
  for (const [name, entry] of Object.entries(header)) {
    if (!isRecord(entry)) throw unreadable(`the header's "${name}" is no object`);
    if (name !== "__metadata__") {
      tensors.push(readEntry(name, entry, data));
      continue;
    }
    for (const [key, value] of Object.entries(entry)) {
      if (typeof value !== "string") throw unreadable(`the metadata "${key}" is no text`);
      metadata.set(key, value);
    }
  }
  tensors.sort((a, b) => a.begin - b.begin || a.end - b.end);
  let at = 0;
  for (const { tensor: { name }, begin, end } of tensors) {
    if (begin !== at) throw unreadable(`tensor "${name}" begins at ${begin}, expected ${at}`);
    at = end;
  }
  if (at !== data.length) {
    throw unreadable(`its tensors end at ${at} of ${data.length} bytes of data`);
  }
  return { metadata, tensors: tensors.map(({ tensor }) => tensor) };
}

function split(file: Uint8Array): { header: Record<string, unknown>; data: Uint8Array } {
  if (file.length < 8) throw unreadable(`${file.length} bytes are too few for a header`);
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const length = view.getBigUint64(0, true);
  if (length > BigInt(Math.min(MAX_HEADER, file.length - 8))) {
    throw unreadable(`it claims a header of ${length} bytes in a file of ${file.length}`);
  }
  const start = 8 + Number(length);
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(file.subarray(8, start)));
  } catch (cause) {
    throw unreadable("its header is no JSON", cause);
  }
  if (!isRecord(header)) throw unreadable("its header is no JSON object");
  return { header, data: file.subarray(start) };
}

function readEntry(
  name: string,
  { dtype, shape, data_offsets: offsets }: Record<string, unknown>,
  data: Uint8Array,
): { tensor: _Tensor; begin: number; end: number } {
  if (typeof dtype !== "string" || !Object.hasOwn(WIDTH, dtype)) {
    throw unreadable(
      `tensor "${name}" has dtype ${JSON.stringify(dtype)}, expected F32, I32, BOOL`,
    );
  }
  if (!isCounts(shape) || !isCounts(offsets) || offsets.length !== 2) {
    throw unreadable(`tensor "${name}" needs a shape and two data_offsets of whole numbers`);
  }
  const format = dtype as _Dtype;
  const [begin, end] = offsets;
  if (end > data.length || end - begin !== sizeOf(shape) * WIDTH[format]) {
    throw unreadable(
      `tensor "${name}" claims bytes ${begin} to ${end} of ${data.length} for shape [${shape}]`,
    );
  }
  return { tensor: { name, dtype: format, shape, data: data.subarray(begin, end) }, begin, end };
}

function isCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((count) => Number.isSafeInteger(count) && count >= 0);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((size, dimension) => size * dimension, 1);
}

function unreadable(reason: string, cause?: unknown): AssetError {
  return new AssetError(
    "ASSET_UNREADABLE",
    `Cannot read weights as safetensors: ${reason}`,
    { reason },
    { cause },
  );
}
