import process from "node:process";

/** Options for a test that needs something beside this repository: a program, a corpus, a package.
 *
 * Where it is missing the test is skipped, with a line that says so; with `CI=true` that is a
 * failure, so a green run never hides a check that did not take place.
 *
 * @param what what the test needs, as a reader would look for it: "Python prov 3.2.3"
 * @param found whether it is here
 */
export function oracle(
  what: string,
  found: boolean,
): { skip: false | string } {
  if (found) return { skip: false };
  if (process.env.CI === "true") {
    throw new Error(
      `Cannot run without ${what}: CI=true wants every oracle in place`,
    );
  }
  // What a script prints is read by whoever started it, so this is said beside.
  if (!said.has(what)) console.error(`skipped: ${what} is not here`);
  said.add(what);
  return { skip: `${what} is not here` };
}

const said = new Set<string>();
