// A Worker that runs one file of tests a request: GET /?file=tests/run/run_test.ts&store=http://…
import { placeStore } from "./place_store.ts";
import { testFiles } from "./test_files.ts";
import { runTestFile } from "./test_registry.ts";

export default {
  async fetch({ url }: { url: string }): Promise<Response> {
    const asked = new URL(url).searchParams;
    const file = asked.get("file");
    if (file === null) return new Response("ready");
    placeStore.url = asked.get("store")!;
    return Response.json(await runTestFile(testFiles[file]));
  },
};
