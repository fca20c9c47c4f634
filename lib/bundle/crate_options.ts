import { checkOptions, nameOf } from "../base/options.ts";
import { toMilliseconds } from "../base/time.ts";
import { isAbsoluteIri, isWebAddress } from "./crate_ids.ts";
import { licenseOf } from "./crate_license.ts";

/** An organization that a crate names. */
export interface CrateOrganization {
  /** The name for people. */
  readonly name: string;
  /** An absolute IRI, such as the one of ror.org. @default its `url` */
  readonly id?: string;
  /** Its web page. */
  readonly url?: string;
}

/** A person or an organization that made something. */
export interface CrateAgent extends CrateOrganization {
  /** What it is. @default "person" */
  readonly kind?: "person" | "organization";
  /** Whom a person works for. */
  readonly affiliation?: CrateOrganization;
}

/** The software that the run ran. */
export interface CrateSoftware {
  /** Where it can be found: an `http` or `https` address. */
  readonly url: string;
  /** The name for people. @default the last part of the address */
  readonly name?: string;
  /** The version. @default the commit that the run logged */
  readonly version?: string;
}

/** What a research object says of itself that a run may not know. Nothing of it is ever guessed:
 * what is missing is missing in the crate, and `crateGaps` tells. */
export interface CrateOptions {
  /** How the run's files may be used: an SPDX identifier such as `CC-BY-4.0` or `Apache-2.0`, or
   * the address of a license. */
  readonly license?: string;
  /** What it is called. @default the run's name */
  readonly name?: string;
  /** What it is. @default the run's description */
  readonly description?: string;
  /** Who made it; of the run's agent's id or name, the same agent with more to say.
   * @default the run's agent, unless that is software */
  readonly author?: CrateAgent;
  /** Who ran the run. @default the run's agent, unless that is software, else the author */
  readonly agent?: CrateAgent;
  /** Who publishes it. */
  readonly publisher?: CrateOrganization;
  /** What ran. @default the source code that the run logged, by its remote and commit */
  readonly software?: CrateSoftware;
  /** When it was published. @default the end of the run, or its start while it goes on */
  readonly published?: Date | number;
}

const OPTIONS = [
  "license",
  "name",
  "description",
  "author",
  "agent",
  "publisher",
  "software",
  "published",
];
const ORGANIZATION = ["name", "id", "url"];
const AGENT = ["name", "id", "url", "kind", "affiliation"];

/** The options of a crate, once they are sound.
 *
 * @throws {TypeError} for unknown options and values of the wrong type
 * @throws {RangeError} for a license, an IRI or an address that is none
 */
export function checkCrate(options: CrateOptions = {}): CrateOptions {
  checkOptions("saveRun with a crate", options, OPTIONS);
  const { license, name, description, author, agent, publisher, software, published } = options;
  if (license !== undefined) checkLicense(license);
  if (name !== undefined) checkText(name, "name");
  if (description !== undefined) checkText(description, "description");
  if (author !== undefined) checkAgent(author, "author");
  if (agent !== undefined) checkAgent(agent, "agent");
  if (publisher !== undefined) checkOrganization(publisher, "publisher", ORGANIZATION);
  if (software !== undefined) {
    checkOptions("saveRun with crate.software", software, ["url", "name", "version"]);
    checkAddress(software.url, "software.url");
    if (software.name !== undefined) checkText(software.name, "software.name");
    if (software.version !== undefined) checkText(software.version, "software.version");
  }
  if (published !== undefined) toMilliseconds(published, "crate.published");
  return options;
}

function checkLicense(license: unknown): void {
  if (licenseOf(checkText(license, "license")) !== undefined) return;
  throw new RangeError(
    `Cannot save a run: crate.license must be a well-known SPDX identifier such as CC-BY-4.0 or ` +
      `Apache-2.0, or the address of the license, got ${nameOf(license)}`,
  );
}

function checkAgent(agent: CrateAgent, what: string): void {
  checkOrganization(agent, what, AGENT);
  const { kind = "person", affiliation } = agent;
  if (kind !== "person" && kind !== "organization") {
    throw new TypeError(
      `Cannot save a run: crate.${what}.kind must be person or organization, got ${nameOf(kind)}`,
    );
  }
  if (affiliation !== undefined) {
    checkOrganization(affiliation, `${what}.affiliation`, ORGANIZATION);
  }
}

function checkOrganization(
  organization: CrateOrganization,
  what: string,
  known: readonly string[],
): void {
  checkOptions(`saveRun with crate.${what}`, organization, known);
  const { id, url, name } = organization;
  checkText(name, `${what}.name`);
  if (url !== undefined) checkAddress(url, `${what}.url`);
  if (id !== undefined && !isAbsoluteIri(checkText(id, `${what}.id`))) {
    throw new RangeError(
      `Cannot save a run: crate.${what}.id must be an absolute IRI, got ${nameOf(id)}`,
    );
  }
}

function checkAddress(text: unknown, what: string): void {
  if (isWebAddress(checkText(text, what))) return;
  throw new RangeError(
    `Cannot save a run: crate.${what} must be an http or https address, got ${nameOf(text)}`,
  );
}

function checkText(text: unknown, what: string): string {
  if (typeof text === "string" && text !== "" && text.isWellFormed()) return text;
  throw new TypeError(
    `Cannot save a run: crate.${what} must be a text that is not empty, got ${nameOf(text)}`,
  );
}
