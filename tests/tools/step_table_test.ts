import assert from "node:assert/strict";
import test from "node:test";
import { stepTable } from "./step_table.ts";

test("stepTable() tells what came of each step, and why tests were skipped", () => {
  const skips = "  ﹣ a # 1 (2ms) # not as root\n﹣ b # not as root\n﹣ c (0.5ms) # no zip\n";
  const left = "9 files of tests left out, which reach node:fs 9, node:child_process 3, node:os 1";
  const steps = [
    { name: "Deno 2.9.6", passed: 2731, failed: 0, skipped: 4, output: skips },
    { name: "workerd", passed: 12, failed: 1, skipped: 0, output: `${left}\nworkerd: 12 passed` },
    { name: "Kernel", passed: 1, failed: 0, skipped: 0, output: "ok # no reason" },
  ];
  assert.equal(
    stepTable(steps),
    `
              passed   failed  skipped  why
Deno 2.9.6      2731        0        4  2 not as root; 1 no zip; 1 for a reason that was not told
workerd           12        1        0  9 files of tests left out, which reach node:fs 9,
                                        node:child_process 3, node:os 1
Kernel             1        0        0
`.trim().replace(/^passed/, "              passed"),
  );
});
