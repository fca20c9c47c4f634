import assert from "node:assert/strict";
import type { RunningPlace } from "./running_place.ts";

/** Tests that fail on purpose: a place brings them along with those that it is asked to run. */
export const ON_PURPOSE = "tests/places/on_purpose.ts";

const expected: readonly string[] = [
  "passed passes",
  "failed throws",
  "failed rejects",
  "skipped is skipped",
  "failed never ends",
  "failed has parts",
  "passed has parts › that passes",
  "failed has parts › that fails",
  "failed does not wait for its part",
  "passed saw every hook",
  "passed leaves a rejection behind",
  "failed the file itself",
];

/** Checks that a place tells what fails, and why: whoever lets those pass can tell nothing of
 * others. */
export async function checkPlace(place: RunningPlace): Promise<void> {
  const told = await place.run(ON_PURPOSE);
  assert.deepEqual(told.map(({ status, name }) => `${status} ${name}`), expected);
  for (const { status, why } of told) assert.equal(why === undefined, status === "passed");
  const whyOf = (name: string) => told.find((outcome) => outcome.name === name)?.why ?? "";
  assert.match(whyOf("throws"), /strictly equal/);
  assert.match(whyOf("never ends"), /20 ms/);
  assert.equal(whyOf("is skipped"), "on purpose");
  assert.match(whyOf("the file itself"), /left/);
}
