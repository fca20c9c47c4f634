// Takes the place of `node:test` where the runtime's report leaves out why a test is skipped.
import nodeTest, { type TestOptions } from "node:test";

export { after, afterEach, before, beforeEach } from "node:test";

/** Registers a test, and says why where it is skipped, as Node's report does. */
export function test(...args: Parameters<typeof nodeTest>): ReturnType<typeof nodeTest> {
  const [name, options] = args as unknown[];
  const { skip } = (typeof options === "object" ? options ?? {} : {}) as TestOptions;
  if (skip) console.log(`﹣ ${name} # ${skip === true ? "SKIP" : skip}`);
  return nodeTest(...args);
}

export default test;
