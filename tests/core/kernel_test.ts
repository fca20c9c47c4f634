import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { afterEach, beforeEach, test } from "node:test";
import { gzipSync } from "node:zlib";
import { toHex, utf8 } from "../../lib/base/bytes.ts";
import { CoreError } from "../../lib/base/errors.ts";
import { startCore } from "../../lib/core/core_instance.ts";
import {
  _resetCore,
  bytesAt,
  call,
  coreStatus,
  openKernel,
  reserve,
} from "../../lib/core/kernel.ts";
import { embeddedBytes, embeddedCore } from "../../lib/core/embedded_core.ts";
import { loadCore } from "../../lib/core/load_core.ts";
import { hashNodes } from "../../lib/core/merkle_hashes.ts";
import { sha256 } from "../../lib/core/sha256.ts";
import { columnStatistics } from "../../lib/core/statistics.ts";
import { boundedCore, brokenCore, importingCore } from "./broken_core.ts";
import { column, seededBytes, valuesOf } from "./columns.ts";

const ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
const statisticsOf = (values: Float64Array) => {
  const { moments, quantiles } = columnStatistics(valuesOf(values), [0.5]);
  return { moments, quantiles };
};
const failsWith = (code: string) => (error: unknown): true => {
  assert.ok(error instanceof CoreError, `${error}`);
  assert.equal(error.code, code);
  return true;
};

beforeEach(() => _resetCore("unloaded"));
afterEach(() => _resetCore("unloaded"));

test("`coreText` holds the bytes of core.wasm, within budget and without imports", () => {
  const wasm = readFileSync("wasm/core.wasm");
  assert.equal(toHex(embeddedBytes()), toHex(wasm));
  assert.ok(gzipSync(wasm, { level: 9 }).length <= 20_000);
  const module = new WebAssembly.Module(wasm);
  assert.deepEqual(WebAssembly.Module.imports(module), []);
  const paths = wasm.toString("latin1").match(/[\w./\\-]+\.rs/g) ?? [];
  for (const path of paths) assert.match(path, /^(src\/|\/rustc\/\w{40}\/)/);
});

test("`coreStatus()` tells when the kernel is loaded: on first use, once", () => {
  assert.equal(coreStatus(), "unloaded");
  assert.equal(toHex(sha256(utf8("abc"))), ABC);
  const core = openKernel();
  assert.equal(coreStatus(), "wasm");
  assert.equal(openKernel(), core);
});

test("`openKernel()` falls back to the twins where compilation is refused", () => {
  const real = WebAssembly.Module;
  let attempts = 0;
  const refusing = function () {
    attempts += 1;
    throw new WebAssembly.CompileError("Wasm code generation disallowed");
  };
  const bytes = seededBytes(1000, 1);
  const wanted = toHex(sha256(bytes));
  _resetCore("unloaded");
  Object.defineProperty(WebAssembly, "Module", {
    value: refusing,
    configurable: true,
    writable: true,
  });
  try {
    assert.equal(toHex(sha256(bytes)), wanted);
    assert.equal(coreStatus(), "plain");
    sha256(bytes);
    assert.equal(attempts, 1, "compilation is tried once");
  } finally {
    Object.defineProperty(WebAssembly, "Module", {
      value: real,
      configurable: true,
      writable: true,
    });
  }
});

test("`loadCore()` takes nothing, bytes, a module, an answer, or a promise of one", async () => {
  const wasm = embeddedBytes();
  const answer = () => new Response(wasm, { headers: { "content-type": "application/wasm" } });
  const module = new WebAssembly.Module(wasm);
  const sources = [
    () => undefined,
    () => wasm,
    () => wasm.buffer,
    () => new DataView(wasm.buffer),
    () => module,
    () => answer(),
    () => Promise.resolve(answer()),
    () => Promise.resolve(module),
  ];
  for (const source of sources) {
    _resetCore("plain");
    await loadCore(source());
    assert.equal(coreStatus(), "wasm");
    assert.equal(toHex(sha256(utf8("abc"))), ABC);
  }
});

test("`loadCore()` throws CORE_UNAVAILABLE where bytes cannot be had or compiled", async () => {
  const sources = [
    () => utf8("no wasm"),
    () => new Uint8Array(0),
    () => new Response("not found", { status: 404 }),
    () => Promise.reject(new Error("offline")),
  ];
  for (const source of sources) {
    await assert.rejects(loadCore(source()), (error: unknown) => {
      failsWith("CORE_UNAVAILABLE")(error);
      assert.match((error as Error).message, /loadCore\(module\)/);
      return true;
    });
    assert.equal(coreStatus(), "unloaded");
  }
});

