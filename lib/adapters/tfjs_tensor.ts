import type { _Dtype, _Tensor } from "./safetensors.ts";
import type { TfjsFormat, TfjsTensor } from "./tfjs_types.ts";

type View = typeof Float32Array | typeof Int32Array | typeof Uint8Array;

/** tfjs's names of number formats, those of safetensors, and how an array of them is seen. */
const FORMATS: Readonly<Record<TfjsFormat, { dtype: _Dtype; bytes: number; view: View }>> = Object
  .freeze({
    float32: { dtype: "F32", bytes: 4, view: Float32Array },
    int32: { dtype: "I32", bytes: 4, view: Int32Array },
    bool: { dtype: "BOOL", bytes: 1, view: Uint8Array },
  });

/** How many bytes one number takes.
 *
 * @throws {TypeError} where safetensors has no such format
 */
export function _bytesOf(dtype: string): number {
  return FORMATS[checkFormat(dtype, "a tensor")].bytes;
}

/** Reads a tensor's numbers; on the cpu backend they are seen, not copied.
 *
 * @throws {TypeError} where its numbers are neither float32, int32 nor bool
 */
export function _readTensor(name: string, tensor: TfjsTensor): _Tensor {
  const format = checkFormat(tensor.dtype, `tensor "${name}"`);
  const { buffer, byteOffset, byteLength } = tensor.dataSync() as ArrayBufferView;
  const data = new Uint8Array(buffer, byteOffset, byteLength);
  return { name, dtype: FORMATS[format].dtype, shape: [...tensor.shape], data };
}

/** A tensor's format as tfjs names it. */
export function _formatOf({ dtype }: _Tensor): TfjsFormat {
  const formats = Object.keys(FORMATS) as TfjsFormat[];
  return formats.find((format) => FORMATS[format].dtype === dtype)!;
}

/** A tensor's numbers as tfjs takes them: a copy, for the file need not be aligned. */
export function _numbersOf(tensor: _Tensor): Float32Array | Int32Array | Uint8Array {
  return new FORMATS[_formatOf(tensor)].view(tensor.data.slice().buffer);
}

function checkFormat(dtype: string, what: string): TfjsFormat {
  if (Object.hasOwn(FORMATS, dtype)) return dtype as TfjsFormat;
  throw new TypeError(
    `Cannot describe ${what}: its dtype is "${dtype}", expected float32, int32 or bool`,
  );
}
