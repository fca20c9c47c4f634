import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type CrateGapCode, crateGaps, type CrateOptions } from "stemma";
import { anyRuns } from "../lineage/arbitrary_run.ts";
import { readCrate } from "./crate_reader.ts";
import { brokenRules } from "./crate_rules.ts";
import { allFormats, crateFilesOf } from "./crate_runs.ts";

/** The rules that a crate breaks where it lacks something. */
const RULES: Readonly<Record<CrateGapCode, readonly string[]>> = {
  CRATE_LICENSE: ["root-license", "license-entity"],
  CRATE_AUTHOR: ["root-author"],
  CRATE_PUBLISHER: ["root-publisher"],
  CRATE_AGENT: ["action-agent"],
  CRATE_AFFILIATION: ["person-affiliation"],
  CRATE_ORGANIZATION_URL: ["organization-url"],
  CRATE_SOFTWARE_URL: ["software-url", "software-id"],
  CRATE_SOFTWARE_VERSION: ["software-version"],
  CRATE_END: ["action-end", "action-status"],
  CRATE_INPUT: ["action-object"],
};

const name = fc.constantFrom("Ada", "a bot", "__proto__", "é 名 %", "a/b#c?");
const url = fc.constantFrom(
  "https://example.org/",
  "https://e.example/a",
  "https://spdx.org/licenses/MIT",
  "https://w3id.org/ro/crate/1.1/context",
);
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const organization = fc.record({ name, id: maybe(url), url: maybe(url) });
const agent = fc.record({
  name,
  id: maybe(url),
  url: maybe(url),
  kind: maybe(fc.constantFrom("person" as const, "organization" as const)),
  affiliation: maybe(organization),
});
const options: fc.Arbitrary<CrateOptions> = fc.record({
  license: maybe(fc.constantFrom("CC-BY-4.0", "mit", "https://e.example/a")),
  name: maybe(name),
  description: maybe(name),
  author: maybe(agent),
  agent: maybe(agent),
  publisher: maybe(organization),
  software: maybe(fc.record({ url, name: maybe(name), version: maybe(name) })),
  published: maybe(fc.constantFrom(0, new Date(1e12), 1e12 + 0.25)),
});

test("a crate breaks those rules that its gaps tell, and no other", () => {
  fc.assert(
    fc.property(anyRuns, options, fc.subarray([...allFormats]), (runs, crate, formats) => {
      for (const run of runs) {
        const asked = formats.includes("ro-crate") ? formats : [...formats, "ro-crate" as const];
        const files = crateFilesOf(run, crate, asked);
        const told = crateGaps(run, crate).flatMap(({ code }) => RULES[code]);
        assert.deepEqual(brokenRules(readCrate(files)).sort(), told.sort());
        assert.deepEqual(files, crateFilesOf(run, crate, asked));
      }
    }),
    { numRuns: 300 },
  );
});
