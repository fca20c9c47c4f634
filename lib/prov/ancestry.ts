import type { ProvBundle, ProvDocument, ProvRecord, QualifiedName } from "./document.ts";
import { referrersOf } from "./lookup_statements.ts";
import { irisOf } from "./resolve_name.ts";
import type { ProvKind } from "./vocabulary.ts";

/** One step from a thing back to what it came from. */
export interface ProvPathStep {
  /** The thing that came later. */
  readonly from: QualifiedName;
  /** What it came from. */
  readonly to: QualifiedName;
  /** The statement that says so. */
  readonly record: ProvRecord;
}

/** Which argument of a statement came from which others.
 *
 * How a thing ended is not where it came from: invalidation and end are not among them.
 *
 * @see PROV-DM, table 7 (influence)
 */
const ORIGINS: Readonly<Partial<Record<ProvKind, readonly [what: string, ...from: string[]]>>> =
  /* @__PURE__ */ Object.freeze({
    wasGeneratedBy: ["entity", "activity"],
    used: ["activity", "entity"],
    wasInformedBy: ["informed", "informant"],
    wasStartedBy: ["activity", "trigger", "starter"],
    wasDerivedFrom: ["generatedEntity", "usedEntity", "activity"],
    wasAttributedTo: ["entity", "agent"],
    wasAssociatedWith: ["activity", "agent", "plan"],
    actedOnBehalfOf: ["delegate", "responsible"],
    wasInfluencedBy: ["influencee", "influencer"],
    hadMember: ["collection", "entity"],
  });

/** Everything that a thing came from, near things first: what generated it, what that used, what
 * it was derived from, who was responsible, what a collection holds, and so on.
 *
 * The thing itself is not among them, also where it comes from itself. Cost: O(n) at the first
 * call for a frozen scope, then O(statements about what is found).
 *
 * @param id a name, its text with a prefix that the scope declares, or its IRI
 * @example
 * ```ts
 * import { buildProv, findAncestors } from "stemma/prov";
 * import assert from "node:assert/strict";
 *
 * const doc = buildProv({ prefixes: { ex: "https://e.example/" } }, (p) => {
 *   p.wasGeneratedBy("ex:model", "ex:train");
 *   p.used("ex:train", "ex:data");
 * });
 * assert.deepEqual(findAncestors(doc, "ex:model").map(({ local }) => local), ["train", "data"]);
 * ```
 */
export function findAncestors(
  scope: ProvDocument | ProvBundle,
  id: string | QualifiedName,
): QualifiedName[] {
  return reach(scope, id, originsOf);
}

/** Everything that was made from a thing, near things first: {@link findAncestors} the other way.
 *
 * @param id a name, its text with a prefix that the scope declares, or its IRI
 * @example
 * ```ts
 * import { buildProv, findDescendants } from "stemma/prov";
 * import assert from "node:assert/strict";
 *
 * const doc = buildProv({ prefixes: { ex: "https://e.example/" } }, (p) => {
 *   p.wasGeneratedBy("ex:model", "ex:train");
 *   p.used("ex:train", "ex:data");
 * });
 * assert.deepEqual(findDescendants(doc, "ex:data").map(({ local }) => local), ["train", "model"]);
 * ```
 */
export function findDescendants(
  scope: ProvDocument | ProvBundle,
  id: string | QualifiedName,
): QualifiedName[] {
  return reach(scope, id, resultsOf);
}

/** A shortest way between two things, from the later one back to the earlier one.
 *
 * Where the first did not come from the second, the second may have come from the first: the way
 * is the same then. Cost: as for {@link findAncestors}.
 *
 * @returns the steps: none from a thing to itself, `undefined` where neither came from the other
 * @example
 * ```ts
 * import { buildProv, findPath } from "stemma/prov";
 * import assert from "node:assert/strict";
 *
 * const doc = buildProv({ prefixes: { ex: "https://e.example/" } }, (p) => {
 *   p.wasGeneratedBy("ex:model", "ex:train");
 *   p.used("ex:train", "ex:data");
 * });
 * const steps = findPath(doc, "ex:model", "ex:data");
 * assert.deepEqual(steps?.map(({ record }) => record.kind), ["wasGeneratedBy", "used"]);
 * ```
 */
export function findPath(
  scope: ProvDocument | ProvBundle,
  a: string | QualifiedName,
  b: string | QualifiedName,
): ProvPathStep[] | undefined {
  const start = knownIri(scope, a), goal = knownIri(scope, b);
  return pathBack(scope, start, goal) ?? pathBack(scope, goal, start);
}

function pathBack(
  { records }: ProvDocument | ProvBundle,
  start: string,
  goal: string,
): ProvPathStep[] | undefined {
  const cameBy = walk(records, start, originsOf, goal);
  if (start !== goal && !cameBy.has(goal)) return undefined;
  const path: ProvPathStep[] = [];
  for (let iri = goal; iri !== start; iri = path[path.length - 1].from.iri) {
    path.push(cameBy.get(iri)!);
  }
  return path.reverse();
}

type Steps = (record: ProvRecord, iri: string) => ProvPathStep[];

/** The steps from a thing back that a statement allows. */
function originsOf(record: ProvRecord, iri: string): ProvPathStep[] {
  return stepsOf(record).filter(({ from }) => from.iri === iri);
}

/** The steps from a thing forward, turned round. */
function resultsOf(record: ProvRecord, iri: string): ProvPathStep[] {
  return stepsOf(record).filter(({ to }) => to.iri === iri)
    .map(({ from, to }) => ({ from: to, to: from, record }));
}

function stepsOf(record: ProvRecord): ProvPathStep[] {
  const [what, ...others] = ORIGINS[record.kind] ?? [];
  const from = what === undefined ? undefined : record.formal[what];
  if (typeof from !== "object") return [];
  return others.map((argument) => record.formal[argument])
    .filter((to) => typeof to === "object")
    .map((to) => ({ from, to, record }));
}

function reach(
  scope: ProvDocument | ProvBundle,
  id: string | QualifiedName,
  steps: Steps,
): QualifiedName[] {
  const cameBy = walk(scope.records, knownIri(scope, id), steps);
  return Array.from(cameBy.values(), ({ to }) => to);
}

/** The step by which each thing is first reached, in order of the distance. */
function walk(
  records: readonly ProvRecord[],
  start: string,
  steps: Steps,
  goal?: string,
): Map<string, ProvPathStep> {
  const referrers = referrersOf(records);
  const cameBy = new Map<string, ProvPathStep>();
  const queue = [start];
  for (let i = 0; i < queue.length && (goal === undefined || !cameBy.has(goal)); i++) {
    for (const record of referrers.get(queue[i]) ?? []) {
      for (const step of steps(record, queue[i])) {
        if (step.to.iri === start || cameBy.has(step.to.iri)) continue;
        cameBy.set(step.to.iri, step);
        queue.push(step.to.iri);
      }
    }
  }
  return cameBy;
}

/** The IRI of a name that something refers to, else what its text means. */
function knownIri(scope: ProvDocument | ProvBundle, id: string | QualifiedName): string {
  const iris = irisOf(scope, id);
  return iris.find((iri) => referrersOf(scope.records).has(iri)) ?? iris[0];
}
