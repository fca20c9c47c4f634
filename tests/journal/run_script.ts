import { type ChildProcess, spawn } from "node:child_process";
import process from "node:process";

/** When each program has ended. What a child says of itself does not tell: Deno gives the signal as
 * soon as it is sent. */
const endings = new WeakMap<ChildProcess, Promise<void>>();

/** Starts a program of the tests on the runtime that the tests run on; its errors are the tests'. */
export function startScript(path: string, args: readonly string[]): ChildProcess {
  const before = "deno" in process.versions ? ["run", "-A", "--quiet", "--no-check"] : [];
  const child = spawn(process.execPath, [...before, path, ...args], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  endings.set(child, new Promise((resolve) => child.on("close", () => resolve())));
  return child;
}

/** Waits until a program says a line that begins so, and gives the line. */
export function untilSaid(child: ChildProcess, beginning: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = "";
    const fail = () => reject(new Error(`it ended and had said ${said}`));
    const listen = (data: unknown) => {
      said += data;
      const line = said.split("\n").slice(0, -1).find((line) => line.startsWith(beginning));
      if (line === undefined) return;
      child.stdout!.off("data", listen);
      child.off("close", fail);
      resolve(line);
    };
    child.stdout!.on("data", listen);
    child.on("close", fail);
  });
}

/** Waits until a program has ended. */
export function untilEnded(child: ChildProcess): Promise<void> {
  return endings.get(child)!;
}
