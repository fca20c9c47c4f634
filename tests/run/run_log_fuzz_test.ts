import assert from "node:assert/strict";
import { test } from "node:test";
import { events } from "stemma";
import { assertUnpolluted, mutateBytes, MUTATIONS, seeded } from "../mutate.ts";
import { grownLog, readLog } from "./damaged_log.ts";

test("a run.log that was changed anywhere is read as far as it is true, or is a LogError", () => {
  const { run, bytes } = grownLog();
  const all = [...events(run)];
  const pick = seeded(17);
  let read = 0;
  for (let i = 0; i < MUTATIONS; i++) {
    const changed = mutateBytes(bytes, pick);
    const { run: part } = readLog(changed, "lenient", 1 + pick(bytes.length));
    if (part !== undefined) {
      read++;
      if (i % 8 === 0) assert.deepEqual([...events(part)], all.slice(0, part.length), `${i}`);
    }
    if (i % 4 === 0) readLog(changed, "strict");
  }
  assert(read > MUTATIONS / 4, `${read} were read`);
  assertUnpolluted();
});
