import assert from "node:assert/strict";
import test from "node:test";
import { contexts, defineContext, events, type LogEvent, replay, startRun } from "stemma";

const tooDeep = { code: "RUN_CONTEXT", message: /more than 1000 contexts deep/ };

test("contexts nest a thousand deep and no deeper", () => {
  let run = startRun({ experiment: "e" });
  for (let i = 1; i <= 1000; i++) run = defineContext(run, `c${i}`, { parent: `c${i - 1}` });
  assert.equal(contexts(run).length, 1001);
  assert.throws(() => defineContext(run, "c1001", { parent: "c1000" }), tooDeep);
});

test("a log that nests contexts without end is refused where it gets too deep", () => {
  function* nested(): Generator<LogEvent> {
    yield* events(startRun({ experiment: "e" }));
    for (let i = 0; i < 1e6; i++) {
      yield { type: "context", name: `c${i + 1}`, parent: `c${i}`, timestamp: 0 };
    }
  }
  assert.throws(() => replay(nested()), { code: "LOG_EVENT", message: /contexts deep/ });
});
