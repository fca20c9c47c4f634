import assert from "node:assert/strict";
import { test } from "node:test";
import type { ProvLiteral, QualifiedName } from "../../lib/prov/document.ts";
import { isLocalName } from "../../lib/prov/local_names.ts";
import { provFromProvN } from "../../lib/prov/read_provn.ts";

const lenient = { mode: "lenient" } as const;
const wrap = (body: string) => `document\nprefix ex <https://e.example/>\n${body}\nendDocument`;
const records = (body: string) => provFromProvN(wrap(body)).document.records;

function assertFrozen(value: unknown): void {
  if (typeof value !== "object" || value === null) return;
  assert(Object.isFrozen(value));
  Object.values(value).forEach(assertFrozen);
}

/** What a lenient reading sets right in a body: kind, line and column. */
function repairsOf(body: string): string[] {
  const { repairs } = provFromProvN(wrap(body), lenient);
  return repairs.map(({ kind, line, column }) => `${kind} ${line}:${column}`);
}

/** Why and where a strict reading refuses a body. */
function refusal(body: string): string {
  try {
    provFromProvN(wrap(body));
  } catch (error) {
    const { name, code, message } = error as Error & { code: string };
    assert.equal(name, "ProvError", message);
    return `${code} ${message.replace("Cannot read PROV-N at line ", "")}`;
  }
  return "read";
}

test("provFromProvN() gives back frozen data, and nothing to repair where nothing is odd", () => {
  const text = wrap(`entity(ex:e, [ex:k="v", ex:k='ex:n', ex:k=1])
    used(ex:u; ex:a, ex:e, 2026-01-01T00:00:00Z)
    bundle ex:b prefix o <urn:o:> entity(o:e) endBundle`);
  const reading = provFromProvN(text);
  assertFrozen(reading);
  assert.deepEqual(reading, provFromProvN(text, lenient));
  const [entity, used] = reading.document.records;
  assert.deepEqual(entity.attributes.map(({ value }) => value), [
    { text: "v" },
    { prefix: "ex", local: "n", iri: "https://e.example/n" },
    {
      text: "1",
      type: { prefix: "xsd", local: "int", iri: "http://www.w3.org/2001/XMLSchema#int" },
    },
  ]);
  assert.deepEqual(Object.keys(used.formal), ["activity", "entity", "time"]);
  assert.deepEqual({ ...reading.document.bundles[0].prefixes }, { o: "urn:o:" });
});

test("provFromProvN() takes a word for a keyword only where one is due", () => {
  const [first, second] = provFromProvN(
    "document default <urn:d:> entity(entity) used(document, endDocument, -) endDocument",
  ).document.records;
  assert.equal(first.id?.iri, "urn:d:entity");
  assert.equal((second.formal.entity as QualifiedName).iri, "urn:d:endDocument");
});

test("provFromProvN() tells line and column in characters, whatever ends the lines", () => {
  assert.match(refusal("entity(ex:a)\r\nentity(ex:b)\rentity(no:c)"), /^PROV_NAME 5, column 8: /);
  assert.match(refusal(`entity(ex:a, [ex:\u{1f600}="\u{1f600}", no:k=1])`), /, column 25: /);
  const text = "\ufeffdocument entity(a) endDocument";
  assert.throws(() => provFromProvN(text), /line 1, column 17: the name "a" has no prefix/);
});

test("provFromProvN() tells what is no token first, wherever it is", () => {
  assert.match(refusal("entity(no:a)\n{}"), /^PROV_SYNTAX 4, column 1: /);
  assert.match(refusal('entity(no:a)\nentity(ex:a, [ex:k="\\q"])'), /^PROV_SYNTAX 4, column 21: /);
  for (const fatal of ["{", "'ex:a", '"open', "entity(ex:a:b)", "/* open", 'k="\\uD800"']) {
    assert.throws(() => provFromProvN(wrap(fatal), lenient), { code: "PROV_SYNTAX" }, fatal);
  }
});

