// Prints what steps came to: deno run -A tests/tools/print_table.ts steps.tsv, whose lines are name,
// passed, failed, skipped and the file of what was printed
import { readFileSync } from "node:fs";
import process from "node:process";
import { stepTable } from "./step_table.ts";

const lines = readFileSync(process.argv[2], "utf8").split("\n").filter(Boolean);
const steps = lines.map((line) => {
  const [name, passed, failed, skipped, log] = line.split("\t");
  return {
    name,
    passed: Number(passed),
    failed: Number(failed),
    skipped: Number(skipped),
    output: readFileSync(log, "utf8"),
  };
});
console.log(stepTable(steps));
