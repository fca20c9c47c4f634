import fc from "fast-check";
import assert from "node:assert/strict";
import { test } from "node:test";
import { provToDot } from "../../lib/graph/dot.ts";
import { PROV_KINDS, type ProvKind, TIME_ARGUMENTS } from "../../lib/prov/vocabulary.ts";
import { documentOf, say } from "./_sample.ts";

/** Few names, so that they meet: two prefixes stand for one namespace. */
const names = fc.constantFrom("ex:a", "ex:b", "ex:c", "also:a", "also:b", "ex:v2", "ex:v10");
const bundles = fc.constantFrom("ex:b1", "also:b1", "ex:b2", "ex:a");

const statements = fc.constantFrom(...Object.keys(PROV_KINDS) as ProvKind[]).chain((kind) => {
  const { form, formal } = PROV_KINDS[kind];
  const args = formal.map((role, i) => {
    if (TIME_ARGUMENTS.has(role)) return fc.constantFrom("-", "2026-01-01T00:00:00Z");
    return i === 0 || form === "plain" ? names : fc.oneof(names, fc.constant("-"));
  });
  const id = form === "element"
    ? names.map((name) => `${name} `)
    : form === "relation"
    ? fc.oneof(fc.constant(""), names.map((name) => `${name}; `))
    : fc.constant("");
  const facts = form === "plain"
    ? fc.constant({})
    : fc.constantFrom({}, { role: "x" }, { label: "one" }, { label: "two" }, { "ex:size": 3 });
  return fc.tuple(id, fc.tuple(...args), facts)
    .map(([id, args, facts]) => say(kind, id + args.join(" "), facts));
});

const lists = fc.array(statements, { maxLength: 8 });
/** A document in two orders of its statements and bundles. */
const turned = fc.tuple(lists, fc.array(fc.tuple(bundles, lists), { maxLength: 3 }))
  .chain(([records, inside]) =>
    fc.tuple(
      fc.constant({ records, inside }),
      fc.record({
        records: fc.shuffledSubarray(records, { minLength: records.length }),
        inside: fc.shuffledSubarray(inside, { minLength: inside.length }),
      }),
      fc.tuple(...inside.map(([, list]) => fc.shuffledSubarray(list, { minLength: list.length }))),
    )
  )
  .map(([one, other, shuffled]) => [
    drawable(one),
    drawable({
      ...other,
      inside: other.inside.map((bundle) => [bundle[0], shuffled[one.inside.indexOf(bundle)]]),
    }),
  ]);

function drawable(
  { records, inside }: {
    records: ReturnType<typeof say>[];
    inside: [string, ReturnType<typeof say>[]][];
  },
): ReturnType<typeof documentOf> {
  const doc = documentOf(records);
  return {
    ...doc,
    bundles: inside.flatMap(([id, list]) => documentOf([], { [id]: list }).bundles),
  };
}

test("`provToDot()` gives the same text in whatever order statements and bundles come", () => {
  fc.assert(
    fc.property(
      turned,
      fc.constantFrom("auto", "overview", "full"),
      ([one, other], detail) => {
        const show = { attributes: true, ids: true, times: true };
        assert.equal(provToDot(other, { detail, show }), provToDot(one, { detail, show }));
      },
    ),
    { numRuns: 1000, seed: 1 },
  );
});

test("`provToDot()` finds what is mentioned in another bundle whichever mention comes first", () => {
  const records = [say("mentionOf", "ex:s ex:e ex:b"), say("mentionOf", "ex:e ex:x ex:b")];
  const one = provToDot(documentOf(records, { "ex:b": [] }));
  assert.equal(provToDot(documentOf(records.toReversed(), { "ex:b": [] })), one);
});