test("`loadCore()` refuses what can be no kernel", async () => {
  for (const wrong of ["core.wasm", 7, null, {}, { abi_version: () => 1 }]) {
    await assert.rejects(loadCore(wrong as never), TypeError);
  }
});

test("`loadCore()` throws CORE_ABI for another module and keeps what served", async () => {
  sha256(seededBytes(1000, 1));
  const serving = openKernel();
  const strangers = [
    brokenCore(99, "trap"),
    importingCore(),
    Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0),
  ];
  for (const wasm of strangers) {
    await assert.rejects(loadCore(wasm), failsWith("CORE_ABI"));
  }
  assert.equal(openKernel(), serving);
});

test("a trap throws CORE_TRAP and drops the instance", async () => {
  await loadCore(brokenCore(3, "trap"));
  const dropped = openKernel();
  assert.throws(() => sha256(seededBytes(1000, 1)), failsWith("CORE_TRAP"));
  assert.equal(coreStatus(), "unloaded");
  assert.notEqual(openKernel(), dropped);
});

test("a refused argument throws CORE_ABI", async () => {
  await loadCore(brokenCore(3, "refuse"));
  assert.throws(() => sha256(seededBytes(1000, 1)), failsWith("CORE_ABI"));
});

test("memory that the host refuses throws CORE_MEMORY; the instance stays usable", async () => {
  await loadCore(boundedCore(24));
  const core = openKernel();
  assert.throws(
    () => statisticsOf(new Float64Array(1_000_000)),
    failsWith("CORE_MEMORY"),
  );
  assert.equal(openKernel(), core);
  const values = column("uniform", 50_000);
  const found = statisticsOf(values);
  _resetCore("plain");
  assert.deepEqual(found, statisticsOf(values));
});

test("`reserve()` refuses more than the kernel can address", () => {
  const core = openKernel()!;
  for (const length of [2 ** 32 - 1, 2 ** 32, 2 ** 40]) {
    assert.throws(() => reserve(core, length), failsWith("CORE_MEMORY"));
  }
  assert.equal(toHex(sha256(utf8("abc"))), ABC);
});

test("growing the memory in between leaves every result whole", () => {
  const bytes = seededBytes(64 * 5000, 2);
  const before = hashNodes(bytes);
  const core = openKernel()!;
  const view = bytesAt(core, 0, 64);
  const digest = sha256(bytes);
  statisticsOf(column("uniform", 500_000));
  assert.equal(view.length, 0, "growing detaches views");
  assert.equal(openKernel(), core);
  assert.deepEqual(hashNodes(bytes), before);
  assert.deepEqual(sha256(bytes), digest);
});

test("the memory stays small, however long a column is", () => {
  for (const value of [NaN, 0.1]) {
    statisticsOf(new Float64Array(9_000_000).fill(value));
    assert.ok(openKernel()!.memory.buffer.byteLength < 12_000_000);
  }
});

test("the exports refuse regions outside of the arena, overlapping or not aligned", () => {
  const core = startCore(embeddedCore());
  const { calls, base, memory } = core;
  const end = memory.buffer.byteLength;
  const refused: [keyof typeof calls, ...number[]][] = [
    ["sha256_begin", 0],
    ["sha256_begin", base + 2],
    ["sha256_begin", end - 100],
    ["sha256_update", base, base + 100, 4],
    ["sha256_update", base, base + 104, end],
    ["sha256_update", base, base + 104, -1],
    ["sha256_end", base, base],
    ["merkle_leaves", base, 8, 0, base + 9, 1, base + 16],
    ["merkle_nodes", base, 1, base + 32],
    ["merkle_nodes", base, 2 ** 26, base],
    ["column_moments", base, base + 172, 1],
    ["column_moments", base, base + 176, 2 ** 29],
    ["column_summary", base, base + 176, 1, base + 184, base + 192, 1, base + 200, base + 33_000],
    [
      "search_begin",
      base + 4,
      base + 14_128,
      base + 2 ** 17,
      0,
      base + 2 ** 17,
      0,
      base + 2 ** 18,
      0,
    ],
    ["search_window", base, base + 14_128, 1, base + 2 ** 17, 2 ** 22],
    [
      "search_turn",
      base,
      base + 14_128,
      base + 2 ** 20,
      1,
      base,
      base + 2 ** 20,
      1,
      base + 2 ** 20,
      1,
    ],
    ["triangle_sums", base, 4, base + 32, 1, base + 36],
    ["triangle_picks", base, base + 8, 2, base + 24, 1, base + 32, base + 48, base + 112, 1],
  ];
  for (const [name, ...words] of refused) {
    assert.equal(calls[name](...words), 1, `${name} ${words}`);
  }
  call(core, "sha256_begin", base);
});
