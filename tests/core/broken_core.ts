import { readFileSync } from "node:fs";

const section = (id: number, ...items: number[]): number[] => [
  id,
  ...leb(items.length),
  ...items,
];

const named = (name: string, kind: number, index: number): number[] => [
  name.length,
  ...new TextEncoder().encode(name),
  kind,
  index,
];

/** An unsigned number as the binary format writes it (LEB128). */
function leb(value: number): number[] {
  return value < 128 ? [value] : [value % 128 | 128, ...leb(value >>> 7)];
}

const CALLS = [
  ...["reserve", "sha256_begin", "sha256_update", "sha256_end"],
  ...["merkle_leaves", "merkle_points", "merkle_nodes", "column_moments", "column_summary"],
  ...["search_begin", "search_window", "search_turn"],
  ...["resample_extremes", "triangle_sums", "triangle_picks"],
];

/** A module that looks like the kernel of a version, but whose functions all run `body`. */
export function brokenCore(
  version: number,
  body: "trap" | "refuse",
): Uint8Array<ArrayBuffer> {
  const exports = [
    named("memory", 2, 0),
    named("__heap_base", 3, 0),
    named("abi_version", 0, 0),
    ...CALLS.map((name) => named(name, 0, 1)),
  ];
  const code = body === "trap" ? [3, 0, 0x00, 0x0b] : [4, 0, 0x41, 1, 0x0b];
  return Uint8Array.of(
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, 1, 0x60, 0, 1, 0x7f),
    ...section(3, 2, 0, 0),
    ...section(5, 1, 0, 20),
    ...section(6, 1, 0x7f, 0, 0x41, 16, 0x0b),
    ...section(7, exports.length, ...exports.flat()),
    ...section(10, 2, 4, 0, 0x41, version, 0x0b, ...code),
  );
}

/** A module that imports a function, as our kernel never does. */
export function importingCore(): Uint8Array<ArrayBuffer> {
  return Uint8Array.of(
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, 1, 0x60, 0, 0),
    ...section(2, 1, 3, 0x65, 0x6e, 0x76, 1, 0x66, 0, 0),
  );
}

/** The real kernel, whose memory the host refuses to grow beyond some pages of 64 KiB. */
export function boundedCore(pages: number): Uint8Array<ArrayBuffer> {
  const wasm = [...readFileSync("wasm/core.wasm")];
  let at = 8;
  for (;;) {
    let length = 0, size = 1;
    for (;; size++) {
      length += (wasm[at + size] & 127) * 128 ** (size - 1);
      if (wasm[at + size] < 128) break;
    }
    const end = at + 1 + size + length;
    if (wasm[at] === 5) {
      // One memory, no maximum, `least` pages: give it a maximum.
      const least = wasm.slice(at + 1 + size + 2, end);
      wasm.splice(at, end - at, ...section(5, 1, 1, ...least, ...leb(pages)));
      return Uint8Array.from(wasm);
    }
    at = end;
  }
}
