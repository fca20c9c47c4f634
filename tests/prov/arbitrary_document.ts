import fc from "fast-check";
import { encodePath } from "../../lib/prov/local_names.ts";
import type {
  ProvBundle,
  ProvDocument,
  ProvRecord,
  ProvValue,
  QualifiedName,
} from "../../lib/prov/document.ts";
import { qualifiedName } from "../../lib/prov/names.ts";
import { literal, XSD_TYPES } from "../../lib/prov/values.ts";
import { PROV_KINDS, type ProvKind, TIME_ARGUMENTS } from "../../lib/prov/vocabulary.ts";

/** The namespaces of made-up documents; two prefixes share one, and one is the default. */
export const SPACES = {
  "": "https://default.example/",
  ex: "https://e.example/",
  ex2: "https://e.example/",
  "odd.prefix": "urn:odd:",
};

const text: fc.Arbitrary<string> = fc.string({ unit: "grapheme", maxLength: 8 });

const local: fc.Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom("a", "b", "c", "d/e") },
  text.map((text) => encodePath(text)).filter((text) => text !== ""),
  // Names of other tools hold anything.
  text.filter((text) => text !== ""),
);

/** Any name in {@link SPACES}. */
export const name: fc.Arbitrary<QualifiedName> = fc.tuple(
  fc.constantFrom(...Object.keys(SPACES) as (keyof typeof SPACES)[]),
  local,
).filter(([prefix, local]) => prefix !== "" || !local.includes(":"))
  .map(([prefix, local]) => qualifiedName(prefix, SPACES[prefix], local));

/** A time as some tool may write it. */
export const time: fc.Arbitrary<string> = fc.tuple(
  fc.date({
    min: new Date("0001-01-02T00:00:00Z"),
    max: new Date("9999-12-30T00:00:00Z"),
    noInvalidDate: true,
  }),
  fc.constantFrom("Z", "", "+00:00", "-05:30", "+14:00"),
).map(([date, zone]) => date.toISOString().replace("Z", zone));

/** Any value. */
export const value: fc.Arbitrary<ProvValue> = fc.oneof(
  name,
  text.map((text) => literal(text)),
  text.map((text) => literal(text, undefined, "en-GB")),
  time.map((text) => literal(text, XSD_TYPES.dateTime)),
  fc.integer().map((n) => literal(String(n), XSD_TYPES.int)),
  fc.bigInt({ max: 2n ** 70n }).map((n) => literal(String(n), XSD_TYPES.long)),
  fc.double().map((n) => literal(String(n).replace("Infinity", "INF"), XSD_TYPES.double)),
  fc.boolean().map((flag) => literal(String(flag), XSD_TYPES.boolean)),
  fc.tuple(
    text,
    fc.constantFrom(
      XSD_TYPES.decimal,
      qualifiedName("xsd", "http://www.w3.org/2001/XMLSchema#", "gYear"),
    ),
  )
    .map(([text, type]) => literal(text, type)),
  fc.tuple(text, name).map(([text, type]) => literal(text, type)),
);

function recordOf(kind: ProvKind): fc.Arbitrary<ProvRecord> {
  const { form, formal, required } = PROV_KINDS[kind];
  const argument = (argument: string) => {
    const any: fc.Arbitrary<QualifiedName | string> = TIME_ARGUMENTS.has(argument) ? time : name;
    return required.includes(argument) ? any : fc.option(any, { nil: undefined });
  };
  return fc.record({
    id: form === "element"
      ? name
      : form === "plain"
      ? fc.constant(undefined)
      : fc.option(name, { nil: undefined }),
    formal: fc.tuple(...formal.map(argument)),
    attributes: form === "plain"
      ? fc.constant([])
      : fc.array(fc.record({ name, value }), { maxLength: 4 }),
  }).map((record) => {
    const present = record.formal.map((value, i) => [formal[i], value] as const)
      .filter((pair): pair is readonly [string, QualifiedName | string] => pair[1] !== undefined);
    const base = { kind, formal: Object.fromEntries(present), attributes: record.attributes };
    return record.id === undefined ? base : { ...base, id: record.id };
  });
}

const records: fc.Arbitrary<ProvRecord[]> = fc.array(
  fc.constantFrom(...Object.keys(PROV_KINDS) as ProvKind[]).chain(recordOf),
  { maxLength: 12 },
);

const prefixes: Readonly<Record<string, string>> = Object.freeze({
  __proto__: null as never,
  ...SPACES,
});

/** Any document: names are what the model allows, not only what we would make. */
export const anyDocument: fc.Arbitrary<ProvDocument> = fc.record({
  records,
  bundles: fc.uniqueArray(
    fc.record({
      id: name,
      prefixes: fc.constantFrom(prefixes, Object.freeze(Object.create(null))),
      records,
    }) as fc.Arbitrary<ProvBundle>,
    { maxLength: 2, selector: (bundle) => bundle.id.iri },
  ),
}).map(({ records, bundles }) => ({ prefixes, records, bundles }));
