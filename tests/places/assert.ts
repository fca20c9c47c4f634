// Takes the place of `node:assert/strict` where that is not, or does less: assert_test.ts holds
// them to one meaning.
import assert from "assert";
import { surelyEqual } from "./surely_equal.ts";

type Strict = typeof assert.strict;

/** Compares in full only what is not equal at first sight. */
const first = (compare: Strict["deepEqual"]) =>
  ((...args: Parameters<typeof compare>) => {
    if (!surelyEqual(args[0], args[1])) compare(...args);
  }) as Strict["deepEqual"];

const strict: Strict = Object.assign(
  ((...args: Parameters<Strict["ok"]>) => assert.strict(...args)) as Strict,
  assert.strict,
  {
    deepEqual: first(assert.strict.deepEqual),
    deepStrictEqual: first(assert.strict.deepStrictEqual),
  },
);
export default strict;
