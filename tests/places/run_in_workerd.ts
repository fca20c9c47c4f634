import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { startWrangler } from "../servers/workerd.ts";
import { graphvizWasm, workerdPlugin } from "../tools/workerd_build.ts";
import { bundlePlace } from "./bundle_place.ts";
import { workerd } from "./place.ts";
import type { RunningPlace } from "./running_place.ts";
import { startStoreServer } from "./store_server.ts";

/** The most that a file of tests may take, in ms. */
const PATIENCE = 180_000;

/** Starts workerd with chosen tests, over the modules that the package has for it. */
export async function startInWorkerd(tests: readonly string[]): Promise<RunningPlace> {
  const folder = mkdtempSync(join(tmpdir(), "stemma-tests-"));
  const files = await bundlePlace(workerd, "tests/places/in_worker.ts", tests, [workerdPlugin]);
  const write = (path: string, content: string | Uint8Array) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  };
  for (const { path, contents } of files) write(relative("out", path), contents);
  write("core.wasm", readFileSync("wasm/core.wasm"));
  write("graphviz.wasm", await graphvizWasm());
  const store = await startStoreServer();
  const { url, stop } = await startWrangler(folder, {
    main: "main.js",
    no_bundle: true,
    find_additional_modules: true,
    compatibility_flags: ["nodejs_compat"],
    durable_objects: { bindings: [{ name: "TESTS", class_name: "Tests" }] },
    migrations: [{ tag: "v1", new_sqlite_classes: ["Tests"] }],
    r2_buckets: [{ binding: "RUNS", bucket_name: "runs" }],
    // Fewer cases where a test asks how many.
    vars: { STEMMA_MUTATIONS: "2000" },
    rules: [
      { type: "ESModule", globs: ["**/*.js"] },
      { type: "CompiledWasm", globs: ["**/*.wasm"] },
    ],
  });
  return {
    version: `of wrangler ${execFileSync("wrangler", ["--version"], { encoding: "utf8" }).trim()}`,
    async run(file) {
      const asked = new URLSearchParams({ file, store: store.url });
      const answer = await fetch(`${url}/?${asked}`, { signal: AbortSignal.timeout(PATIENCE) });
      if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
      return await answer.json();
    },
    async stop() {
      await stop();
      await store.stop();
    },
  };
}
