import { spawnSync } from "node:child_process";
import process from "node:process";

/** The Python that has numpy and prov. */
const PYTHON = process.env.STEMMA_PYTHON ?? process.env.PROV3_PYTHON ?? "python3";

/** The samples of a peer in another language: a Python script that prints one line of JSON, an
 * array of numbers in the unit of its row.
 *
 * Without Python, or where a package that the script imports is missing, there are no samples and
 * the table says "not here"; with `CI=true` that is an error.
 *
 * @param needs the modules that the script imports
 */
export function pythonSamples(
  needs: readonly string[],
  script: string,
  ...args: string[]
): number[] {
  const has = spawnSync(PYTHON, ["-c", needs.map((name) => `import ${name}`).join("\n")]);
  if (has.status !== 0) return absent(`Python with ${needs.join(" and ")}`);
  const { status, stdout, stderr } = spawnSync(PYTHON, ["-c", script, ...args], {
    encoding: "utf8",
    maxBuffer: 2 ** 26,
  });
  if (status !== 0) throw new Error(stderr.trim().split("\n").at(-1));
  return JSON.parse(stdout);
}

/** No samples, since a peer is not on this computer.
 *
 * @throws {Error} with `CI=true`, where every peer must be
 */
export function absent(what: string): never[] {
  if (process.env.CI === "true") throw new Error(`${what} is not here, and CI=true wants it`);
  return [];
}
