import { nameOf } from "../base/options.ts";
import type { Source } from "../base/source.ts";
import { streamOf } from "../bundle/make_file.ts";
import { guardSource } from "./guard_source.ts";

/** Makes a source of files that lie in memory, such as those of a `memorySink()` or of a zip.
 *
 * The map is read at each call: what is put into it later is there.
 *
 * Cost: O(number of files) a listing; a copy of the bytes that are asked for.
 *
 * @throws {TypeError} where `files` is no map
 * @example
 * ```ts
 * import { memorySink, memorySource, saveRun, startRun } from "stemma";
 * import assert from "node:assert/strict";
 * const sink = memorySink();
 * await saveRun(startRun({ experiment: "digits", runId: "r1" }), sink);
 * const source = memorySource(sink.files);
 * const start = await source.get("digits/r1/run.log", { range: { offset: 1, length: 6 } });
 * assert.equal(await new Response(start).text(), "STEMMA");
 * assert.equal(await source.get("digits/r1/none"), undefined);
 * ```
 */
export function memorySource(files: ReadonlyMap<string, Uint8Array>): Source {
  if (typeof files?.get !== "function" || typeof files[Symbol.iterator] !== "function") {
    throw new TypeError(`Cannot call memorySource(): a Map was expected, got ${nameOf(files)}`);
  }
  return guardSource({
    open(path, { start, end }) {
      const bytes = files.get(path);
      return Promise.resolve(bytes && streamOf([Uint8Array.from(bytes.subarray(start, end))]));
    },
    async *list(prefix) {
      for (const [path, { length }] of files) {
        if (path.startsWith(prefix)) yield { path, size: length };
      }
    },
  });
}
