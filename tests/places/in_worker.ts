// A Worker that runs one file of tests a request: GET /?file=tests/run/run_test.ts
import { testFiles } from "./test_files.ts";
import { runTestFile } from "./test_registry.ts";

export default {
  async fetch({ url }: { url: string }): Promise<Response> {
    const file = new URL(url).searchParams.get("file");
    if (file === null) return new Response("ready");
    return Response.json(await runTestFile(testFiles[file]));
  },
};
