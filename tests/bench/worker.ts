// Measures sides of rows in a process of its own and prints one line of JSON for each:
// worker.ts full|smoke wall|cpu <row id>#<side> …
import process from "node:process";
import { useCpuClock } from "./measure.ts";
import { rows } from "./rows.ts";

const [mode, clock, ...jobs] = process.argv.slice(2);
if (clock === "cpu") useCpuClock();
for (const job of jobs) {
  const [id, number] = job.split("#");
  const side = rows.find((row) => row.id === id)!.sides[Number(number)];
  try {
    const samples = await side.measure({ smoke: mode === "smoke" });
    process.stdout.write(`${JSON.stringify({ job, samples })}\n`);
  } catch (error) {
    process.stdout.write(`${JSON.stringify({ job, error: String(error) })}\n`);
  }
}
