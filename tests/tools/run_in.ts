// Runs the tests that need no Node inside workerd or Chromium: deno run -A tests/tools/run_in.ts workerd|chromium [filter…]
import process from "node:process";
import { checkPlace, ON_PURPOSE } from "../places/check_place.ts";
import { chooseTests } from "../places/choose_tests.ts";
import { chromium, type Place, workerd } from "../places/place.ts";
import { startInChromium } from "../places/run_in_chromium.ts";
import { startInWorkerd } from "../places/run_in_workerd.ts";
import type { RunningPlace } from "../places/running_place.ts";
import { sayLeftOut } from "../places/say_left_out.ts";
import type { Outcome } from "../places/test_registry.ts";
import { needsChromium } from "../servers/chromium.ts";
import { needsWorkerd } from "../servers/workerd.ts";
import { sharedTests, testsInPlaces } from "./bundle_tests.ts";
import { sayCounts } from "./summary.ts";

type Start = (tests: readonly string[]) => Promise<RunningPlace>;

const places: Readonly<Record<string, [Place, Start, needs: { skip: false | string }]>> = {
  workerd: [workerd, startInWorkerd, needsWorkerd],
  chromium: [chromium, startInChromium, needsChromium],
};

const [name = "", ...filters] = process.argv.slice(2);
if (!Object.hasOwn(places, name)) {
  console.error(`Cannot run in "${name}": expected ${Object.keys(places).join(" or ")}`);
  process.exit(1);
}
const [place, start, { skip }] = places[name];
if (skip) {
  console.log(`${name}: ${sayCounts({ passed: 0, failed: 0, skipped: 1 })}`);
  process.exit(0);
}
const asked = [...sharedTests(), ...testsInPlaces()].filter((path) =>
  filters.length === 0 || filters.some((filter) => path.includes(filter))
);
const has = (module: string) => place.has.includes(module) || Object.hasOwn(place.stands, module);
const choice = await chooseTests(asked, has, place.conditions);
const running = await start([...choice.tests, ON_PURPOSE]);
const outcomes: Outcome[] = [];
try {
  await checkPlace(running);
  for (const file of choice.tests) {
    const start = performance.now();
    const found = await running.run(file).catch((error): Outcome[] => [
      { name: "the file itself", status: "failed", why: String(error) },
    ]);
    outcomes.push(...found);
    const ms = Math.round(performance.now() - start);
    console.log(`${file}: ${sayCounts(countOf(found))} (${ms} ms)`);
    for (const { name, status, why } of found) {
      if (status === "failed") console.log(`✖ ${file} › ${name}\n${why}`);
      if (status === "skipped") console.log(`﹣ ${file} › ${name} # ${why}`);
    }
  }
} finally {
  await running.stop();
}
const counts = countOf(outcomes);
process.stdout.write(sayLeftOut(choice));
console.log(`${name} ${running.version}: ${sayCounts(counts)}`);
process.exit(counts.failed === 0 && counts.passed > 0 ? 0 : 1);

function countOf(outcomes: readonly Outcome[]) {
  const count = (status: Outcome["status"]) =>
    outcomes.filter((outcome) => outcome.status === status).length;
  return { passed: count("passed"), failed: count("failed"), skipped: count("skipped") };
}
