import fc from "fast-check";
import type { ProvDocument, ProvRecord, QualifiedName } from "../../lib/prov/document.ts";
import { qualifiedName } from "../../lib/prov/names.ts";
import { PROV, PROV_KINDS, type ProvKind, TIME_ARGUMENTS } from "../../lib/prov/vocabulary.ts";

const SPACE = "https://e.example/";
const pool = (...locals: string[]) => locals.map((local) => qualifiedName("ex", SPACE, local));
const ENTITIES = pool("e1", "e2", "e3", "e4");
const ACTIVITIES = pool("a1", "a2", "a3");
const AGENTS = pool("ag1", "ag2");
const IDS = pool("r1", "r2", "r3", "r4", "r5", "r6");

/** What each argument names. */
const POOLS: Readonly<Record<string, readonly QualifiedName[]>> = Object.freeze({
  activity: ACTIVITIES,
  informed: ACTIVITIES,
  informant: ACTIVITIES,
  starter: ACTIVITIES,
  ender: ACTIVITIES,
  agent: [...AGENTS, ENTITIES[0]],
  delegate: AGENTS,
  responsible: [...AGENTS, ENTITIES[1]],
  influencee: [...ENTITIES, ...ACTIVITIES],
  influencer: [...ENTITIES, ...AGENTS],
  generation: IDS.slice(0, 2),
  usage: IDS.slice(2, 4),
});

const TYPE = qualifiedName("prov", PROV, "type");
const EMPTY = Object.freeze({
  name: TYPE,
  value: qualifiedName("prov", PROV, "EmptyCollection"),
});

function element(kind: ProvKind, id: QualifiedName): fc.Arbitrary<ProvRecord[]> {
  return fc.record({
    stated: fc.integer({ min: 0, max: 9 }),
    empty: fc.integer({ min: 0, max: 9 }),
  })
    .map(({ stated, empty }) =>
      stated === 0
        ? []
        : [{ kind, id, formal: {}, attributes: empty === 0 && kind === "entity" ? [EMPTY] : [] }]
    );
}

const time = fc.constantFrom("2026-01-01T00:00:00.000Z", "2026-01-02T00:00:00.000Z");

function rarely<T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.oneof({ weight: 5, arbitrary: fc.constant(undefined) }, {
    weight: 1,
    arbitrary: value,
  });
}

function relation(kind: ProvKind): fc.Arbitrary<ProvRecord> {
  const { form, formal, required } = PROV_KINDS[kind];
  const values = formal.map((argument) => {
    const value: fc.Arbitrary<QualifiedName | string> = TIME_ARGUMENTS.has(argument)
      ? time
      : fc.constantFrom(...POOLS[argument] ?? ENTITIES);
    if (required.includes(argument)) return value;
    return TIME_ARGUMENTS.has(argument)
      ? rarely(value)
      : fc.option(value, { nil: undefined, freq: 2 });
  });
  const id = form === "plain" ? fc.constant(undefined) : rarely(fc.constantFrom(...IDS));
  return fc.tuple(id, ...values).map(([id, ...values]) => {
    const present = values.map((value, i) => [formal[i], value] as const)
      .filter((pair): pair is readonly [string, QualifiedName | string] => pair[1] !== undefined);
    const base = { kind, formal: Object.fromEntries(present), attributes: [] };
    return id === undefined ? base : { ...base, id };
  });
}

/** The relations that the constraints tell something about: all but `mentionOf`, which is none of
 * the Recommendation's. */
const RELATIONS = (Object.keys(PROV_KINDS) as ProvKind[])
  .filter((kind) => PROV_KINDS[kind].form !== "element" && kind !== "mentionOf");

/** Small documents in which few things are related in many ways, so that constraints bite. */
export const denseDocument: fc.Arbitrary<ProvDocument> = fc.record({
  elements: fc.tuple(
    ...ENTITIES.map((id) => element("entity", id)),
    ...ACTIVITIES.map((id) => element("activity", id)),
    ...AGENTS.map((id) => element("agent", id)),
  ),
  relations: fc.array(fc.constantFrom(...RELATIONS).chain(relation), {
    minLength: 2,
    maxLength: 9,
  }),
}).map(({ elements, relations }) => ({
  prefixes: Object.freeze({ __proto__: null as never, ex: SPACE }),
  records: [...elements.flat(), ...relations],
  bundles: [],
}));
