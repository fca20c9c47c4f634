// The laws of sinks and sources over the binding of an R2 bucket, inside the Worker that has it.
import { test } from "node:test";
import { r2Sink, r2Source } from "stemma/s3";
import { r2Store } from "../../lib/stores/r2_store.ts";
import { placeStore } from "../places/place_store.ts";
import { conformSink } from "../sinks/conformance.ts";
import { fileOf } from "../sinks/sink_files.ts";
import { conformSource } from "../sources/conformance.ts";

const { bucket } = placeStore;
let count = 0;

if (bucket === undefined) {
  test("`r2Sink()` and `r2Source()`", { skip: "only workerd has R2 buckets" }, () => {});
} else {
  conformSink("r2Sink", { replaces: true, has: true }, () => {
    const prefix = `${count++}`;
    return Promise.resolve({
      sink: r2Sink(bucket, { prefix }),
      async paths() {
        const { objects } = await bucket.list({ prefix: `${prefix}/` });
        return objects.map(({ key }) => key.slice(prefix.length + 1));
      },
      async read(path) {
        const object = await bucket.get(`${prefix}/${path}`);
        if (object === null) return undefined;
        return new Uint8Array(await new Response(object.body).arrayBuffer());
      },
      dispose: () => Promise.resolve(),
    });
  });

  conformSource("r2Source", { lists: true }, async (files) => {
    const prefix = `${count++}`;
    const store = r2Store(bucket, `${prefix}/`);
    for (const [path, content] of files) {
      const bytes = new Uint8Array(content);
      await store.put(fileOf(path, bytes), bytes, undefined);
    }
    return { source: r2Source(bucket, { prefix }), dispose: () => Promise.resolve() };
  });
}
