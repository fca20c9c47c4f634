// A Durable Object that runs one file of tests a request: GET /?file=tests/run/run_test.ts&store=http://…
import { placeStore } from "./place_store.ts";
import { testFiles } from "./test_files.ts";
import { runTestFile } from "./test_registry.ts";

type Store = typeof placeStore;

/** Each file of tests has one of its own. */
export class Tests {
  readonly #has: Partial<Store>;

  constructor({ storage }: { storage: Store["storage"] }, { RUNS }: { RUNS: Store["bucket"] }) {
    this.#has = { storage, bucket: RUNS };
  }

  async fetch({ url }: { url: string }): Promise<Response> {
    const asked = new URL(url).searchParams;
    Object.assign(placeStore, this.#has, { url: asked.get("store") });
    return Response.json(await runTestFile(testFiles[asked.get("file")!]));
  }
}

interface Objects {
  getByName(name: string): Tests;
}

export default {
  fetch(request: { url: string }, { TESTS }: { TESTS: Objects }): Response | Promise<Response> {
    const file = new URL(request.url).searchParams.get("file");
    return file === null ? new Response("ready") : TESTS.getByName(file).fetch(request);
  },
};
