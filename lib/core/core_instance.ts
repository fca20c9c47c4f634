import { CoreError } from "../base/errors.ts";

/** The version of the kernel's interface that this library speaks: `ABI_VERSION` in wasm/src/abi.rs. */
const ABI_VERSION = 3;

/** The name of an export of the kernel that does work and returns a status. */
export type CoreCall =
  | "reserve"
  | "sha256_begin"
  | "sha256_update"
  | "sha256_end"
  | "merkle_leaves"
  | "merkle_nodes"
  | "merkle_points"
  | "column_moments"
  | "column_summary"
  | "search_begin"
  | "search_window"
  | "search_turn"
  | "resample_extremes"
  | "triangle_sums"
  | "triangle_picks";

/** One running kernel: its exports (wasm/src/abi*.rs), its memory, and where its arena begins. */
export interface CoreInstance {
  /** The exports by name; each returns a status, 0 where it did what it says. */
  readonly calls: Readonly<Record<CoreCall, (...words: number[]) => number>>;
  /** The memory. Growing it detaches every view made before. */
  readonly memory: WebAssembly.Memory;
  /** The address of the arena in bytes, a multiple of 16. */
  readonly base: number;
}

/** Starts a compiled kernel and checks that it speaks our version of the interface.
 *
 * @throws {CoreError} `CORE_ABI` where the module is another version, or no kernel at all
 */
export function startCore(module: WebAssembly.Module): CoreInstance {
  const needs = WebAssembly.Module.imports(module);
  if (needs.length > 0) {
    throw misfit(`the module imports "${needs[0].module}.${needs[0].name}"`);
  }
  const { exports } = new WebAssembly.Instance(module);
  const { abi_version, memory, __heap_base } = exports;
  if (
    typeof abi_version !== "function" ||
    !(memory instanceof WebAssembly.Memory) ||
    !(__heap_base instanceof WebAssembly.Global)
  ) {
    throw misfit("the module lacks abi_version, memory or __heap_base");
  }
  const version: unknown = abi_version();
  if (version !== ABI_VERSION) {
    throw misfit(`the version of its interface is ${version}`);
  }
  return {
    calls: exports as unknown as CoreInstance["calls"],
    memory,
    base: Math.ceil(__heap_base.value / 16) * 16,
  };
}

function misfit(reason: string): CoreError {
  return new CoreError(
    "CORE_ABI",
    `Cannot start the kernel: ${reason}; expected the core.wasm of this very version of stemma, ` +
      `interface ${ABI_VERSION}`,
    { expected: ABI_VERSION },
  );
}
