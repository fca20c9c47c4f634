// The laws of sinks for the one that pages and Workers have most use for, over their own `fetch()`.
import { fetchSink } from "stemma";
import { placeStore } from "../places/place_store.ts";
import { conformSink } from "./conformance.ts";

let count = 0;

for (const streamAbove of [16 * 1024 * 1024, 0]) {
  const name = streamAbove > 0 ? "fetchSink" : "fetchSink(streamed)";
  conformSink(name, { replaces: true, has: false }, () => {
    const { url } = placeStore;
    const folder = `${count++}/`;
    return Promise.resolve({
      sink: fetchSink(url + folder, { streamAbove, retry: { delayMs: 10 } }),
      async paths() {
        const all: string[] = await (await fetch(url)).json();
        return all.filter((path) => path.startsWith(folder)).map((path) =>
          path.slice(folder.length)
        );
      },
      async read(path) {
        const encoded = path.split("/").map(encodeURIComponent).join("/");
        const answer = await fetch(url + folder + encoded);
        const bytes = new Uint8Array(await answer.arrayBuffer());
        return answer.ok ? bytes : undefined;
      },
      dispose: () => Promise.resolve(),
    });
  });
}
