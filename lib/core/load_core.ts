import { CoreError } from "../base/errors.ts";
import { nameOf } from "../base/options.ts";
import { compileEmbeddedCore } from "./embedded_core.ts";
import { adoptCore, coreStatus } from "./kernel.ts";

/** What a kernel can be loaded from: the compiled `stemma/core.wasm`, its bytes, or an answer to a
 * request for them. */
export type CoreSource = WebAssembly.Module | BufferSource | Response;

/** Loads the kernel ahead of its first use, and where that use cannot: without a source from the
 * bytes inside this library, otherwise from the given module, bytes or answer.
 *
 * Needed only where compiling at first use is refused (workerd, a content security policy, an old
 * browser's main thread); everywhere else the kernel loads itself, and where it cannot, its plain
 * TypeScript twins give the same bits more slowly. Cost: one compilation, about a millisecond.
 *
 * @param source must be the `stemma/core.wasm` of the same version as the library
 * @throws {TypeError} where the source is something else
 * @throws {CoreError} `CORE_UNAVAILABLE` where the bytes cannot be had or compiled; `CORE_ABI`
 * where they are of another version. What served before goes on serving
 * @example Wait for the kernel before the first hash
 * ```ts
 * import { coreStatus, loadCore } from "stemma";
 * import assert from "node:assert/strict";
 * await loadCore();
 * assert.equal(coreStatus(), "wasm");
 * ```
 */
export async function loadCore(
  source?: CoreSource | Promise<CoreSource>,
): Promise<void> {
  if (source !== undefined) return adoptCore(await moduleOf(source));
  if (coreStatus() !== "wasm") adoptCore(await compiled(compileEmbeddedCore));
}

async function moduleOf(source: CoreSource | Promise<CoreSource>): Promise<WebAssembly.Module> {
  let given: unknown;
  try {
    given = await source;
  } catch (cause) {
    throw unavailable("its source failed", cause);
  }
  if (given instanceof WebAssembly.Module) return given;
  const bytes = await bytesOf(given);
  return compiled(() => WebAssembly.compile(bytes));
}

async function compiled(compile: () => Promise<WebAssembly.Module>): Promise<WebAssembly.Module> {
  try {
    return await compile();
  } catch (cause) {
    throw unavailable("the host refuses to compile it", cause);
  }
}

async function bytesOf(given: unknown): Promise<BufferSource> {
  if (given instanceof ArrayBuffer) return given;
  if (ArrayBuffer.isView(given)) {
    // Not every host takes a DataView here.
    const { buffer, byteOffset, byteLength } = given;
    return new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength);
  }
  if (!isResponse(given)) {
    throw new TypeError(
      `Cannot load the kernel from ${nameOf(given)}: expected a ` +
        "WebAssembly.Module, its bytes or a Response",
    );
  }
  if (!given.ok) throw unavailable(`its source answers ${given.status}`);
  try {
    return await given.arrayBuffer();
  } catch (cause) {
    throw unavailable("its source broke off", cause);
  }
}

function isResponse(value: unknown): value is Response {
  return typeof value === "object" && value !== null && "ok" in value &&
    "arrayBuffer" in value && typeof value.arrayBuffer === "function";
}

function unavailable(reason: string, cause?: unknown): CoreError {
  return new CoreError(
    "CORE_UNAVAILABLE",
    `Cannot load the kernel: ${reason}; import "stemma/core.wasm" as a WebAssembly.Module and ` +
      "call loadCore(module), or allow 'wasm-unsafe-eval' in the page's content security " +
      "policy, or go on without: the plain TypeScript twins give the same bits",
    {},
    { cause },
  );
}