test("provFromProvN() reports every repair with its place, in order of the text", () => {
  assert.deepEqual(
    repairsOf(`entity(ex:a, [ex:k='no:v', ex:k="x"@en %% xsd:string])
mentionOf(ex:a, ex:b, ex:c)
used(ex:a)\u00a0wasInformedBy(ex:a, -)
hadMember(ex:m; ex:c, ex:e, [ex:k="
"])
used(ex:a, ex:e, k)
wasGeneratedBy(ex:e, -, -, [prov:activity='ex:a'])
entity(ex:d, [ex:k="nan" %% xsd:double])
bundle ex:b endBundle
bundle ex:b entity(ex:lost) endBundle
agent(ex:z)`),
    [
      "undeclared-prefix 3:21",
      "type-beside-language 3:40",
      "bare-mention 4:1",
      "white-space 5:11",
      "missing-argument 5:32",
      "plain-relation 6:11",
      "plain-relation 6:29",
      "line-break 6:36",
      "skipped-statement 8:18",
      "argument-as-attribute 9:1",
      "double-spelling 10:20",
      "skipped-bundle 12:8",
      "statement-order 13:1",
    ],
  );
  const declared = "document prefix prov <http://www.w3.org/ns/prov#> prefix 9 <urn:9> endDocument";
  assert.throws(() => provFromProvN(declared, lenient), { code: "PROV_SYNTAX" });
  const { repairs, document } = provFromProvN(
    `document prefix xsd <http://www.w3.org/2001/XMLSchema#> prefix 9z <urn:9>
    prefix rel <relative> default <urn:d:> default <urn:e:> entity(e) endDocument`,
    lenient,
  );
  assert.deepEqual(repairs.map(({ kind }) => kind), [
    "reserved-prefix",
    "prefix-name",
    "namespace",
    "declaration-order",
    "declaration-order",
    "several-defaults",
  ]);
  assert.equal(document.records[0].id?.iri, "urn:e:e");
});

test("provFromProvN() takes attributes named like an argument for that, if they agree", () => {
  const read = (body: string) => provFromProvN(wrap(body), lenient);
  const time = "2026-01-01T00:00:00Z";
  const used = (given: string, attributes: string) =>
    read(`used(ex:a, ex:e, ${given}, [${attributes}, ex:k=1])`).document.records[0];
  const typed = `prov:time="${time}" %% xsd:dateTime`;
  assert.equal(used("-", typed).formal.time, time);
  assert.equal(used("2026-01-01T01:00:00+01:00", typed).attributes.length, 1);
  assert.equal(used(time, 'prov:entity="ex:e"').attributes.length, 1);
  assert.equal(used(time, "prov:entity='ex:other'"), undefined);
  assert.equal(used(time, 'prov:time="soon"'), undefined);
  assert.match(refusal(`used(ex:a, ex:e, -, [${typed}])`), /^PROV_SYNTAX 3, column 1: "prov:time"/);
  assert.match(refusal("used(ex:a, ex:e, -, [prov:entity='ex:f'])"), /^PROV_CONFLICT/);
});

test("provFromProvN() keeps the text of odd times and names, and says so", () => {
  assert.deepEqual(
    repairsOf(`used(ex:a, -, 2026-01-01T00:00:00+15:00)
used(ex:a, -, 2026-13-01T00:00:00Z)
entity(ex:a, [ex:k="_:b" %% prov:QUALIFIED_NAME, xsi:k="v"])`),
    ["date-time 3:15", "skipped-statement 4:15", "blank-name 5:20", "undeclared-prefix 5:50"],
  );
});

test("provFromProvN() declares for nobody what it made up for a value", () => {
  const { document, repairs } = provFromProvN(
    wrap("entity(ex:a, [ex:k='no:v', ex:k='no:v']) entity(no:b)"),
    lenient,
  );
  assert.equal(document.records.length, 1);
  assert.equal((document.records[0].attributes[0].value as QualifiedName).iri, "no:v");
  assert.deepEqual(repairs.map(({ kind }) => kind), ["undeclared-prefix", "skipped-statement"]);
});

test("provFromProvN() goes on after a statement that cannot be read", () => {
  const { document, repairs } = provFromProvN(
    wrap(`entity(ex:a, [ex:k=bundle, ex:k
      entity(ex:b)
      ex:own(ex:c, ex:set(ex:d))
      "text" 7
      bundle ex:b entity( endBundle
      used(ex:a`),
    lenient,
  );
  assert.deepEqual(document.records.map(({ id }) => id?.local), ["b"]);
  assert.equal(document.bundles.length, 1);
  assert.equal(repairs.filter(({ kind }) => kind === "skipped-statement").length, 5);
});

