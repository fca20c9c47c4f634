// A page that runs one file of tests a call: await runTests("tests/run/run_test.ts", "http://…")
import { placeStore } from "./place_store.ts";
import { testFiles } from "./test_files.ts";
import { type Outcome, runTestFile } from "./test_registry.ts";

function runTests(file: string, store: string): Promise<Outcome[]> {
  placeStore.url = store;
  return runTestFile(testFiles[file]);
}
Object.assign(globalThis, { runTests });
