import { spawnSync } from "node:child_process";
import process from "node:process";

/** The Pythons that may have what a peer needs: numpy and prov, or the destinations' own clients. */
const PYTHONS = [
  process.env.STEMMA_PYTHON ?? process.env.PROV3_PYTHON ?? "python3",
  process.env.DESTINATIONS_PYTHON ?? "python3",
];

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
  const imports = needs.map((name) => `import ${name}`).join("\n");
  const python = PYTHONS.find((python) => spawnSync(python, ["-c", imports]).status === 0);
  if (python === undefined) return absent(`Python with ${needs.join(" and ")}`);
  const { status, stdout, stderr } = spawnSync(python, ["-c", script, ...args], {
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
