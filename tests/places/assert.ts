// Takes the place of `node:assert/strict` where that is not, or does less: assert_test.ts holds
// them to one meaning.
import assert from "assert";

const strict: unknown = assert.strict;
export default strict;
