// A page that runs one file of tests a call: await runTests("tests/run/run_test.ts")
import { testFiles } from "./test_files.ts";
import { type Outcome, runTestFile } from "./test_registry.ts";

const runTests = (file: string): Promise<Outcome[]> => runTestFile(testFiles[file]);
Object.assign(globalThis, { runTests });
