import { coreText } from "./core_bytes.ts";

/** The kernel that this library carries, compiled. Where a package's build imports `core.wasm` as a
 * module, a file of that build takes this one's place.
 *
 * Cost: about a millisecond; the caller keeps the module.
 *
 * @throws what the host throws where it refuses to compile
 */
export function embeddedCore(): WebAssembly.Module {
  return new WebAssembly.Module(embeddedBytes());
}

/** As {@link embeddedCore}, for hosts that refuse to compile so much at once. */
export function compileEmbeddedCore(): Promise<WebAssembly.Module> {
  return WebAssembly.compile(embeddedBytes());
}

/** The bytes of core.wasm. */
export function embeddedBytes(): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(coreText.length);
  let length = 0;
  let high = 0;
  for (let i = 0; i < coreText.length; i++) {
    const sign = coreText.charCodeAt(i);
    if (sign > 0x6f) high = (sign - 0x6f) << 6;
    else {
      bytes[length++] = high | (sign - 0x30);
      high = 0;
    }
  }
  return bytes.slice(0, length);
}
