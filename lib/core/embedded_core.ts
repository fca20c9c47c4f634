import { coreBase64 } from "./core_bytes.ts";

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
  const text = atob(coreBase64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}