test("provFromProvN() decodes escapes once, in strings, names and IRIs", () => {
  const text = (body: string) => (records(body)[0].attributes[0].value as ProvLiteral).text;
  assert.equal(text(String.raw`entity(ex:a, [ex:k="\t\\n\"\u00e9\U0001F600"])`), '\t\\n"é😀');
  assert.equal(text('entity(ex:a, [ex:k="""a "b" \\"""" ])'), 'a "b" "');
  assert.equal(text('entity(ex:a, [ex:k=""])'), "");
  assert.equal(text('entity(ex:a, [ex:k=""""""])'), "");
  assert.equal(records(String.raw`entity(ex:a\:b%20\.)`)[0].id?.local, "a:b%20.");
  const iri = String.raw`document prefix e <http://e.example/\u00e9/> entity(e:a) endDocument`;
  assert.equal(provFromProvN(iri).document.records[0].id?.iri, "http://e.example/é/a");
  assert.match(refusal(String.raw`entity(ex:a, [ex:k="\u12"])`), /needs 4 hex digits/);
  assert.match(refusal(String.raw`entity(ex:a, [ex:k="\UFFFFFFFF"])`), /is no character/);
});

test("provFromProvN() lets names hold what isLocalName() says", () => {
  for (let code = 1; code < 0x20000; code += code < 0x3100 ? 1 : 97) {
    if (code >= 0xd800 && code <= 0xdfff) continue;
    const character = String.fromCodePoint(code);
    for (const local of [`a${character}a`, `${character}a`]) {
      let found: string | undefined;
      try {
        found = records(`entity(ex:${local})`)[0].id?.local;
      } catch (error) {
        assert.equal((error as Error).name, "ProvError");
      }
      assert.equal(found === local, isLocalName(local), `U+${code.toString(16)}`);
    }
  }
});

test("provFromProvN() names hostile prefixes, ids and attributes as any other", () => {
  for (const word of ["constructor", "toString", "hasOwnProperty", "prototype"]) {
    const text = `document prefix ${word} <urn:x:> default <urn:d:>
      entity(${word}:__proto__, [${word}:constructor='${word}:${word}', __proto__="v"]) endDocument`;
    const { document } = provFromProvN(text, lenient);
    assert.deepEqual(Object.keys(document.prefixes).sort(), ["", word].sort());
    assert.equal(document.records[0].id?.iri, "urn:x:__proto__");
    assert.equal(document.records[0].attributes[1].name.iri, "urn:d:__proto__");
    assert.throws(() => provFromProvN(`document entity(${word}:a) endDocument`), {
      code: "PROV_NAME",
    });
    assert.throws(() => provFromProvN(wrap(`${word}(ex:a)`)), { code: "PROV_SYNTAX" });
  }
  const declared = "document prefix __proto__ <urn:x:> endDocument";
  assert.throws(() => provFromProvN(declared), { code: "PROV_SYNTAX" });
  const { prefixes } = provFromProvN(declared, lenient).document;
  assert.deepEqual(Object.keys(prefixes), ["__proto__"]);
  assert.equal(({} as Record<string, unknown>).x, undefined);
});

test("provFromProvN() refuses what is no text, too long a text, and unknown options", () => {
  assert.throws(() => provFromProvN(1 as never), TypeError);
  assert.throws(() => provFromProvN("", { mode: "odd" as never }), TypeError);
  assert.throws(() => provFromProvN("", { modes: "strict" } as never), TypeError);
  assert.throws(() => provFromProvN(""), { code: "PROV_SYNTAX" });
  assert.throws(() => provFromProvN(" ".repeat(2 ** 28 + 1)), { code: "PROV_SYNTAX" });
  const surrogate = wrap('entity(ex:a, [ex:k="\ud800"])');
  assert.throws(() => provFromProvN(surrogate), /line 3, column 21: the text holds a lone/);
  assert.equal(provFromProvN(surrogate, lenient).repairs[0].kind, "lone-surrogate");
});
