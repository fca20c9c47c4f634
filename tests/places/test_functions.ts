// Takes the place of `node:test` where that is not: what the shared tests use of it.
import { fileNow, type Moment, type TestArguments } from "./test_registry.ts";

/** Registers a test of the file that is being loaded. */
export function test(...args: TestArguments): void {
  fileNow().tests.push(args);
}

const hook = (moment: Moment) => (run: () => unknown): void => {
  fileNow().hooks[moment].push(run);
};

/** Runs before the first test of the file. */
export const before: (run: () => unknown) => void = hook("before");
/** Runs after the last test of the file. */
export const after: (run: () => unknown) => void = hook("after");
/** Runs before each test of the file. */
export const beforeEach: (run: () => unknown) => void = hook("beforeEach");
/** Runs after each test of the file, also one that failed. */
export const afterEach: (run: () => unknown) => void = hook("afterEach");

export default test;
