import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import process from "node:process";

/** Journals a run until it is killed. */
export async function killWriter(folder: string): Promise<void> {
  const before = "deno" in process.versions ? ["run", "-A", "--quiet", "--no-check"] : [];
  const child = spawn(
    process.execPath,
    [...before, "tests/journal/kill_writer.ts", folder, "7"],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  let said = "";
  child.stdout.on("data", (piece) => {
    said += piece;
    if (said.split("\n").length > 3) child.kill("SIGKILL");
  });
  assert.deepEqual((await once(child, "close"))[1], "SIGKILL");
}
