import type { Run } from "../run/run.ts";
import { crateFacts } from "./crate_facts.ts";
import { checkCrate, type CrateAgent, type CrateOptions } from "./crate_options.ts";

/** What a crate is asked to say and cannot. */
export type CrateGapCode =
  | "CRATE_LICENSE"
  | "CRATE_AUTHOR"
  | "CRATE_PUBLISHER"
  | "CRATE_AGENT"
  | "CRATE_AFFILIATION"
  | "CRATE_ORGANIZATION_URL"
  | "CRATE_SOFTWARE_URL"
  | "CRATE_SOFTWARE_VERSION"
  | "CRATE_END"
  | "CRATE_INPUT";

/** Something that a crate lacks, and how it gets it. */
export interface CrateGap {
  /** What is missing. */
  readonly code: CrateGapCode;
  /** Whether RO-Crate and its profile demand it (MUST) or recommend it (SHOULD). */
  readonly level: "required" | "recommended";
  /** The same for people, and what to give. */
  readonly message: string;
}

/** What a run's crate lacks of what RO-Crate 1.1 and Process Run Crate 0.5 ask for; empty where it
 * lacks nothing.
 *
 * `saveRun` reports the same. Cost: O(events but for points).
 *
 * @throws {TypeError} where the options are wrong
 * @throws {RangeError} for a license, an IRI or an address that is none
 * @see https://w3id.org/ro/wfrun/process/0.5
 * @example
 * ```ts
 * import { crateGaps, endRun, logParam, startRun } from "stemma";
 * import assert from "node:assert/strict";
 * const lab = { name: "Example Lab", url: "https://example.org/" };
 * const run = endRun(logParam(startRun({ experiment: "digits" }), "seed", 7));
 * assert.equal(crateGaps(run)[0].code, "CRATE_LICENSE");
 * assert.deepEqual(
 *   crateGaps(run, {
 *     license: "CC-BY-4.0",
 *     author: { name: "Ada", affiliation: lab },
 *     publisher: lab,
 *     software: { url: "https://example.org/train.ts", version: "1.0.0" },
 *   }),
 *   [],
 * );
 * ```
 */
export function crateGaps(run: Run, crate?: CrateOptions): CrateGap[] {
  const { license, author, agent, publisher, program, end, hasInput } = crateFacts(
    run,
    checkCrate(crate),
  );
  const gaps: CrateGap[] = [];
  const want = (met: boolean, code: CrateGapCode, message: string) => {
    const level = code === "CRATE_LICENSE" ? "required" : "recommended";
    if (!met) gaps.push(Object.freeze({ code, level, message }));
  };
  const people = [author, agent].filter((one) => one !== undefined);
  want(
    license !== undefined,
    "CRATE_LICENSE",
    "The crate has no license: give crate.license an SPDX identifier or the address of one",
  );
  want(
    author !== undefined,
    "CRATE_AUTHOR",
    "The crate has no author: give startRun an agent, or crate.author",
  );
  want(publisher !== undefined, "CRATE_PUBLISHER", "The crate has no publisher: crate.publisher");
  want(
    agent !== undefined,
    "CRATE_AGENT",
    "No person or organization ran the run: give startRun an agent, or crate.agent",
  );
  want(
    people.every(isAffiliated),
    "CRATE_AFFILIATION",
    "A person has no affiliation: give it with crate.author or crate.agent",
  );
  const organizations = [
    publisher,
    ...people.map((one) => one.kind === "organization" ? one : one.affiliation),
  ];
  want(
    organizations.every((one) => one === undefined || one.url !== undefined),
    "CRATE_ORGANIZATION_URL",
    "An organization has no url: give it with the organization",
  );
  want(
    program.url !== undefined,
    "CRATE_SOFTWARE_URL",
    "What ran has no address: log the source code with its remote, or give crate.software",
  );
  want(
    program.version !== undefined,
    "CRATE_SOFTWARE_VERSION",
    "What ran has no version: log the source code with its commit, or give crate.software",
  );
  want(end !== undefined, "CRATE_END", "The run has not ended: save it again after endRun");
  want(
    hasInput,
    "CRATE_INPUT",
    "The run took nothing in: log its parameters, inputs or datasets",
  );
  return gaps;
}

function isAffiliated(agent: CrateAgent): boolean {
  return agent.kind === "organization" || agent.affiliation !== undefined;
}
