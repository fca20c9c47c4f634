import { CoreError } from "../base/errors.ts";
import { type CoreCall, type CoreInstance, startCore } from "./core_instance.ts";
import { embeddedCore } from "./embedded_core.ts";

/** How the kernel's functions are served: by WebAssembly, by their plain TypeScript twins where
 * compilation is refused, or not asked for yet. */
export type CoreStatus = "wasm" | "plain" | "unloaded";

let instance: CoreInstance | undefined;
let compiled: WebAssembly.Module | undefined;
let refused = false;

/** Tells how the kernel's functions are served. Both ways give the same bits.
 *
 * `"unloaded"` before the first use, and after a trap until the next use.
 *
 * @example
 * ```ts
 * import { coreStatus, loadCore } from "stemma";
 * import assert from "node:assert/strict";
 * await loadCore();
 * assert.equal(coreStatus(), "wasm");
 * ```
 */
export function coreStatus(): CoreStatus {
  if (instance !== undefined) return "wasm";
  return refused ? "plain" : "unloaded";
}

/** The kernel, compiled and started on first use; `undefined` where the host refuses to compile
 * (a content security policy, workerd) and the plain twins serve instead.
 *
 * @throws {CoreError} `CORE_ABI` where the embedded bytes are not of this version
 */
export function openKernel(): CoreInstance | undefined {
  if (instance !== undefined || refused) return instance;
  try {
    if (!isLittleEndian()) throw new TypeError("typed arrays are big-endian");
    compiled ??= embeddedCore();
    instance = startCore(compiled);
  } catch (error) {
    if (error instanceof CoreError) throw error;
    // Not an error: the twins give the same bits, and coreStatus() tells.
    refused = true;
  }
  return instance;
}

/** Starts a module and lets it serve from now on.
 *
 * @throws {CoreError} `CORE_ABI`; what served before goes on serving
 */
export function adoptCore(module: WebAssembly.Module): void {
  instance = startCore(module);
  compiled = module;
  refused = false;
}

/** Makes the arena hold `length` bytes. Views made before are void: make them again.
 *
 * @throws {CoreError} `CORE_MEMORY` where the host refuses; the instance stays usable
 */
export function reserve(core: CoreInstance, length: number): void {
  if (length > 0xffff_ffff) throw memoryError(length);
  const available = core.memory.buffer.byteLength - core.base;
  if (length > available) call(core, "reserve", length);
}

/** Calls an export.
 *
 * @throws {CoreError} `CORE_TRAP` where the kernel stopped (the instance is dropped, the next use
 * starts a new one); `CORE_MEMORY`; `CORE_ABI` where the kernel refuses the arguments
 */
export function call(
  core: CoreInstance,
  name: CoreCall,
  ...words: number[]
): void {
  let status: number;
  try {
    status = core.calls[name](...words);
  } catch (cause) {
    dropCore(core);
    throw new CoreError(
      "CORE_TRAP",
      `Cannot finish ${name}: the kernel stopped, the next call starts a new one`,
      { call: name },
      { cause },
    );
  }
  if (status === 0) return;
  if (status === 2) throw memoryError(words[0]);
  throw new CoreError(
    "CORE_ABI",
    `Cannot finish ${name}: the kernel refuses its arguments with status ${status}`,
    { call: name, status },
  );
}

/** A fresh view of bytes of the arena. */
export function bytesAt(
  core: CoreInstance,
  offset: number,
  length: number,
): Uint8Array {
  return new Uint8Array(core.memory.buffer, core.base + offset, length);
}

/** A fresh view of float64 numbers of the arena; `offset` in bytes, a multiple of 8. */
export function floatsAt(
  core: CoreInstance,
  offset: number,
  length: number,
): Float64Array {
  return new Float64Array(core.memory.buffer, core.base + offset, length);
}

/** For tests alone: forgets the kernel, or behaves as where compilation is refused. */
export function _resetCore(to: "unloaded" | "plain"): void {
  instance = undefined;
  compiled = undefined;
  refused = to === "plain";
}

function dropCore(core: CoreInstance): void {
  if (instance === core) instance = undefined;
}

function isLittleEndian(): boolean {
  return new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;
}

function memoryError(length: number): CoreError {
  return new CoreError(
    "CORE_MEMORY",
    `Cannot reserve memory for the kernel: the host refuses ${length} bytes`,
    { length },
  );
}
